"""What is written is what is read, by xlsx and by CSV, for every kind of column."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tongban.core.sheets.selectors import read_csv, read_xlsx
from tongban.core.sheets.services import write_csv, write_xlsx
from tongban.core.sheets.tests import factories as f
from tongban.core.sheets.types import Column, SheetSpec

CHARACTERS = st.one_of(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    st.sampled_from("\t\n\r =+-@'\"\\;；,，<>&_x0D\u3000𠮷𡨴\U00030000"),
)
TEXTS = st.text(CHARACTERS, max_size=30).filter(lambda text: not text or not text.isspace())
ITEMS = st.text(CHARACTERS, min_size=1, max_size=8)
LEAVES = st.none() | st.booleans() | st.integers() | TEXTS
JSONS = st.recursive(
    LEAVES | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS,
    "integer": st.none() | st.integers(-(10**60), 10**60),
    "decimal": st.none()
    | st.decimals(allow_nan=False, allow_infinity=False, places=None).filter(
        lambda number: abs(number.adjusted()) <= 100 or not number
    ),
    "money": st.none() | st.integers(-(10**20), 10**20),
    "date": st.none() | st.dates(),
    "boolean": st.none() | st.booleans(),
    "choice": st.sampled_from(["", *f.CHOICES]),
    "list": st.lists(ITEMS, max_size=4).map(tuple),
    "json": JSONS,
}


def spec_of(kind: Any, **options: Any) -> SheetSpec:
    choices = f.CHOICES if kind == "choice" else {}
    column = Column("value", "值", kind, choices=choices, **options)
    return SheetSpec("s", "表", (Column("n", "序", "integer"), column))


def xlsx(spec: SheetSpec, values: list[Any]) -> list[Any]:
    stream = io.BytesIO()
    rows = [{"n": at, "value": value} for at, value in enumerate(values)]
    assert write_xlsx([spec], {"s": rows}, stream, now=f.NOW) == {"s": len(values)}
    return gathered(read_xlsx(stream, [spec], limits=f.LIMITS))


def csv(spec: SheetSpec, values: list[Any]) -> list[Any]:
    stream = io.BytesIO()
    rows = [{"n": at, "value": value} for at, value in enumerate(values)]
    assert write_csv(spec, rows, stream) == len(values)
    return gathered(read_csv(stream, spec, limits=f.LIMITS))


def gathered(reading: Any) -> list[Any]:
    rows = list(reading)
    assert reading.problems == []
    assert [row.values["n"] for row in rows] == list(range(len(rows)))
    assert [row.number for row in rows] == list(range(2, len(rows) + 2))
    return [row.values["value"] for row in rows]


@pytest.mark.parametrize("way", [xlsx, csv])
@pytest.mark.parametrize("kind", VALUES)
def test_any_value_comes_back(way: Callable[[SheetSpec, list[Any]], list[Any]], kind: str) -> None:
    @settings(max_examples=40, deadline=None)
    @given(st.lists(VALUES[kind], max_size=12))
    def check(values: list[Any]) -> None:
        assert way(spec_of(kind), values) == values

    check()


@pytest.mark.parametrize("separator", ["；", "、", "，", "|", "\n"])
def test_any_list_comes_back_by_any_separator(separator: str) -> None:
    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.lists(ITEMS, max_size=4).map(tuple), max_size=8))
    @example([("a；b", " 空 ", "\\", "末\\", "\n")])
    def check(values: list[Any]) -> None:
        assert csv(spec_of("list", separator=separator), values) == values

    check()


NASTY = [
    "000123",
    "114212000000000000" * 2,
    "1.2E+17",
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+86 715",
    "-1",
    "@SUM(A1)",
    "'=1",
    "''",
    "'引号",
    "\t=1",
    "  =1",
    "＝１",
    "{=1}",
    "http://example.org/",
    "行一\n行二\r\n行三\r",
    "_x000D_",
    "_x005F_x000D_",
    "<r>标记</r>",
    "<r><t>标记</t></r>",
    'a&amp;b<c>"d"',
    " 前后有空 ",
    "𠮷野家𡨴𰀀",
    "TRUE",
    "2026-11-22",
    "#N/A",
    "0x1F",
    "1/2",
    'a,b;c\t"d"',
    "字" * 32_767,
    "𠮷" * 16_383,
]


@pytest.mark.parametrize("way", [xlsx, csv])
def test_texts_that_spreadsheets_spoil_come_back(
    way: Callable[[SheetSpec, list[Any]], list[Any]],
) -> None:
    assert way(spec_of("text"), NASTY) == NASTY


@pytest.mark.parametrize("way", [xlsx, csv])
def test_numbers_and_days_at_the_edges_of_excel_come_back(
    way: Callable[[SheetSpec, list[Any]], list[Any]],
) -> None:
    whole = [0, -1, 10**15 - 1, 10**15, -(10**15), 2**63]
    assert way(spec_of("integer"), whole) == whole
    assert way(spec_of("money"), [*whole, 1, 199]) == [*whole, 1, 199]
    exact = [Decimal(text) for text in ("0.1", "0.3", "1E+20", "1E-20", "999999999999.999", "-0.0")]
    assert way(spec_of("decimal"), exact) == exact
    days = [
        date(1, 1, 1),
        date(1900, 1, 1),
        date(1900, 2, 28),
        date(1900, 3, 1),
        date(9999, 12, 31),
    ]
    assert way(spec_of("date"), days) == days


def test_a_row_of_all_kinds_comes_back() -> None:
    rows, reading = f.read(f.written([f.FULL, {"code": "only"}]))
    assert [row.values for row in rows] == [f.FULL, {**f.BLANK, "code": "only"}]
    assert all(row.sound for row in rows)
    assert reading.counts == {"matters": 2}


def test_strip_takes_blanks_away_where_it_is_asked_for() -> None:
    assert xlsx(spec_of("text", strip=True), [" a b\u3000"]) == ["a b"]


def test_several_sheets_come_in_the_order_of_the_specs() -> None:
    stream = io.BytesIO()
    rows = {"narrow": [{"code": "a", "n": 1}], "matters": [f.FULL]}
    write_xlsx([f.NARROW, f.SPEC], rows, stream, now=f.NOW)
    reading = read_xlsx(stream, [f.SPEC, f.NARROW], limits=f.LIMITS)
    assert [(row.sheet, row.number) for row in reading] == [("matters", 2), ("narrow", 2)]
    assert reading.problems == []


def test_the_same_rows_give_the_same_bytes() -> None:
    assert f.written([f.FULL]).getvalue() == f.written([f.FULL]).getvalue()
