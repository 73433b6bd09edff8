"""Rows of cells into rows of values, whatever file they come from."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tongban.core.sheets import rules
from tongban.core.sheets.errors import CellRefused
from tongban.core.sheets.types import (
    Cell,
    Column,
    Limits,
    Problem,
    Row,
    SheetSpec,
    header_key,
)
from tongban.core.shell.wording import errors_text

RawRow = tuple[int, list[tuple[int, Cell]]]  # row number; column from 0 and cell, rising
_TITLES_SHOWN = 4


@dataclass
class Header:
    """Which column stands where: `places` by index, `letters` by code."""

    places: dict[int, tuple[Column, Callable[[Cell], Any]]] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)
    found: bool = False
    sound: bool = True


def _shown(_index: int) -> bool:
    return False


class Reading:
    """A file being read: iterate it once for the rows; the problems come along with them.

    `problems` keeps the first of them (Limits.problems), `problem_count` counts all, and both are
    complete only after the last row: merged cells stand at the end of a sheet. `counts` has the
    rows of each sheet by its code.
    """

    def __init__(self, specs: Iterable[SheetSpec], limits: Limits) -> None:
        self.specs = tuple(specs)
        self.limits = limits
        self.problems: list[Problem] = []
        self.problem_count = 0
        self.counts: dict[str, int] = {}
        self._headers: dict[str, Header] = {}
        self._rows: Iterator[Row] = iter(())

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def add(self, row: Row, field: str, code: str, message: str) -> None:
        """Keep a problem of the caller's own at the cell of the column `field` ("": the row)."""
        self.note(self.at(row.sheet, row.number, field, code, message))

    def at(self, sheet: str, number: int, field: str, code: str, message: str) -> Problem:
        """Return a problem at a row of the sheet (its spec's code), in the column `field` ("": the
        row as a whole)."""
        spec = next(spec for spec in self.specs if spec.code == sheet)
        header = self._headers.get(sheet)
        letter = header.letters.get(field, "") if header else ""
        title = spec.column(field).title if field else ""
        return Problem(spec.title, number, letter, code, message, title, field)

    def note(self, problem: Problem) -> None:
        """Count a problem, and keep it while there is room."""
        self.problem_count += 1
        if len(self.problems) < self.limits.problems:
            self.problems.append(problem)

    def refuse(
        self, title: str, row: int, index: int | None, refused: CellRefused, column: Column | None
    ) -> None:
        """Note why a cell is refused; `index` None is no column in particular."""
        self.note(
            Problem(
                title,
                row,
                "" if index is None else rules.column_letter(index),
                refused.reason,
                errors_text(refused),
                column.title if column else "",
                column.code if column else "",
            )
        )

    def table(
        self, spec: SheetSpec, raw: Iterable[RawRow], *, hidden: Callable[[int], bool] = _shown
    ) -> Iterator[Row]:
        """Give the rows of one sheet; its first row that is not blank is the header.

        `hidden` says whether the column at an index is.
        """
        self.counts[spec.code] = 0
        header = self._headers[spec.code] = Header()
        blanks = {column.code: column.blank for column in spec.columns}
        for number, all_cells in raw:
            cells = [pair for pair in all_cells if not _blank(pair[1])]
            if not cells:
                continue
            if not header.found:
                self._read_header(spec, number, cells, header, hidden)
                if not header.places:
                    return
                continue
            most = spec.most or self.limits.max_rows
            if self.counts[spec.code] >= most:
                over = CellRefused("sheet_rows_over", limit=f"{most:,}")
                self.refuse(spec.title, number, None, over, None)
                return
            self.counts[spec.code] += 1
            yield self._read_row(spec, number, cells, header, blanks.copy())
        if not header.found:
            self._absent(spec, 0)

    def _absent(self, spec: SheetSpec, number: int) -> None:
        titles = "、".join([column.title for column in spec.columns][:_TITLES_SHOWN])
        absent = CellRefused("sheet_header_absent", titles=titles)
        self.refuse(spec.title, number, None, absent, None)

    def _read_row(
        self,
        spec: SheetSpec,
        number: int,
        cells: list[tuple[int, Cell]],
        header: Header,
        values: dict[str, Any],
    ) -> Row:
        before = self.problem_count
        met = set()
        for index, cell in cells:
            place = header.places.get(index)
            if place is None:
                if index not in header.unknown:
                    header.unknown.add(index)
                    self.refuse(spec.title, number, index, CellRefused("sheet_cell_stray"), None)
                continue
            column, read = place
            met.add(column.code)
            try:
                values[column.code] = read(cell)
            except CellRefused as refused:
                del values[column.code]
                self.refuse(spec.title, number, index, refused, column)
        for index, (column, _read) in header.places.items():
            if column.required and column.code not in met:
                del values[column.code]
                self.refuse(spec.title, number, index, CellRefused("sheet_required"), column)
        sound = header.sound and self.problem_count == before
        return Row(spec.code, number, values, sound)

    def _read_header(
        self,
        spec: SheetSpec,
        number: int,
        cells: list[tuple[int, Cell]],
        header: Header,
        hidden: Callable[[int], bool],
    ) -> None:
        """Find the columns in the header row, in any order."""
        before = self.problem_count
        header.found = True
        wanted = {column.title: column for column in spec.columns}
        found = [(index, cell, header_key(cell.text)) for index, cell in cells]
        if not any(title in wanted for _index, cell, title in found if cell.kind != "formula"):
            self._absent(spec, number)
            header.sound = False
            return
        for index, cell, title in found:
            column = wanted.get(title)
            if cell.kind == "formula":
                header.unknown.add(index)
                self.refuse(spec.title, number, index, CellRefused("sheet_formula"), column)
            elif column is None:
                header.unknown.add(index)
                unknown = CellRefused("sheet_column_unknown", title=title[:40])
                self.refuse(spec.title, number, index, unknown, None)
            elif column.code in header.letters:
                header.unknown.add(index)
                twice = CellRefused(
                    "sheet_column_twice", title=title, other=header.letters[column.code]
                )
                self.refuse(spec.title, number, index, twice, column)
            else:
                header.places[index] = (column, rules.reader(column))
                header.letters[column.code] = rules.column_letter(index)
                if hidden(index):
                    self.refuse(
                        spec.title, number, index, CellRefused("sheet_column_hidden"), column
                    )
        for column in spec.columns:
            if column.code not in header.letters:
                missing = CellRefused("sheet_column_missing", title=column.title)
                self.refuse(spec.title, number, None, missing, column)
        header.sound = self.problem_count == before


def _blank(cell: Cell) -> bool:
    return cell.kind == "text" and (not cell.text or cell.text.isspace())
