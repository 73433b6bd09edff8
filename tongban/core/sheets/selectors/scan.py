"""A sheet's XML into rows of cells, in a stream.

expat rather than openpyxl: it is quicker, one pass sees formulas, merged cells and hidden columns
as well, and numbers come as they are written instead of as floats.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation

from tongban.core.sheets import rules
from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.selectors.parts import DEEPEST, Attributes, Texts, feed, parser
from tongban.core.sheets.selectors.tables import RawRow
from tongban.core.sheets.types import MAX_COLUMN, MAX_ROW, MAX_TEXT, Cell

_DIGITS = "0123456789"
_OFFSET_1904 = 1462  # days between the two beginnings of Excel's calendar
_MOST_RANGES = 1_000
_MOST_PENDING = 32_000_000  # a tiny sheet can point to one long shared text ever so often


class Looks:
    """What a workbook keeps apart from its sheets: number formats by style, and shared texts."""

    def __init__(self, formats: list[str], texts: Texts, *, from_1904: bool) -> None:
        self._formats = formats
        self._texts = texts
        self._from_1904 = from_1904

    def cell(self, kind: str, style: str, text: str) -> Cell:
        """Give the cell of a type, style and content as they stand in the XML."""
        if kind == "s":
            return Cell("text", self._texts[_whole(text, -1)])
        if kind in {"inlineStr", "str"}:
            return Cell("text", text)
        if kind == "n":
            return self._number(style, text)
        return _rare(kind, text.strip())

    def _number(self, style: str, text: str) -> Cell:
        if not style:
            return Cell("number", text)
        at = _whole(style, 0)
        shown = self._formats[at] if at < len(self._formats) else ""
        if shown == "date" and self._from_1904:
            try:
                text = str(Decimal(text) + _OFFSET_1904)
            except InvalidOperation:
                raise SheetRefused("sheet_broken") from None
        return Cell("number", text, shown)


def _rare(kind: str, text: str) -> Cell:
    if kind == "b":
        return Cell("boolean", "1" if text in {"1", "true"} else "0")
    if kind == "e":
        return Cell("error", text)
    if kind == "d":
        return Cell("text", text.removesuffix("Z"))
    raise SheetRefused("sheet_broken")


class SheetXml:
    """One sheet being read. `merged` is called with the range of each merged cell.

    `is_hidden` answers for a column once the rows begin.
    """

    # These run for each of millions of cells.
    __slots__ = (
        "_cells",
        "_depth",
        "_formula",
        "_from",
        "_hidden",
        "_index",
        "_indexes",
        "_kind",
        "_length",
        "_looks",
        "_merged",
        "_number",
        "_pending",
        "_reading",
        "_ready",
        "_runs",
        "_style",
        "_taking",
    )

    def __init__(self, looks: Looks, merged: Callable[[str], None]) -> None:
        self._looks = looks
        self._merged = merged
        self._hidden: list[tuple[int, int]] = []
        self._indexes: dict[str, int] = {}  # columns by their letters
        self._ready: list[RawRow] = []
        self._cells: list[tuple[int, Cell]] = []
        self._pending = 0  # characters of cells that were not given yet
        self._depth = self._number = 0
        self._index = -1
        self._kind = self._style = ""
        self._runs: list[str] = []  # the content of the cell, and its length
        self._from = self._length = 0
        self._formula = self._taking = False
        self._reading = 0  # depth inside of readings (拼音) above a text

    def is_hidden(self, index: int) -> bool:
        """Say whether the column, counted from 0, is hidden."""
        return any(first <= index + 1 <= last for first, last in self._hidden)

    def rows(self, chunks: Iterable[bytes]) -> Iterator[RawRow]:
        """Give the rows that have a cell with content; raises SheetRefused for a broken part."""
        made = parser()
        made.StartElementHandler = self._start
        made.CharacterDataHandler = self._data
        made.EndElementHandler = self._end
        ready = self._ready
        for _chunk in feed(made, chunks):
            yield from ready
            ready.clear()
            self._pending = sum(len(cell.text) for _index, cell in self._cells)

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise SheetRefused("sheet_bomb")
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._open_cell(attributes)
        elif name in {"v", "t"}:
            self._taking = not self._reading
            self._from = len(self._runs)
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._open_row(attributes)
        elif name == "rPh":
            self._reading += 1
        elif name == "col":
            self._column(attributes)
        elif name == "mergeCell":
            self._merged(attributes.get("ref", ""))

    def _data(self, text: str) -> None:
        if self._taking and self._length <= MAX_TEXT:  # one run over shows that it is too long
            self._runs.append(text)
            self._length += len(text)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in {"v", "t"}:
            self._taking = False
            rules.close_run(self._runs, self._from)
        elif name == "c":
            self._close_cell("".join(self._runs))
        elif name == "row":
            if self._cells:
                self._ready.append((self._number, self._cells))
                self._cells = []
        elif name == "rPh":
            self._reading -= 1

    def _close_cell(self, text: str) -> None:
        if self._formula:
            cell = Cell("formula", text)
        elif text:
            cell = self._looks.cell(self._kind, self._style, text)
        else:
            return
        self._cells.append((self._index, cell))
        self._pending += len(cell.text)
        if self._pending > _MOST_PENDING:
            raise SheetRefused("sheet_bomb")

    def _open_row(self, attributes: Attributes) -> None:
        before = self._number
        self._number = _whole(attributes.get("r"), before + 1)
        if not before < self._number <= MAX_ROW:
            raise SheetRefused("sheet_broken")
        self._index = -1

    def _open_cell(self, attributes: Attributes) -> None:
        before = self._index
        reference = attributes.get("r")
        if reference is None:
            self._index += 1
        else:
            letters = reference.rstrip(_DIGITS)
            index = self._indexes.get(letters, -1)
            self._index = index if index >= 0 else self._learn(letters)
        if not before < self._index < MAX_COLUMN:
            raise SheetRefused("sheet_broken")
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._formula = self._taking = False
        self._from = self._length = self._reading = 0
        self._runs = []

    def _learn(self, letters: str) -> int:
        """Give the column of Excel's letters, counted from 0; refuse what is no column."""
        if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
            raise SheetRefused("sheet_broken")
        value = 0
        for letter in letters.upper():
            value = value * 26 + ord(letter) - 64
        self._indexes[letters] = value - 1
        return value - 1

    def _column(self, attributes: Attributes) -> None:
        """Take note of hidden columns."""
        if attributes.get("hidden", "0") in {"1", "true"} and len(self._hidden) < _MOST_RANGES:
            first, last = _whole(attributes.get("min"), 0), _whole(attributes.get("max"), 0)
            self._hidden.append((first, last))


def _whole(text: str | None, absent: int) -> int:
    if text is None:
        return absent
    try:
        return int(text)
    except ValueError:
        raise SheetRefused("sheet_broken") from None
