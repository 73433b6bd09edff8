"""Texts of cells: what may be in them, lists in one cell, the guard against formulas in CSV."""

import re
from collections.abc import Iterable

from tongban.core.sheets.errors import CellRefused
from tongban.core.sheets.types import MAX_TEXT, SEPARATORS

# XML and PostgreSQL cannot hold some of these, people can see none of them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LITERAL = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
# What spreadsheets take for the beginning of a formula, behind any blanks and quotes.
_FORMULA = re.compile(r"['\s]*[=+\-@＝＋－＠]|[\t\r\n]|'+[\t\r\n]")


def checked(text: str) -> str:
    """Give `text` back; raises CellRefused for control characters and what is too long."""
    if found := _CONTROL.search(text):
        raise CellRefused(
            "sheet_control", at=found.start() + 1, shown=f"U+{ord(found.group()):04X}"
        )
    if len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
        raise CellRefused("sheet_cell_full")
    return text


def limited(text: str, limit: int | None) -> str:
    """Give `text` back; raises CellRefused when it has more than `limit` characters."""
    if limit is not None and len(text) > limit:
        raise CellRefused("sheet_too_long", limit=limit, length=len(text))
    return text


def shown(text: str) -> str:
    """Give the beginning of `text`, as a message quotes it."""
    flat = " ".join(_CONTROL.sub("\ufffd", text[:60]).split())
    return flat if len(flat) <= 30 else f"{flat[:30]}…"


def unescape(text: str) -> str:
    """Undo Excel's `_x000D_` for characters that it keeps out of XML (`_x005F_` is its escape)."""
    plain = _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def close_run(runs: list[str], begun: int) -> None:
    """Make the pieces of one run, from `begun` on, into one text with its escapes undone.

    A parser hands out a long text in pieces; an escape belongs to one run.
    """
    if len(runs) - begun > 1:
        runs[begun:] = ["".join(runs[begun:])]
    if len(runs) > begun and "_x" in runs[begun]:
        runs[begun] = unescape(runs[begun])


def escape(text: str) -> str:
    """Write as Excel does what XML would lose (`\r`) and what would be read as an escape."""
    if "\r" not in text and "_x" not in text:
        return text
    return _LITERAL.sub("_x005F_", text).replace("\r", "_x000D_")


def join(items: Iterable[str], separator: str) -> str:
    """Write a list into one text; a backslash keeps what is not meant as separator or blank.

    Raises CellRefused for an empty item, which could not be told from none.
    """
    special = SEPARATORS[separator] + "\\"
    written = []
    for item in items:
        if not item:
            raise CellRefused("sheet_list_item")
        last = len(item) - 1
        written.append(
            "".join(
                f"\\{char}" if char in special or (char.isspace() and at in {0, last}) else char
                for at, char in enumerate(item)
            )
        )
    return separator.join(written)


def split(text: str, separator: str) -> tuple[str, ...]:
    """Read what `join` wrote, or people typed: blanks around items and empty items fall away."""
    special = SEPARATORS[separator]
    if "\\" not in text:
        for other in special:
            text = text.replace(other, separator)
        return tuple(item for part in text.split(separator) if (item := part.strip()))
    items: list[str] = []
    kept: list[tuple[str, bool]] = []  # each character, and whether it is meant
    chars = iter(text)
    for char in chars:
        if char == "\\":
            after = next(chars, "")
            if after and after not in special + "\\" and not after.isspace():
                kept.append((char, True))
            kept.append((after or char, True))
        elif char in special:
            items.append(_stripped(kept))
            kept = []
        else:
            kept.append((char, False))
    items.append(_stripped(kept))
    return tuple(item for item in items if item)


def _stripped(kept: list[tuple[str, bool]]) -> str:
    """Give the characters without the blanks around them, but for those that are meant."""
    first, last = 0, len(kept)
    while first < last and kept[first][0].isspace() and not kept[first][1]:
        first += 1
    while last > first and kept[last - 1][0].isspace() and not kept[last - 1][1]:
        last -= 1
    return "".join(char for char, _meant in kept[first:last])


def guarded(text: str) -> str:
    """Give `text` for CSV: one `'` before what a spreadsheet would take for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Undo `guarded`; a quote that guards nothing is a quote."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text


def column_letter(index: int) -> str:
    """Give Excel's letter of the column, counted from 0: `A`, `Z`, `AA`."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
