"""Lists as a file gives them, from a workbook or from JSON Lines, each problem at its place."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Protocol

from tongban.catalogue import ports, wording
from tongban.catalogue.rules import exchange, tables
from tongban.catalogue.services.imports.findings import KEPT
from tongban.catalogue.services.imports.spool import Spool
from tongban.catalogue.types.tables import CODE, Misread
from tongban.catalogue.wording.tables import (
    BY_CODE,
    DAY,
    MOST_LISTS,
    MOST_ROWS,
    NAME,
    NUMBER,
    REASON,
    SHEETS,
    TABLES,
)
from tongban.core.sheets.selectors import Reading, read_xlsx
from tongban.core.sheets.types import Limits, Problem, Row

LONGEST = 2_000_000  # characters of one line; a draft's JSON has at most 400,000
DEEPEST = 50
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
STEP = 2_000  # rows between two words about how far the reading is
# Fields that stand beside the content, by what JSON Lines calls them.
_BESIDE = {"task_code": CODE, "number": NUMBER, "effective_from": DAY, "reason": REASON}


class Places(Protocol):
    """Where the parts of one list stand in the file."""

    @property
    def row(self) -> int: ...

    def problem(self, path: str, rule: str, message: str) -> Problem:
        """Return what is wrong at a path of the content, or at a field beside it (`_BESIDE`)."""


@dataclass(frozen=True, slots=True)
class Given:
    """One list of the file. `day` and `reason` are what it says of a new edition (None, "":
    nothing); with `echoes` the file repeats those of the edition that it was taken from.

    `sound`: nothing was wrong with its cells. Of one that is not, what can be looked at is (unless
    `content` is None), but never kept; `told` are the cells whose problem is told already: sheet,
    row, field.
    """

    code: str
    places: Places
    name: str = ""
    number: int | None = None
    day: date | None = None
    reason: str = ""
    content: Mapping[str, Any] | None = None
    sound: bool = True
    told: frozenset[tuple[str, int, str]] = frozenset()
    echoes: bool = False


@dataclass(frozen=True, slots=True)
class _Cells:
    """Places in a workbook."""

    reading: Reading
    gathered: tables.Gathered

    @property
    def row(self) -> int:
        return self.gathered.place.number

    def problem(self, path: str, rule: str, message: str) -> Problem:
        if path in (CODE, NAME, NUMBER, DAY, REASON):
            return self.reading.at(tables.LISTS, self.row, path, rule, message)
        place, column = tables.place_of(TABLES, self.gathered, path)
        known = {one.code for one in BY_CODE[place.table].columns}
        if column not in known:
            column = CODE
        return self.reading.at(place.table, place.number, column, rule, message)


@dataclass(frozen=True, slots=True)
class _Line:
    """Places in JSON Lines: the line, and the field in words."""

    row: int
    content: Mapping[str, Any]

    def problem(self, path: str, rule: str, message: str) -> Problem:
        title = {CODE: "实施编码", NUMBER: "版本", DAY: "生效日期", REASON: "修改原因"}.get(path)
        if title is None:
            title = wording.label(path, wording.names_of(self.content))
        return Problem("", self.row, "", rule, message, title, path)


def given(file: BinaryIO, format: str, report: ports.Report) -> Iterator[Given]:
    """Give the lists of a file; what is wrong with its cells goes to `report`.

    A workbook is read to its end before the first is given. Raises SheetRefused.
    """
    return _of_workbook(file, report) if format == "xlsx" else _of_lines(file, report)


# --- workbook -------------------------------------------------------------------------------------


def _of_workbook(file: BinaryIO, report: ports.Report) -> Iterator[Given]:
    limits = Limits(max_rows=MOST_ROWS, file_bytes=500_000_000, unpacked_bytes=5_000_000_000,
                    problems=KEPT)  # fmt: skip
    reading = read_xlsx(file, SHEETS, limits=limits)
    with TemporaryDirectory(prefix="import-") as folder:
        spool = Spool(folder)
        try:
            read = _Reader(reading, spool, report)
            for number, row in enumerate(reading, 1):
                read.take(row)
                if number % STEP == 0:
                    read.tell(number)
            read.tell(0)
            spool.ready()
            yield from read.lists()
        finally:
            spool.close()


class _Reader:
    """A workbook being read: which lists it has, and which of them have a bad cell."""

    def __init__(self, reading: Reading, spool: Spool, report: ports.Report) -> None:
        self._reading, self._spool, self._report = reading, spool, report
        self._rows: dict[str, int] = {}
        self._bad: dict[str, set[tuple[str, int, str]]] = {}

    def take(self, row: Row) -> None:
        """Keep one row under its list."""
        code = str(row.values.get(CODE) or "").upper()
        if row.sheet == tables.LISTS:
            self._take_list(code, row)
            return
        self._refused(code, row)
        if code not in self._rows:
            if code:
                self._reading.add(row, CODE, "stray", f"“实施清单”表里没有 {code} 这份清单。")
            return
        found: list[Misread] = []
        value = tables.read_row(TABLES[row.sheet], row.values, found)
        self._misread(row, found, code)
        self._spool.put(code, row.sheet, row.number, value)

    def _take_list(self, code: str, row: Row) -> None:
        if not code:
            return  # said already: it must be filled in
        if code in self._rows:
            first = self._rows[code]
            self._reading.add(row, CODE, "twice", f"和第 {first} 行是同一份清单，请删去一行。")
            return
        self._rows[code] = row.number
        self._refused(code, row)
        cells = {name: cell for name, cell in row.values.items() if cell not in (None, "", ())}
        self._spool.put(code, tables.LISTS, row.number, cells)

    def _refused(self, code: str, row: Row) -> None:
        """Keep which cells of a list were refused; values with a problem are not in the row."""
        if not row.sound:
            for column in BY_CODE[row.sheet].columns:
                if column.code not in row.values:
                    self._told(code, row.sheet, row.number, column.code)
            self._bad.setdefault(code, set())

    def _told(self, code: str, sheet: str, number: int, name: str) -> None:
        self._bad.setdefault(code, set()).add((BY_CODE[sheet].title, number, name))

    def _misread(self, row: Row, found: list[Misread], code: str) -> None:
        for one in found:
            self._reading.add(row, one.name, one.rule, one.message)
            self._told(code, row.sheet, row.number, one.name)

    def tell(self, rows: int) -> None:
        """Hand the problems over that were met so far, and say how many rows were read."""
        for problem in self._reading.problems:
            self._report.problem(problem)
        over = self._reading.problem_count - len(self._reading.problems)
        self._reading.problems.clear()
        self._reading.problem_count = 0
        self._report.more(over)
        if rows:
            self._report.step(rows, 0)

    def lists(self) -> Iterator[Given]:
        """Give the lists with all their rows."""
        self._report.step(0, len(self._rows))
        for code in self._rows:
            yield self._list(code)

    def _list(self, code: str) -> Given:
        gathered = tables.Gathered({}, tables.Place(tables.LISTS, self._rows[code]))
        for sheet, number, value in self._spool.of(code):
            if sheet == tables.LISTS:
                gathered.head = value
            else:
                gathered.add(sheet, number, value)
        found: list[Misread] = []
        content = tables.content_of(TABLES, gathered, found)
        for one in found:
            self._problem(code, tables.LISTS, gathered.place.number, one)
        for sheet, number, column, message in tables.strays(gathered):
            self._problem(code, sheet, number, Misread(column, "stray", message))
        if code in self._bad:
            _stand_in(content)
        head = gathered.head
        day = head.get(DAY)
        return Given(
            code,
            _Cells(self._reading, gathered),
            str(head.get(NAME) or ""),
            head.get(NUMBER),
            date.fromisoformat(day) if day else None,
            str(head.get(REASON) or "").strip(),
            content,
            code not in self._bad,
            frozenset(self._bad.get(code, ())),
        )

    def _problem(self, code: str, sheet: str, number: int, one: Misread) -> None:
        told = self._reading.at(sheet, number, one.name, one.rule, one.message)
        self._report.problem(told, code)
        self._told(code, sheet, number, one.name)


def _stand_in(content: dict[str, Any]) -> None:
    """Put something where a refused cell left nothing, so that the rest can be looked at."""
    limit = (content.get("promised") or {}).get("limit")
    content.setdefault("project_kind", "promised" if limit else "instant")
    for step in content.get("steps") or ():
        step.setdefault("days", 0)


# --- JSON Lines -----------------------------------------------------------------------------------


def _of_lines(file: BinaryIO, report: ports.Report) -> Iterator[Given]:
    seen: dict[str, int] = {}
    text = io.TextIOWrapper(file, "utf-8", newline="\n")
    try:
        for at, entry, wrong in exchange.each(_bounded(text)):
            line = _Line(at, entry["content"] if entry else {})
            if entry is None:
                report.problem(Problem("", at, "", "line", wrong))
                continue
            code = entry["task_code"].upper()
            if code in seen:
                message = f"和第 {seen[code]} 行是同一份清单，请删去一行。"
                report.problem(line.problem(CODE, "twice", message), code)
                continue
            if len(seen) == MOST_LISTS:
                over = f"一个文件最多 {MOST_LISTS:,} 份清单，请分成几个文件。"
                report.problem(Problem("", at, "", "over", over))
                return
            seen[code] = at
            yield _entry(code, line, entry, report)
    finally:
        text.detach()


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    """Give the lines; one that is absurdly long comes cut, and is then no JSON."""
    while line := text.readline(LONGEST):
        while not line.endswith("\n") and (more := text.readline(LONGEST)):
            line = "…"
            if more.endswith("\n"):
                break
        yield line


def _entry(code: str, line: _Line, entry: Mapping[str, Any], report: ports.Report) -> Given:
    sound = True
    day = None
    if entry["effective_from"]:
        try:
            day = date.fromisoformat(entry["effective_from"])
        except ValueError:
            sound = False
            message = "生效日期不对，请写成 2026-11-22 这样。"
            report.problem(line.problem(DAY, "date", message), code)
    if found := _unholdable(entry["content"]):
        sound = False
        message = "有看不见的控制字符，或者嵌套太深。请从导出的文件里复制后再改。"
        report.problem(line.problem(found, "control", message), code)
    number, reason = entry["number"] or None, entry["reason"].strip()
    content = entry["content"] if sound else None
    return Given(code, line, "", number, day, reason, content, sound, echoes=True)


def _unholdable(content: Mapping[str, Any]) -> str:
    """Return the element with a text that no database and no page can hold, or with values deeper
    in one another than any form is; "" for none."""
    for name, value in content.items():
        waiting: list[tuple[Any, int]] = [(value, 0)]
        texts: list[str] = []
        while waiting:
            one, depth = waiting.pop()
            if depth > DEEPEST:
                return name
            if isinstance(one, dict):
                waiting += [(inner, depth + 1) for pair in one.items() for inner in pair]
            elif isinstance(one, list):
                waiting += [(inner, depth + 1) for inner in one]
            elif isinstance(one, str):
                texts.append(one)
        if _CONTROL.search("".join(texts)):
            return name
    return ""
