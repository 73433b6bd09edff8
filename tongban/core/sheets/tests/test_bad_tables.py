"""Sheets, headers and rows that are not as the template has them: a problem at its place."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from tongban.core.sheets.selectors import read_xlsx
from tongban.core.sheets.tests import factories as f
from tongban.core.sheets.types import Column, Limits, Problem, SheetSpec
from tongban.core.sheets.wording import place

HEADER = ["编码", "数"]
Change = Callable[[Workbook], None]


def problems(
    rows: list[list[Any]], change: Change | None = None, limits: Limits = f.LIMITS
) -> list[tuple[str, int, str]]:
    _rows, reading = f.read(f.openpyxl_book(rows, change=change), f.NARROW, limits)
    return f.codes(reading)


def test_a_good_table_of_another_program_is_read() -> None:
    rows, reading = f.read(f.openpyxl_book([HEADER, ["a", 1], ["b", None]]), f.NARROW)
    assert [(row.number, row.values) for row in rows] == [
        (2, {"code": "a", "n": 1}),
        (3, {"code": "b", "n": None}),
    ]
    assert reading.problem_count == 0


def test_columns_may_stand_in_any_order() -> None:
    rows, reading = f.read(
        f.openpyxl_book([["数", "*编码"], [7, "a"], [None, None], [None, ""]]), f.NARROW
    )
    assert [row.values for row in rows] == [{"code": "a", "n": 7}]
    assert reading.problems == []


def test_problems_name_the_letter_where_the_column_stands_in_the_file() -> None:
    assert problems([["数", "编码"], ["x", "a"]]) == [("sheet_number", 2, "A")]


def test_blank_rows_are_skipped_and_rows_keep_their_numbers() -> None:
    table = [HEADER, [], [" ", "\u3000\n"], ["a", 1], [None], ["b", "x"]]
    rows, reading = f.read(f.openpyxl_book(table), f.NARROW)
    assert [(row.number, row.sound) for row in rows] == [(4, True), (6, False)]
    assert f.codes(reading) == [("sheet_number", 6, "B")]


def test_a_title_may_stand_above_nothing_but_blank_rows() -> None:
    assert problems([[], [], HEADER, ["a", 1]]) == []
    assert problems([["2026 年汇总表"], HEADER, ["a", 1]]) == [("sheet_header_absent", 1, "")]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([["编码"], ["a"]], [("sheet_column_missing", 1, "")]),
        ([["编码", "数", "备注"], ["a", 1, "x"]], [("sheet_column_unknown", 1, "C")]),
        ([["编码", "数", "编码"], ["a", 1, "x"]], [("sheet_column_twice", 1, "C")]),
        ([["编码", "数", None], ["a", 1, "x"], ["b", 1, "y"]], [("sheet_cell_stray", 2, "C")]),
        ([["编码", "=1"], ["a", 1]], [("sheet_formula", 1, "B"), ("sheet_column_missing", 1, "")]),
        ([HEADER, [None, 1]], [("sheet_required", 2, "A")]),
        ([HEADER, [" ", 1]], [("sheet_required", 2, "A")]),
    ],
)
def test_headers_and_rows_amiss(rows: list[list[Any]], found: list[tuple[str, int, str]]) -> None:
    assert problems(rows) == found


def test_rows_under_a_header_amiss_are_given_but_not_sound() -> None:
    rows, _reading = f.read(f.openpyxl_book([["编码"], ["a"]]), f.NARROW)
    assert [(row.values["code"], row.sound) for row in rows] == [("a", False)]


def test_a_value_with_a_problem_is_left_out_of_its_row() -> None:
    rows, _reading = f.read(f.openpyxl_book([HEADER, ["a", "x"]]), f.NARROW)
    assert rows[0].values == {"code": "a"}


def test_an_empty_sheet_has_no_header() -> None:
    assert problems([]) == [("sheet_header_absent", 0, "")]


def test_a_template_without_rows_is_no_problem() -> None:
    rows, reading = f.read(f.written([]))
    assert (rows, reading.problems, reading.counts) == ([], [], {"matters": 0})


def merged(book: Workbook) -> None:
    book.worksheets[0].merge_cells("A2:B3")
    book.worksheets[0].merge_cells("C7:C9")


def test_merged_cells_are_named_with_their_range() -> None:
    _rows, reading = f.read(f.openpyxl_book([HEADER, ["a"]], change=merged), f.NARROW)
    assert sorted(f.codes(reading)) == [("sheet_merged", 2, "A"), ("sheet_merged", 7, "C")]
    said = [problem.message.split(" ")[0] for problem in reading.problems if problem.row == 2]
    assert said == ["A2:B3"]


def test_a_formula_is_refused_at_its_cell_whatever_it_is() -> None:
    table = [HEADER, ["=A3", "=1+1"]]
    _rows, reading = f.read(f.openpyxl_book(table), f.NARROW)
    assert f.codes(reading) == [("sheet_formula", 2, "A"), ("sheet_formula", 2, "B")]
    cached = '<row r="2"><c><f>1+1</f><v>2</v></c><c><f t="shared" si="0"/><v>2</v></c></row>'
    _rows, reading = f.read(f.raw_book(f.line(1, *HEADER) + cached), f.NARROW)
    assert f.codes(reading) == [("sheet_formula", 2, "A"), ("sheet_formula", 2, "B")]


def hide(what: str) -> Change:
    def change(book: Workbook) -> None:
        sheet = book.worksheets[0]
        if what == "column":
            sheet.column_dimensions["B"].hidden = True
            sheet.column_dimensions["D"].hidden = True
        else:
            sheet.sheet_state = what
        extra = book.create_sheet("Sheet2")
        extra.sheet_state = what if what != "column" else "visible"
        shown = book.create_sheet("填写说明")
        shown["A1"] = "说明"
        book.active = 2

    return change


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("column", [("sheet_unknown", 0, ""), ("sheet_column_hidden", 1, "B")]),
        ("hidden", [("sheet_hidden", 0, ""), ("sheet_unknown_hidden", 0, "")]),
        ("veryHidden", [("sheet_hidden", 0, ""), ("sheet_unknown_hidden", 0, "")]),
        ("visible", [("sheet_unknown", 0, "")]),
    ],
)
def test_what_people_do_not_see_is_not_imported(
    what: str, found: list[tuple[str, int, str]]
) -> None:
    assert problems([HEADER, ["a", 1]], hide(what)) == found


def test_a_missing_sheet_is_named_unless_it_may_be_missing() -> None:
    other = SheetSpec("other", "另一张", (Column("x", "列"),))
    book = f.openpyxl_book([HEADER, ["a", 1]])
    reading = read_xlsx(book, [f.NARROW, other], limits=f.LIMITS)
    assert [(problem.sheet, problem.code) for problem in reading.problems] == [
        ("另一张", "sheet_missing")
    ]
    assert len(list(reading)) == 1
    free = SheetSpec("other", "另一张", other.columns, required=False)
    assert read_xlsx(book, [f.NARROW, free], limits=f.LIMITS).problems == []


def test_a_chart_in_the_place_of_a_sheet_is_no_table() -> None:
    related = f.relations(("rId1", "chartsheet", "worksheets/sheet1.xml"))
    reading = read_xlsx(
        f.raw_book(parts={"xl/_rels/workbook.xml.rels": related}), [f.NARROW], limits=f.LIMITS
    )
    assert [problem.code for problem in reading.problems] == ["sheet_unknown", "sheet_missing"]


def test_a_sheet_of_200000_rows_is_left_at_the_limit() -> None:
    lines = "".join(f'<row r="{n}"><c><v>{n}</v></c></row>' for n in range(2, 200_002))
    book = f.raw_book(f.line(1, *HEADER) + lines)
    rows, reading = f.read(book, f.NARROW, Limits(max_rows=150))
    assert len(rows) == 150
    assert f.codes(reading) == [("sheet_rows_over", 152, "")]
    assert "最多导入 150 行" in reading.problems[0].message


def test_exactly_the_limit_is_taken() -> None:
    rows, reading = f.read(
        f.openpyxl_book([HEADER, ["a"], ["b"], []]), f.NARROW, Limits(max_rows=2)
    )
    assert (len(rows), reading.problems) == (2, [])


def test_problems_are_counted_beyond_what_is_kept() -> None:
    table = [HEADER, *[["a", "x"]] * 30]
    _rows, reading = f.read(f.openpyxl_book(table), f.NARROW, Limits(max_rows=50, problems=10))
    assert (len(reading.problems), reading.problem_count) == (10, 30)


def test_the_caller_adds_problems_of_its_own_at_the_cell() -> None:
    reading = read_xlsx(f.openpyxl_book([["数", "编码"], [1, "a"]]), [f.NARROW], limits=f.LIMITS)
    for row in reading:
        reading.add(row, "code", "matter_code", "编码的校验位不对。")
        reading.add(row, "", "matter_gone", "上级已取消。")
    assert reading.problems == [
        Problem("窄表", 2, "B", "matter_code", "编码的校验位不对。", "编码", "code"),
        Problem("窄表", 2, "", "matter_gone", "上级已取消。"),
    ]
    assert place(reading.problems[0]) == "工作表“窄表”第 2 行 B 列（编码）"
    assert place(reading.problems[1]) == "工作表“窄表”第 2 行"


def test_rows_are_read_as_they_are_asked_for() -> None:
    """The first row comes before the damage at the end of the sheet is met."""
    lines = "".join(f.line(n, f"{n:099d}") for n in range(2, 5_000))
    book = f.raw_book(f.line(1, *HEADER) + lines + "</broken>")
    first = next(iter(read_xlsx(book, [f.NARROW], limits=f.LIMITS)))
    assert first.number == 2


def test_prefixed_names_and_missing_references_are_read() -> None:
    """As the Open XML SDK and small libraries write."""
    sheet = (
        f'<x:worksheet xmlns:x="{f.MAIN}"><x:sheetData><x:row>'
        '<x:c t="inlineStr"><x:is><x:t>编码</x:t></x:is></x:c>'
        '<x:c t="str"><x:v>数</x:v></x:c></x:row>'
        '<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c><x:v>5</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    shared = (
        f'<x:sst xmlns:x="{f.MAIN}"><x:si><x:r><x:t>甲_x000D_</x:t></x:r><x:r><x:t>乙</x:t></x:r>'
        "<x:rPh><x:t>jiǎyǐ</x:t></x:rPh></x:si></x:sst>"
    )
    parts = {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": shared}
    rows, reading = f.read(f.raw_book(parts=parts), f.NARROW)
    assert [row.values for row in rows] == [{"code": "甲\r乙", "n": 5}]
    assert reading.problems == []


def test_the_file_is_left_open() -> None:
    file: io.BytesIO = f.openpyxl_book([HEADER, ["a", 1]])
    assert [len(f.read(file, f.NARROW)[0]) for _ in range(2)] == [1, 1]
    assert not file.closed
