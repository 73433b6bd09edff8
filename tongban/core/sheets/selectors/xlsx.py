"""A workbook in: judged, its sheets found, then row by row."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import BinaryIO

from tongban.core.sheets.errors import CellRefused
from tongban.core.sheets.selectors import parts
from tongban.core.sheets.selectors.package import Package
from tongban.core.sheets.selectors.scan import Looks, SheetXml
from tongban.core.sheets.selectors.tables import Reading
from tongban.core.sheets.types import (
    GUIDE_SHEET,
    OPTIONS_SHEET,
    Limits,
    Problem,
    Row,
    SheetSpec,
)
from tongban.core.shell.wording import errors_text

_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::[A-Z]{1,3}\d{1,7})?")


def read_xlsx(file: BinaryIO, specs: Sequence[SheetSpec], *, limits: Limits) -> Reading:
    """Read `file` (seekable, left open while the reading is used) as the tables `specs`.

    The rows come in the order of `specs`, whatever the workbook's. Sheets missing, unknown or
    hidden are among the problems at once; rows that a filter hides are read. Raises SheetRefused
    for a file that is no sound xlsx workbook or unpacks to more than `limits`; a damaged part is
    met only while iterating.
    """
    package = Package(file, limits)
    book = parts.workbook(package)
    reading = Reading(specs, limits)
    sheets = _sheets(reading, book)
    reading._rows = _rows(reading, package, book, sheets)
    return reading


def _sheets(reading: Reading, book: parts.Workbook) -> dict[str, str]:
    """Give the part of each spec's sheet by its code, noting what is wrong with the sheets."""
    by_title = {spec.title: spec for spec in reading.specs}
    found: dict[str, str] = {}
    for sheet in book.sheets:
        spec = by_title.get(sheet.title)
        if spec is not None and sheet.part and spec.code not in found:
            found[spec.code] = sheet.part
            if sheet.hidden:
                reading.refuse(sheet.title, 0, None, CellRefused("sheet_hidden"), None)
        elif sheet.title not in {GUIDE_SHEET, OPTIONS_SHEET}:
            code = "sheet_unknown_hidden" if sheet.hidden else "sheet_unknown"
            reading.refuse(sheet.title, 0, None, CellRefused(code), None)
    for spec in reading.specs:
        if spec.required and spec.code not in found:
            missing = CellRefused("sheet_missing", sheet=spec.title)
            reading.refuse(spec.title, 0, None, missing, None)
    return found


def _rows(
    reading: Reading, package: Package, book: parts.Workbook, sheets: dict[str, str]
) -> Iterator[Row]:
    looks = Looks(
        parts.formats(package, book.styles),
        parts.texts(package, book.texts, reading.limits),
        from_1904=book.from_1904,
    )
    for spec in reading.specs:
        if spec.code not in sheets:
            continue
        xml = SheetXml(looks, partial(_merged, reading, spec))
        raw = xml.rows(package.chunks(sheets[spec.code]))
        yield from reading.table(spec, raw, hidden=xml.is_hidden)


def _merged(reading: Reading, spec: SheetSpec, reference: str) -> None:
    """Note a merged cell at the row and column where it begins."""
    found = _RANGE.fullmatch(reference)
    column, row = (found.group(1), int(found.group(2))) if found else ("", 0)
    refused = CellRefused("sheet_merged", range=reference[:20])
    reading.note(Problem(spec.title, row, column, refused.reason, errors_text(refused)))
