"""One table as CSV: UTF-8 with BOM, so that Excel reads it, and guarded against formulas."""

import csv
import io
from collections.abc import Iterable
from typing import Any, BinaryIO

from tongban.core.sheets import rules
from tongban.core.sheets.services.places import fitted
from tongban.core.sheets.types import Column, SheetSpec, Values

_NUMBERS = {"integer", "decimal", "money", "date", "boolean"}


def write_csv(spec: SheetSpec, rows: Iterable[Values], stream: BinaryIO) -> int:
    """Write `rows` (values by column code) as CSV to `stream`; give how many.

    Texts that a spreadsheet would run as a formula get a `'` before them, which `read_csv` takes
    away again. Raises SheetRefused (`sheet_unwritable`) for a value that no cell can hold; what
    was written so far is then in `stream`.
    """
    wrapper = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=False)
    try:
        writer = csv.writer(wrapper)
        writer.writerow([column.title for column in spec.columns])
        number = 1
        for number, row in enumerate(rows, 2):
            writer.writerow(_fields(spec, number, row))
        wrapper.flush()
        return number - 1
    finally:
        wrapper.detach()


def _fields(spec: SheetSpec, number: int, row: Values) -> list[str]:
    return [
        fitted(_field, row.get(column.code), spec, number, index)
        for index, column in enumerate(spec.columns)
    ]


def _field(column: Column, value: Any) -> str:
    written = rules.text(column, value)
    return written if column.kind in _NUMBERS else rules.guarded(written)
