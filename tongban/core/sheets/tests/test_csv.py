"""CSV: what others find in ours, and theirs in any encoding."""

import csv
import io

import pytest

from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.selectors import CsvReading, read_csv
from tongban.core.sheets.services import write_csv
from tongban.core.sheets.tests import factories as f
from tongban.core.sheets.types import Limits
from tongban.core.shell.wording import errors_text


def reading_of(content: bytes, limits: Limits = f.LIMITS) -> CsvReading:
    return read_csv(io.BytesIO(content), f.NARROW, limits=limits)


def test_ours_has_a_bom_plain_headers_and_no_formula() -> None:
    stream = io.BytesIO()
    assert write_csv(f.SPEC, [f.FULL, {"code": "-1", "days": -1, "fee": -5}], stream) == 2
    content = stream.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert table[0] == [column.title for column in f.COLUMNS]
    assert table[1][:3] == ["000123", "'=1+1\n第二行", "20"]
    assert table[1][4:8] == ["1234.56", "2026-11-22", "是", "即办件"]
    assert table[2][:5] == ["'-1", "", "-1", "", "-0.05"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encoding_is_found_and_named(encoding: str) -> None:
    reading = reading_of("编码,数\n𠮷野㐂ä,5\n".encode(encoding))
    assert [row.values for row in reading] == [{"code": "𠮷野㐂ä", "n": 5}]
    assert reading.encoding == encoding
    assert reading.problems == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("编码,数\n".encode("utf-16"), "sheet_csv_encoding"),
        (b"\xef\xbb\xbf\xb1\xe0", "sheet_csv_encoding"),
        (b"\xff,\xff", "sheet_csv_encoding"),
        (f.written([f.FULL]).getvalue(), "sheet_not_csv"),
        (b"%PDF-1.7", "sheet_not_csv"),
        ('编码,数\na,"1'.encode(), "sheet_csv_broken"),
        ('编码,数\n"a"b,1'.encode(), "sheet_csv_broken"),
        (("编码,数\n" + "a" * 140_000).encode(), "sheet_csv_broken"),
        (("编码,数\n" + "," * 4_000_001).encode(), "sheet_csv_broken"),
        (("编码,数\n" + '"\n",' * 1_500_000).encode(), "sheet_csv_broken"),
    ],
)
def test_what_is_no_csv_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(SheetRefused) as caught:
        list(reading_of(content))
    assert caught.value.reason == reason
    assert errors_text(caught.value).endswith("。")


def test_a_broken_quote_is_named_with_its_row() -> None:
    with pytest.raises(SheetRefused) as caught:
        list(reading_of('编码,数\na,1\n"b"x,2\n'.encode()))
    assert caught.value.detail == {"row": 3}


def test_problems_have_the_rows_that_a_spreadsheet_shows() -> None:
    reading = reading_of('编码,数,\n"甲\n乙",1\n\n,\nb,x,多\n\x00,3\n'.encode())
    rows = list(reading)
    assert [(row.number, row.sound) for row in rows] == [(2, True), (5, False), (6, False)]
    assert f.codes(reading) == [
        ("sheet_number", 5, "B"),
        ("sheet_cell_stray", 5, "C"),
        ("sheet_control", 6, "A"),
    ]


def test_limits_hold_for_csv_too() -> None:
    content = ("编码,数\n" + "a,1\n" * 20).encode()
    reading = reading_of(content, Limits(max_rows=5))
    assert len(list(reading)) == 5
    assert f.codes(reading) == [("sheet_rows_over", 7, "")]
    with pytest.raises(SheetRefused, match="sheet_too_big"):
        reading_of(content, Limits(max_rows=5, file_bytes=50))


def test_an_empty_file_has_no_header() -> None:
    reading = reading_of(b"")
    assert list(reading) == []
    assert f.codes(reading) == [("sheet_header_absent", 0, "")]


def test_the_file_is_left_open() -> None:
    file = io.BytesIO("编码,数\na,1\n".encode())
    assert [len(list(read_csv(file, f.NARROW, limits=f.LIMITS))) for _ in range(2)] == [1, 1]
    assert not file.closed
