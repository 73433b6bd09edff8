"""A cell and its value, one into the other and back without loss."""

from tongban.core.sheets.rules.cells import Native, native, reader, text
from tongban.core.sheets.rules.formats import format_class, from_1904
from tongban.core.sheets.rules.texts import close_run, column_letter, escape, guarded, unguarded

__all__ = [
    "Native",
    "close_run",
    "column_letter",
    "escape",
    "format_class",
    "from_1904",
    "guarded",
    "native",
    "reader",
    "text",
    "unguarded",
]
