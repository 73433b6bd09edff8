"""What others find in a workbook of ours: openpyxl is the witness."""

import io
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.services import write_csv, write_xlsx
from tongban.core.sheets.tests import factories as f
from tongban.core.sheets.types import Column, SheetSpec


def test_cells_have_the_types_that_excel_knows() -> None:
    sheet = load_workbook(f.written([f.FULL]))[f.SPEC.title]
    found = {str(cell.value).lstrip("*"): sheet.cell(2, cell.column) for cell in sheet[1]}
    assert found["事项编码"].value == "000123"
    assert found["事项编码"].number_format == "@"
    assert (found["事项名称"].value, found["事项名称"].data_type) == ("=1+1\n第二行", "s")
    assert found["承诺时限"].value == 20
    assert found["收费金额"].value == 1234.56
    assert found["收费金额"].number_format == "0.00"
    assert found["生效日期"].value == datetime(2026, 11, 22)  # noqa: DTZ001
    assert found["可网办"].value == "是"
    assert found["办件类型"].value == "即办件"


def test_the_template_helps_whoever_fills_it() -> None:
    book = load_workbook(f.written([]))
    sheet = book[f.SPEC.title]
    assert book.active is not None
    assert book.active.title == f.SPEC.title
    assert sheet.max_row == 1
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].value == "*事项编码"
    assert sheet["A1"].comment is not None
    assert sheet["A1"].comment.text == "31 位"
    assert sheet["B1"].value == "事项名称"
    assert sheet.column_dimensions["A"].width > 20
    dropdowns = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert dropdowns == {"G2:G1048576": '"是,否"', "H2:H1048576": "'选项'!$A$1:$A$2"}
    options = book["选项"]
    assert options.sheet_state == "veryHidden"
    assert [cell.value for cell in options["A"]] == ["即办件", "承诺件"]


def test_the_guide_has_a_line_for_every_column() -> None:
    guide = load_workbook(f.written([]))["填写说明"]
    lines = list(guide.iter_rows(values_only=True))
    start = next(at for at, line in enumerate(lines) if line[0] == "工作表")
    assert [line[1] for line in lines[start + 1 :]] == [column.title for column in f.COLUMNS]
    assert lines[start + 1] == ("事项清单", "事项编码", "是", "文字", "31", None, "31 位")


def test_a_published_table_goes_without_guide() -> None:
    stream = io.BytesIO()
    write_xlsx([f.NARROW], {}, stream, now=f.NOW, guide=False)
    assert load_workbook(stream).sheetnames == ["窄表"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "a\x00b", "第 2 个字符是看不见的控制字符（U+0000）"),
        ("name", "\ud800", "U+D800"),
        ("name", "\uffff", "U+FFFF"),
        ("name", "\x85", "U+0085"),
        ("name", "字" * 32_768, "最多放 32,767 个字符"),
        ("name", "𠮷" * 16_384, "最多放 32,767 个字符"),
        ("topics", ("甲", ""), "有一项是空的"),
        ("extra", {"a": "\x00"}, "U+0000"),
        ("extra", ["字" * 32_768], "最多放 32,767 个字符"),
        ("ratio", Decimal("NaN"), "不是数字"),
        ("ratio", Decimal("1E+999"), "不是数字"),
    ],
)
def test_what_no_cell_can_hold_is_refused_at_its_place(field: str, value: Any, said: str) -> None:
    stream = io.BytesIO()
    rows = [f.FULL, {"code": "x", field: value}]
    with pytest.raises(SheetRefused) as caught:
        write_xlsx([f.SPEC], {"matters": rows}, stream, now=f.NOW)
    column = f.SPEC.column(field)
    letter = "ABCDEFGHIJ"[f.COLUMNS.index(column)]
    problem = caught.value.detail["problem"]
    assert caught.value.reason == "sheet_unwritable"
    assert (problem.row, problem.column, problem.title) == (3, letter, column.title)
    assert said in problem.message
    assert caught.value.detail["place"] == f"工作表“事项清单”第 3 行 {letter} 列（{column.title}）"
    assert stream.getvalue() == b""
    with pytest.raises(SheetRefused, match="sheet_unwritable"):
        write_csv(f.SPEC, rows, io.BytesIO())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 12),
        ("days", "12"),
        ("days", True),
        ("ratio", 0.5),
        ("fee", 1.5),
        ("since", datetime(2026, 11, 22, tzinfo=UTC)),
        ("since", "2026-11-22"),
        ("online", 1),
        ("kind", "no such code"),
        ("topics", "甲"),
    ],
)
def test_a_value_of_another_type_is_the_callers_mistake(field: str, value: Any) -> None:
    with pytest.raises(TypeError, match=f"事项清单!2 {field}"):
        write_xlsx([f.SPEC], {"matters": [{field: value}]}, io.BytesIO(), now=f.NOW)
    with pytest.raises(TypeError, match=f"事项清单!2 {field}"):
        write_csv(f.SPEC, [{field: value}], io.BytesIO())


def test_nothing_is_left_behind_when_the_rows_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows() -> Any:
        yield f.FULL
        raise RuntimeError("the database went away")

    stream = io.BytesIO()
    with pytest.raises(RuntimeError, match="went away"):
        write_xlsx([f.SPEC], {"matters": rows()}, stream, now=f.NOW)
    assert stream.getvalue() == b""
    assert list(tmp_path.iterdir()) == []


def test_rows_are_written_as_they_come() -> None:
    """The rows are asked for one by one, so they need never be in memory together."""
    alive = 0

    class Counted(dict[str, Any]):
        def __init__(self, n: int) -> None:
            super().__init__(code=str(n), n=n)
            nonlocal alive
            alive += 1

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    most = 0

    def rows() -> Any:
        nonlocal most
        for n in range(2_000):
            yield Counted(n)
            most = max(most, alive)

    write_xlsx([f.NARROW], {"narrow": rows()}, io.BytesIO(), now=f.NOW)
    assert most <= 3


def test_long_and_odd_labels_have_their_dropdown_too() -> None:
    choices = {str(n): f"第{n}项，含逗号,与很长的说明文字" for n in range(300)}
    spec = SheetSpec("s", "表", (Column("c", "选", "choice", choices=choices),))
    book = load_workbook(f.written([{"c": "299"}], spec))
    (rule,) = book["表"].data_validations.dataValidation
    assert rule.formula1 == "'选项'!$A$1:$A$300"
    assert book["表"]["A2"].value == choices["299"]


def test_a_day_before_excels_calendar_is_a_text() -> None:
    spec = SheetSpec("s", "表", (Column("d", "日", "date"),))
    assert (
        load_workbook(f.written([{"d": date(1899, 5, 1)}], spec))["表"]["A2"].value == "1899-05-01"
    )
