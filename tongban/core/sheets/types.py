"""What a table is, and what is found in one. No Django here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Kind = Literal["text", "integer", "decimal", "money", "date", "boolean", "choice", "list", "json"]
Values = Mapping[str, Any]

GUIDE_SHEET = "填写说明"  # ours, left out when reading
OPTIONS_SHEET = "选项"  # hidden; the dropdowns point at it
MAX_TEXT = 32_767  # UTF-16 units in a cell, Excel's own limit
MAX_COLUMN = 16_384
MAX_ROW = 1_048_576

# What a list may be written with, and what is read as the same (people type either width).
SEPARATORS = {"；": "；;", "、": "、", "，": "，,", "|": "|｜", "\n": "\n"}
_SHEET_TITLE = re.compile(r"[^\[\]:*?/\\']{1,31}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `code` names the value, `title` is the header. `kind` gives the type of the value: text,
    choice: str (a choice is written as its label of `choices`, code to label); integer: int;
    decimal: Decimal; money: int of 分, shown in 元; date: date; boolean: bool as 是/否; list: tuple
    of str in one cell, split by `separator` (with `choices`, each item is a choice); json: what
    json.loads gives. `strip` drops blanks around a text (the default keeps them, so that what was
    written is what is read). `max_length` counts characters (of a list: of each item); `hint` is
    shown at the header and in 填写说明; `width` in characters, 0 = by kind.
    """

    code: str
    title: str
    kind: Kind = "text"
    required: bool = False
    hint: str = ""
    max_length: int | None = None
    width: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)
    separator: str = "；"
    strip: bool = False

    def __post_init__(self) -> None:
        labels = list(self.choices.values())
        if not self.code or header_key(self.title) != self.title:
            raise ValueError(f"column {self.code!r}: title {self.title!r}")
        if self.kind == "choice" and not labels:
            raise ValueError(f"column {self.code!r}: a choice needs choices")
        if self.choices and self.kind not in {"choice", "list"}:
            raise ValueError(f"column {self.code!r}: {self.kind} takes no choices")
        if len(set(labels)) != len(labels) or any(
            label != label.strip() or not label for label in labels
        ):
            raise ValueError(f"column {self.code!r}: labels are not distinct plain text")
        if any(code in labels and self.choices[code] != code for code in self.choices):
            raise ValueError(f"column {self.code!r}: a code is the label of another code")
        if self.separator not in SEPARATORS:
            raise ValueError(f"column {self.code!r}: separator {self.separator!r}")

    @property
    def blank(self) -> Any:
        """What an empty cell means."""
        return {"text": "", "choice": "", "list": ()}.get(self.kind)


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """A table: `title` is the sheet's name; `required` False lets a workbook come without it;
    `most` rows are taken of it (0: as many as the Limits say)."""

    code: str
    title: str
    columns: tuple[Column, ...]
    required: bool = True
    most: int = 0

    def __post_init__(self) -> None:
        if not _SHEET_TITLE.fullmatch(self.title) or self.title != self.title.strip():
            raise ValueError(f"sheet {self.code!r}: title {self.title!r}")
        if self.title in {GUIDE_SHEET, OPTIONS_SHEET} or not self.columns:
            raise ValueError(f"sheet {self.code!r}: the title is ours, or it has no columns")
        for names in ([c.code for c in self.columns], [c.title for c in self.columns]):
            if len(set(names)) != len(names):
                raise ValueError(f"sheet {self.code!r}: columns are not distinct")

    def column(self, code: str) -> Column:
        """Give the column of `code`; raises KeyError."""
        for column in self.columns:
            if column.code == code:
                return column
        raise KeyError(code)


def header_key(title: str) -> str:
    """Give a header as it is compared: without blanks and the star of required columns."""
    return "".join(title.split()).strip("*＊")


class Cell(NamedTuple):
    """A cell as it stands in a file.

    `kind` is text, number, boolean (`text` "1" or "0"), error or formula. `format` says how Excel
    shows a number: "" as it is, "date", zeros ("0000": padded), "other".
    """

    kind: str
    text: str
    format: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and where: `row` as Excel counts (0: the whole sheet), `column` its letter.

    `title` is the header, `field` the column's code, `message` plain Chinese saying what to do.
    """

    sheet: str
    row: int
    column: str
    code: str
    message: str
    title: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank: `sheet` is the spec's code, `number` as Excel counts.

    `values` has every column's value by code, but not those with a problem; `sound` says that
    the row and its header have none.
    """

    sheet: str
    number: int
    values: dict[str, Any]
    sound: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken: rows a sheet (blank ones not counted), bytes of the file, bytes and
    parts once unpacked, the greatest share unpacked ÷ packed, bytes of distinct texts kept in
    memory, problems kept (all are counted)."""

    max_rows: int
    file_bytes: int = 100_000_000
    unpacked_bytes: int = 1_000_000_000
    parts: int = 1_000
    ratio: int = 100
    texts_bytes: int = 150_000_000
    problems: int = 1_000
