"""Cells as people and Excel leave them: taken where they are plain, refused where they mislead."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tongban.core.sheets.errors import CellRefused
from tongban.core.sheets.rules import format_class, reader
from tongban.core.sheets.tests import factories as f
from tongban.core.sheets.types import Cell, Column, SheetSpec
from tongban.core.shell.wording import errors_text


def value(kind: Any, cell: Cell, **options: Any) -> Any:
    choices = f.CHOICES if kind == "choice" else {}
    column = Column("c", "列", kind, **{"choices": choices, **options})
    return reader(column)(cell)


def refusal(kind: Any, cell: Cell, **options: Any) -> CellRefused:
    with pytest.raises(CellRefused) as caught:
        value(kind, cell, **options)
    said = errors_text(caught.value)
    assert said.endswith("。")
    assert "{" not in said
    return caught.value


def text(shown: str) -> Cell:
    return Cell("text", shown)


def number(shown: str, format: str = "") -> Cell:
    return Cell("number", shown, format)


@pytest.mark.parametrize(
    ("kind", "cell", "wanted"),
    [
        ("text", number("421200"), "421200"),
        ("text", number("123", "000000"), "000123"),
        ("text", number("-5", "000"), "-005"),
        ("text", number("0.5"), "0.5"),
        ("text", number("0.1"), "0.1"),
        ("text", number("1.2E+5"), "120000"),
        ("text", number("123456789012345"), "123456789012345"),
        ("text", Cell("boolean", "1"), "TRUE"),
        ("text", Cell("boolean", "0"), "FALSE"),
        ("integer", text(" 1,234 "), 1234),
        ("integer", text("１２"), 12),
        ("integer", text("-7"), -7),
        ("integer", number("20.0"), 20),
        ("integer", text("9" * 30), int("9" * 30)),
        ("decimal", number("19.989999999999998"), Decimal("19.99")),
        ("decimal", text("99.970"), Decimal("99.97")),
        ("decimal", number("1E-3", "other"), Decimal("0.001")),
        ("money", number("1234.56", "other"), 123456),
        ("money", text("1,234.50"), 123450),
        ("money", text("-0.01"), -1),
        ("money", number("0.28999999999999998"), 29),
        ("date", number("46348", "date"), date(2026, 11, 22)),
        ("date", number("61", "date"), date(1900, 3, 1)),
        ("date", number("59", "date"), date(1900, 2, 28)),
        ("date", number("20261122"), date(2026, 11, 22)),
        ("date", text("2026-11-22"), date(2026, 11, 22)),
        ("date", text("2026/1/2"), date(2026, 1, 2)),
        ("date", text("2026.11.22"), date(2026, 11, 22)),
        ("date", text("2026年11月22日"), date(2026, 11, 22)),
        ("date", text("２０２６－１１－２２"), date(2026, 11, 22)),
        ("date", text("20261122"), date(2026, 11, 22)),
        ("date", text("2026-11-22 00:00:00"), date(2026, 11, 22)),
        ("date", text("2026-11-22T00:00:00.000"), date(2026, 11, 22)),
        ("boolean", text("是"), True),
        ("boolean", text(" 否 "), False),
        ("boolean", Cell("boolean", "1"), True),
        ("boolean", Cell("boolean", "0"), False),
        ("boolean", number("1"), True),
        ("boolean", text("true"), True),
        ("choice", text(" 即办件 "), "instant"),
        ("choice", text("promised"), "promised"),
        ("list", text("生育; 教育；\n ；"), ("生育", "教育")),
        ("list", number("5"), ("5",)),
        ("json", text('{"a": [1]}'), {"a": [1]}),
        ("json", text("null"), None),
        ("json", text('"\\\\u0000"'), "\\u0000"),
        ("json", number("5"), 5),
    ],
)
def test_what_is_plain_is_taken(kind: str, cell: Cell, wanted: Any) -> None:
    found = value(kind, cell)
    assert (found, type(found)) == (wanted, type(wanted))


@pytest.mark.parametrize(
    ("kind", "cell", "reason"),
    [
        *[(kind, Cell("formula", "1"), "sheet_formula") for kind in ("text", "money", "date")],
        *[(kind, Cell("formula", "1"), "sheet_formula") for kind in ("boolean", "choice", "json")],
        *[(kind, Cell("error", "#N/A"), "sheet_cell_error") for kind in ("text", "integer")],
        *[
            (kind, Cell("error", "#N/A"), "sheet_cell_error")
            for kind in ("date", "boolean", "list")
        ],
        ("text", number("123456789012345678"), "sheet_digits_lost"),
        ("text", number("1.2E+17"), "sheet_digits_lost"),
        ("text", number("46348", "date"), "sheet_is_date"),
        ("text", number("12000", "other"), "sheet_is_number"),
        ("text", text("a\x00"), "sheet_control"),
        ("text", text("a\x1b"), "sheet_control"),
        ("text", text("\ud840"), "sheet_control"),
        ("text", text("字" * 32_768), "sheet_cell_full"),
        ("choice", text("不知道"), "sheet_choice"),
        ("integer", text("二十"), "sheet_number"),
        ("integer", text("20天"), "sheet_number"),
        ("integer", text("1,23"), "sheet_number"),
        ("integer", text("9" * 201), "sheet_number"),
        ("integer", text("1e999"), "sheet_number"),
        ("integer", number("1e999999999"), "sheet_number"),
        ("integer", number("x"), "sheet_number"),
        ("integer", number("NaN"), "sheet_number"),
        ("integer", number("0x10"), "sheet_number"),
        ("integer", number("20.5"), "sheet_integer"),
        ("integer", text("20.5"), "sheet_integer"),
        ("integer", number("46348", "date"), "sheet_is_date"),
        ("integer", number("1.2E+17"), "sheet_digits_lost"),
        ("integer", Cell("boolean", "1"), "sheet_number"),
        ("decimal", text("50%"), "sheet_number"),
        ("money", number("0.285"), "sheet_money"),
        ("money", text("1元"), "sheet_number"),
        ("date", number("46348.5", "date"), "sheet_date_time"),
        ("date", text("2026-11-22 08:30"), "sheet_date_time"),
        ("date", text("2026-02-30"), "sheet_date"),
        ("date", text("2026-11"), "sheet_date"),
        ("date", text("22/11/2026"), "sheet_date"),
        ("date", number("2026"), "sheet_date"),
        ("date", number("46348"), "sheet_date"),
        ("date", number("60", "date"), "sheet_date"),
        ("date", number("0", "date"), "sheet_date"),
        ("date", number("-1", "date"), "sheet_date"),
        ("date", number("9999999", "date"), "sheet_date"),
        ("date", Cell("boolean", "1"), "sheet_date"),
        ("boolean", text("也许"), "sheet_boolean"),
        ("boolean", number("2"), "sheet_boolean"),
        ("boolean", number("1", "date"), "sheet_boolean"),
        ("json", text("{a: 1}"), "sheet_json"),
        ("json", text("NaN"), "sheet_json"),
        ("json", text("[" * 20_000), "sheet_json"),
        ("json", text("9" * 5_000), "sheet_json"),
        ("json", text('{"a\\u0000": 1}'), "sheet_control"),
        ("json", text('["\\ud800"]'), "sheet_control"),
    ],
)
def test_what_misleads_is_refused(kind: str, cell: Cell, reason: str) -> None:
    assert refusal(kind, cell).reason == reason


def test_the_message_says_what_may_be_chosen() -> None:
    assert errors_text(refusal("choice", text("其他"))) == (
        "“其他”不在可选的内容里。只能填：即办件、承诺件。"
    )


def test_a_list_of_choices_is_of_codes_each_once() -> None:
    options = {"choices": f.CHOICES}
    assert value("list", text("承诺件；即办件"), **options) == ("promised", "instant")
    assert refusal("list", text("承诺件；别的"), **options).reason == "sheet_choice"
    assert refusal("list", text("承诺件；promised"), **options).reason == "sheet_list_twice"


def test_lengths_are_counted_in_characters() -> None:
    assert value("text", text("𠮷𠮷"), max_length=2) == "𠮷𠮷"
    over = refusal("text", text("𠮷𠮷𠮷"), max_length=2)
    assert (over.reason, over.detail) == ("sheet_too_long", {"limit": 2, "length": 3})
    assert value("text", text(" ab "), max_length=2, strip=True) == "ab"
    assert refusal("list", text("a；bcd"), max_length=2).reason == "sheet_too_long"


def test_a_control_character_is_found_for_people() -> None:
    assert errors_text(refusal("text", text("审批\x0b科"))).startswith(
        "第 3 个字符是看不见的控制字符（U+000B）"
    )


@pytest.mark.parametrize(
    ("number", "code", "wanted"),
    [
        (0, None, ""),
        (49, None, ""),
        (14, None, "date"),
        (31, None, "date"),
        (2, None, "other"),
        (9, None, "other"),
        (164, "General", ""),
        (164, "000000", "000000"),
        (164, "0_ ", ""),
        (164, "0_);[Red](0)", ""),
        (164, 'yyyy"年"m"月"d"日"', "date"),
        (164, "[$-804]yyyy/m/d;@", "date"),
        (164, "[h]:mm:ss", "date"),
        (164, "[Red]0", ""),
        (164, '"day"0', ""),
        (164, "#,##0.00", "other"),
        (164, "0.00%", "other"),
        (14, "0.00", "other"),
    ],
)
def test_formats_are_known_by_what_they_show(number: int, code: str | None, wanted: str) -> None:
    assert format_class(number, code) == wanted


STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="00000"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs>'
    "<cellStyles/></styleSheet>"
)


@pytest.mark.parametrize(
    ("date1904", "wanted"), [(False, date(2022, 11, 21)), (True, date(2026, 11, 22))]
)
def test_a_workbook_that_counts_from_1904_is_understood(date1904: bool, wanted: date) -> None:
    spec = SheetSpec("s", f.NARROW.title, (Column("d", "日"), Column("e", "天", "date")))
    rows = f.line(1, "日", "天") + '<row r="2"><c s="2"><v>7</v></c><c s="1"><v>44886</v></c></row>'
    book = f.raw_book(rows, parts={"xl/styles.xml": STYLES}, date1904=date1904)
    found, reading = f.read(book, spec)
    assert reading.problems == []
    assert [row.values for row in found] == [{"d": "00007", "e": wanted}]
