"""A table that cannot work is refused where it is described."""

from collections.abc import Callable

import pytest

from tongban.core.sheets.types import Column, SheetSpec, header_key

COLUMN = Column("code", "编码")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Column("", "编码"),
        lambda: Column("code", "*编码"),
        lambda: Column("code", "编 码"),
        lambda: Column("code", "编码", "choice"),
        lambda: Column("code", "编码", "text", choices={"a": "甲"}),
        lambda: Column("code", "编码", "choice", choices={"a": "甲", "b": "甲"}),
        lambda: Column("code", "编码", "choice", choices={"a": "甲 "}),
        lambda: Column("code", "编码", "choice", choices={"a": "b", "b": "a"}),
        lambda: Column("code", "编码", "list", separator="x"),
        lambda: SheetSpec("s", "名" * 32, (COLUMN,)),
        lambda: SheetSpec("s", "a/b", (COLUMN,)),
        lambda: SheetSpec("s", "填写说明", (COLUMN,)),
        lambda: SheetSpec("s", "表", ()),
        lambda: SheetSpec("s", "表", (COLUMN, Column("code", "另一列"))),
        lambda: SheetSpec("s", "表", (COLUMN, Column("other", "编码"))),
    ],
)
def test_what_cannot_be_read_back_is_not_described(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"column|sheet"):
        make()


def test_a_choice_may_have_its_code_as_its_label() -> None:
    assert Column("c", "列", "choice", choices={"无": "无", "a": "有"}).choices["无"] == "无"


def test_headers_are_compared_without_blanks_and_stars() -> None:
    assert header_key(" *事项\n名称 ") == "事项名称"


def test_a_column_is_found_by_its_code() -> None:
    spec = SheetSpec("s", "表", (COLUMN,))
    assert spec.column("code") is COLUMN
    with pytest.raises(KeyError):
        spec.column("other")
