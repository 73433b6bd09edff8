"""One table from CSV, in UTF-8 (with or without BOM) or GB18030."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from tongban.core.sheets import rules
from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.selectors.tables import RawRow, Reading
from tongban.core.sheets.types import Cell, Limits, SheetSpec

_CHUNK = 1 << 20
_LONGEST = 4_000_000  # characters of one record
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\xff\xfe", b"\xfe\xff")


class CsvReading(Reading):
    """A Reading that knows the file's encoding: utf-8, utf-8-sig or gb18030."""

    encoding = "utf-8"


def read_csv(file: BinaryIO, spec: SheetSpec, *, limits: Limits) -> CsvReading:
    """Read `file` (seekable, left open) as the table `spec`.

    Row numbers are those that a spreadsheet shows: a field with line breaks is one row. Raises
    SheetRefused for a file that is too big, no text, or in no known encoding; while iterating,
    for quotes that do not pair.
    """
    reading = CsvReading([spec], limits)
    size = file.seek(0, io.SEEK_END)
    if size > limits.file_bytes:
        raise SheetRefused("sheet_too_big", limit_mb=limits.file_bytes // 1_000_000)
    reading.encoding = _encoding(file)
    reading._rows = reading.table(spec, _records(file, reading.encoding))
    return reading


def _encoding(file: BinaryIO) -> str:
    """Find the encoding by decoding all of it."""
    file.seek(0)
    start = file.read(4)
    if start.startswith(_NOT_TEXT[:3]):
        raise SheetRefused("sheet_not_csv")
    if start.startswith(_NOT_TEXT[3:]):
        raise SheetRefused("sheet_csv_encoding")
    marked = start.startswith(codecs.BOM_UTF8)
    candidates = ["utf-8-sig"] if marked else ["utf-8", "gb18030"]
    for encoding in candidates:
        if _decodes(file, encoding):
            return encoding
    raise SheetRefused("sheet_csv_encoding")


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class _Lines:
    """The lines of a file, so long as one record (`taken` since the last) does not grow absurd."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.taken = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(_LONGEST)
        if not line:
            raise StopIteration
        self.taken += len(line)
        if self.taken >= _LONGEST:
            raise csv.Error("record too long")
        return line


def _records(file: BinaryIO, encoding: str) -> Iterator[RawRow]:
    file.seek(0)
    wrapper = io.TextIOWrapper(file, encoding, newline="")
    lines = _Lines(wrapper)
    number = 0
    try:
        for number, fields in enumerate(csv.reader(lines, strict=True), 1):
            lines.taken = 0
            yield (
                number,
                [
                    (index, Cell("text", rules.unguarded(text)))
                    for index, text in enumerate(fields)
                    if text
                ],
            )
    except csv.Error:
        raise SheetRefused("sheet_csv_broken", row=number + 1) from None
    finally:
        wrapper.detach()
