"""Tables as one workbook, written row by row.

xlsxwriter in constant_memory: it was the quicker of the two that were measured (openpyxl and it),
and keeps one row at a time. Texts are written as texts, never as formulas or links; the cells of
text columns, filled or not, have the format `@`, so that Excel leaves zeros and long numbers alone
when people type into them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tongban.core.sheets import rules
from tongban.core.sheets.services.places import fitted
from tongban.core.sheets.types import (
    GUIDE_SHEET,
    MAX_ROW,
    OPTIONS_SHEET,
    Column,
    SheetSpec,
    Values,
)
from tongban.core.sheets.wording import guide_header, guide_notes, how_to_fill

_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_WIDTHS = {"integer": 10, "decimal": 12, "money": 14, "date": 12, "boolean": 8, "choice": 16}
_NUMBER_FORMATS = {"integer": "0", "decimal": "General", "money": "0.00", "date": "yyyy-mm-dd"}
_GUIDE_WIDTHS = (18, 24, 6, 36, 10, 40, 60)
_CHOICES_SHOWN = 30


def write_xlsx(
    specs: Sequence[SheetSpec],
    rows: Mapping[str, Iterable[Values]],
    stream: BinaryIO,
    *,
    now: datetime,
    guide: bool = True,
) -> dict[str, int]:
    """Write the sheets of `specs` to `stream`; give how many rows each has, by code.

    `rows` has the rows of each sheet by its code, each row its values by column code; a sheet
    without rows is the empty template. `now` stands in the file's properties, so that the same
    rows give the same bytes. `guide` adds 填写说明. Raises SheetRefused (`sheet_unwritable`) for a
    value that no cell can hold, ValueError beyond 1,048,576 rows; `stream` is untouched then.
    """
    mixed = ((spec.code, row) for spec in specs for row in rows.get(spec.code, ()))
    return write_together(specs, mixed, stream, now=now, guide=guide)


def write_together(
    specs: Sequence[SheetSpec],
    rows: Iterable[tuple[str, Values]],
    stream: BinaryIO,
    *,
    now: datetime,
    guide: bool = True,
    notes: Sequence[str] = (),
) -> dict[str, int]:
    """As `write_xlsx`, of rows that come mixed, each with its sheet's code: one pass over what they
    are made from fills all sheets. `notes` are lines of its own for 填写说明.
    """
    with TemporaryDirectory(prefix="sheets-") as folder:
        book = Workbook(stream, {**_OPTIONS, "tmpdir": folder})
        try:
            book.set_properties({"created": now.astimezone(UTC).replace(tzinfo=None)})
            pen = _Pen(book)
            if guide:
                pen.guide(specs, notes)
            options = _Options()
            open_sheets = {
                spec.code: pen.sheet(spec, options, first=not at) for at, spec in enumerate(specs)
            }
            for code, row in rows:
                open_sheets[code].add(row)
            counts = {code: sheet.close() for code, sheet in open_sheets.items()}
            pen.options(options)
        except BaseException:
            _abandon(book)
            raise
        book.close()
    return counts


def _abandon(book: Workbook) -> None:
    """Let go of the rows that were written aside; nothing has gone to the stream."""
    for sheet in book.worksheets():
        aside: Any = sheet.row_data_fh
        aside.close()


class _Sheet(Worksheet):
    """A sheet whose texts are only ever texts.

    xlsxwriter takes a text `<r>…</r>` for markup of its own and writes it raw, and misses an
    escape whose underscore ends the one before.
    """

    def _xml_rich_inline_string(self, string: Any, attributes: Any = ()) -> None:
        self._xml_inline_string(string, False, attributes)

    @staticmethod
    def _escape_control_characters(data: Any) -> Any:
        return rules.escape(data) if isinstance(data, str) else data


class _Options:
    """The labels of all choices, each list once, and where on the hidden sheet it stands."""

    def __init__(self) -> None:
        self.lists: dict[tuple[str, ...], int] = {}

    def source(self, column: Column) -> str:
        labels = tuple(column.choices.values())
        at = rules.column_letter(self.lists.setdefault(labels, len(self.lists)))
        return f"='{OPTIONS_SHEET}'!${at}$1:${at}${len(labels)}"


class _Pen:
    """A workbook being written, with its formats."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        frame = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
        self.header = book.add_format({**frame, "bg_color": "#E8EEF7"})
        self.required = book.add_format({**frame, "bg_color": "#FFE7C2"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.formats = {
            code: book.add_format({"num_format": code}) for code in [*_NUMBER_FORMATS.values(), "@"]
        }

    def format_of(self, column: Column) -> Format:
        return self.formats[_NUMBER_FORMATS.get(column.kind, "@")]

    def guide(self, specs: Sequence[SheetSpec], notes: Sequence[str]) -> None:
        """Write 填写说明: the rules for all, then a line for each column."""
        sheet = self.book.add_worksheet(GUIDE_SHEET, _Sheet)
        for at, width in enumerate(_GUIDE_WIDTHS):
            sheet.set_column(at, at, width)
        lines = [*notes, *guide_notes()]
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, line, self.formats["@"])
        start = len(lines) + 1
        for at, title in enumerate(guide_header()):
            sheet.write_string(start, at, title, self.header)
        row = start
        for spec in specs:
            for column in spec.columns:
                row += 1
                for at, text in enumerate(_guide_line(spec, column)):
                    if text:
                        sheet.write_string(row, at, text, self.wrapped)

    def sheet(self, spec: SheetSpec, options: _Options, *, first: bool) -> "_Open":
        """Begin one table: its header, hints and dropdowns."""
        sheet = self.book.add_worksheet(spec.title, _Sheet)
        if first:
            sheet.activate()
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(spec.columns):
            width = column.width or _WIDTHS.get(column.kind, 24)
            sheet.set_column(at, at, width, self.format_of(column))
            starred = f"*{column.title}" if column.required else column.title
            sheet.write_string(0, at, starred, self.required if column.required else self.header)
            self._help(sheet, at, column, options)
        return _Open(sheet, spec, [self.format_of(column) for column in spec.columns])

    def _help(self, sheet: Worksheet, at: int, column: Column, options: _Options) -> None:
        """Give the column its hint and, for a choice, its dropdown."""
        if column.hint:
            sheet.write_comment(0, at, column.hint, {"author": "", "x_scale": 2})
        source: list[str] | str = []
        if column.kind == "choice":
            source = options.source(column)
        elif column.kind == "boolean":
            source = ["是", "否"]
        if source:
            sheet.data_validation(
                1,
                at,
                MAX_ROW - 1,
                at,
                {
                    "validate": "list",
                    "source": source,
                    "error_title": column.title[:32],
                    "error_message": how_to_fill(column),
                },
            )

    def options(self, options: _Options) -> None:
        """Write the labels that the dropdowns offer, on a sheet out of sight."""
        if not options.lists:
            return
        sheet = self.book.add_worksheet(OPTIONS_SHEET, _Sheet)
        sheet.very_hidden()
        for row in range(max(len(labels) for labels in options.lists)):
            for labels, at in options.lists.items():
                if row < len(labels):
                    sheet.write_string(row, at, labels[row], self.formats["@"])


class _Open:
    """A table that rows are added to."""

    def __init__(self, sheet: Worksheet, spec: SheetSpec, formats: Sequence[Format]) -> None:
        self._sheet, self._spec = sheet, spec
        self._places = [
            (at, column.code, format)
            for at, (column, format) in enumerate(zip(spec.columns, formats, strict=True))
        ]
        self._last = 0

    def add(self, row: Values) -> None:
        """Write a row under the last one."""
        if self._last >= MAX_ROW - 1:
            raise ValueError(f"{self._spec.title}: more rows than a sheet holds")
        self._last += 1
        for at, code, format in self._places:
            value = row.get(code)
            if value is not None:
                written = fitted(rules.native, value, self._spec, self._last + 1, at)
                self._cell(at, written, format)

    def _cell(self, at: int, written: Any, format: Format) -> None:
        if written is None:
            return
        if isinstance(written, str):
            self._sheet.write_string(self._last, at, written, format)
        elif isinstance(written, date):
            day = datetime.combine(written, time())
            self._sheet.write_datetime(self._last, at, day, format)
        else:
            self._sheet.write_number(self._last, at, written, format)

    def close(self) -> int:
        """End the table; give how many rows it has."""
        self._sheet.autofilter(0, 0, max(self._last, 1), len(self._places) - 1)
        return self._last


def _guide_line(spec: SheetSpec, column: Column) -> list[str]:
    labels = list(column.choices.values())
    some = "、".join(labels[:_CHOICES_SHOWN]) + ("…" if len(labels) > _CHOICES_SHOWN else "")
    return [
        spec.title,
        column.title,
        "是" if column.required else "",
        how_to_fill(column),
        str(column.max_length or ""),
        some,
        column.hint,
    ]
