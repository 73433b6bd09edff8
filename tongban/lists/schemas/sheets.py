"""A list as a table: columns of the spreadsheet from the kind's, rows from entries and back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from tongban.core.sheets.selectors import Reading, read_csv, read_xlsx
from tongban.core.sheets.types import Column as SheetColumn
from tongban.core.sheets.types import Kind as SheetKind
from tongban.core.sheets.types import Limits, SheetSpec
from tongban.core.sheets.types import Problem as CellProblem
from tongban.lists import rules
from tongban.lists.types import (
    ENTRIES_MAX,
    Column,
    ColumnType,
    Item,
    Kind,
    Known,
    Places,
    Problem,
)

KEY = "entry_key"
SHEET = "entries"
_KINDS: dict[ColumnType, SheetKind] = {
    ColumnType.CHOICE: "choice",
    ColumnType.MONEY: "money",
    ColumnType.INTEGER: "integer",
    ColumnType.DATE: "date",
    ColumnType.BOOL: "boolean",
}


NOWHERE = Places({}, {})
NOTHING = Known()


def spec(title: str, columns: Sequence[Column]) -> SheetSpec:
    """Return the table of a list; its last column carries the keys, so that a table filled again
    keeps its entries."""
    hint = "系统自己的编号，请不要改；新增的条目留空。"
    own = tuple(_column(one) for one in columns)
    return SheetSpec(SHEET, title[:31], (*own, SheetColumn(KEY, "条目编号", hint=hint, strip=True)))


def _column(column: Column) -> SheetColumn:
    texts = column.type in {ColumnType.TEXT, ColumnType.LONG}
    many = "；多个用顿号隔开" if column.type in {ColumnType.MATTERS, ColumnType.PLACES} else ""
    return SheetColumn(
        code=column.name,
        title=column.title + ("（元）" if column.type == ColumnType.MONEY else ""),
        kind=_KINDS.get(column.type, "text"),
        required=column.required,
        hint=(column.help.rstrip("。") + many + "。") if column.help or many else "",
        max_length=column.limit if texts else None,
        choices={one.code: one.title for one in column.choices},
        strip=True,
        width=40 if column.type in {ColumnType.LONG, ColumnType.BASIS} else 0,
    )


def rows(
    columns: Sequence[Column], items: Iterable[Item], places: Places = NOWHERE
) -> Iterator[dict[str, Any]]:
    """Return entries as rows of the table."""
    for item in items:
        row = {one.name: _cell(one, item.values.get(one.name), places) for one in columns}
        yield {**row, KEY: item.key}


def _cell(column: Column, value: Any, places: Places) -> Any:
    if value is None:
        return None
    if column.type == ColumnType.DATE:
        return date.fromisoformat(value)
    if column.type == ColumnType.PLACES:
        return "、".join(places.names.get(code, code) for code in value)
    return value if column.type in _KINDS else rules.written(column, value)


def item(
    columns: Sequence[Column], row: Mapping[str, Any], known: Known = NOTHING
) -> tuple[Item, list[Problem]]:
    """Return the entry of a row (its key "" where it has none), and what is wrong at which column.

    Values with a problem of the table's own are not in `row`, and are left out here.
    """
    values: dict[str, Any] = {}
    found: list[Problem] = []
    for column in columns:
        if column.name not in row:
            continue
        raw = row[column.name]
        try:
            value = _value(column, raw, known)
        except rules.BadValue as bad:
            found.append(Problem(column.name, bad.rule, f"{bad}。"))
            continue
        if value is not None:
            values[column.name] = value
    return Item(str(row.get(KEY) or ""), values), found


def _value(column: Column, raw: Any, known: Known) -> Any:
    if isinstance(raw, date):
        return rules.clean(column, raw.isoformat())
    if column.type in _KINDS:
        return rules.clean(column, raw)
    return rules.read(column, raw or "", known)


@dataclass(frozen=True, slots=True)
class Taken:
    """A table that was read: its entries, the row in the file of each, and every problem."""

    items: list[Item]
    numbers: list[int]
    problems: list[CellProblem]
    problem_count: int


def reading(file: BinaryIO, name: str, title: str, columns: Sequence[Column], most: int) -> Reading:
    """Begin to read an uploaded table: CSV by its name, else a workbook. Raises SheetRefused."""
    limits = Limits(max_rows=ENTRIES_MAX, file_bytes=most, unpacked_bytes=most * 20)
    table = spec(title, columns)
    if name.lower().endswith(".csv"):
        return read_csv(file, table, limits=limits)
    return read_xlsx(file, [table], limits=limits)


def taken(
    found: Reading, kind: Kind, names: Callable[[Sequence[Mapping[str, str]]], Known]
) -> Taken:
    """Read the table to its end, with every problem at its row and column: of the cells, of the
    values, of entries that cannot be published or stand twice.

    `names` gives the names that may stand for codes in what was written.
    """
    rows = list(found)
    matters = [one.name for one in kind.columns if one.type == ColumnType.MATTERS]
    known = names([{name: str(row.values.get(name) or "") for name in matters} for row in rows])
    items, numbers = [], []
    for row in rows:
        one, problems = item(kind.columns, row.values, known)
        for problem in problems:
            found.add(row, problem.column, problem.rule, problem.message)
        items.append(one)
        numbers.append(row.number)
    sound = {row.number for row in rows if row.sound}
    for problem in rules.problems(kind, items):
        row = rows[problem.place - 1]
        # A cell that was refused is missing too, but that is said already.
        if row.number in sound or problem.rule == "duplicate":
            found.add(row, problem.column, problem.rule, f"{problem.message}。")
    return Taken(items, numbers, found.problems, found.problem_count)
