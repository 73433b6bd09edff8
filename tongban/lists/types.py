"""Kinds of lists, their columns and entries, as plain values. No Django here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

TEXT_MAX = 300
LONG_MAX = 4000
ENTRIES_MAX = 5000


class ColumnType(StrEnum):
    """What a column holds, and how its value stands in JSON.

    TEXT, LONG: text. CHOICE: the code of one of its choices. MONEY: whole 分. BASIS: a list of
    `{"law", "article", "certain"}`. DATE: `2026-11-22`. INTEGER: a number. BOOL: true or false.
    MATTERS: a list of catalogue codes (12 or 14 characters). PLACES: a list of division codes.
    """

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    MONEY = "money"
    BASIS = "basis"
    DATE = "date"
    INTEGER = "integer"
    BOOL = "bool"
    MATTERS = "matters"
    PLACES = "places"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a CHOICE column; `hint` is what a clerk must know to choose it."""

    code: str
    title: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a kind.

    `help` stands under the field in the editor. `listed`: shown in the table (the rest only on an
    entry's own page, in print and in downloads). A CHOICE is always something to narrow a list by.
    """

    name: str
    title: str
    type: ColumnType = ColumnType.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    help: str = ""
    listed: bool = True
    longest: int = 0  # characters; 0: the type's own

    @property
    def limit(self) -> int:
        """The most characters that a text may have."""
        return self.longest or (LONG_MAX if self.type == ColumnType.LONG else TEXT_MAX)

    def choice(self, code: str) -> Choice | None:
        """Return the choice of this code."""
        return next((one for one in self.choices if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Source:
    """A law and its article on which a kind of list rests."""

    law: str
    article: str = ""
    certain: bool = True

    def __str__(self) -> str:
        return f"《{self.law}》{self.article}"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an entry: which (`key`, and its place from 1), which column, the rule, and
    a sentence that says what to do. `column` "" is the entry as a whole."""

    column: str
    rule: str
    message: str
    key: str = ""
    place: int = 0


Values = Mapping[str, Any]
Check = Callable[[Values], Iterable[tuple[str, str]]]
"""Takes the values of one entry, gives (column, sentence) for what cannot be."""


Say = Callable[[Mapping[str, str]], str]
"""Takes the words of every column of an entry, gives the sentence for the guide of a matter."""


def no_checks(values: Values) -> Iterable[tuple[str, str]]:
    """Find nothing wrong."""
    return ()


def says_nothing(words: Mapping[str, str]) -> str:
    """Say nothing in any guide."""
    return ""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry as a value: `key` stays the same from edition to edition."""

    key: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of list, declared in code.

    `code` is part of public addresses (lower-case letters, digits, hyphens). `identity` names the
    columns that together tell one entry from another within a list; the first of them heads an
    entry. `levels`: of which divisions the service office publishes it. `by_body`: every list of
    the kind belongs to one organisation. `says` is what the guide of a matter says of an entry that
    names it; "" hides it there.
    `unit` is the measure word of an entry. `figure` is the code under which its entries are
    counted ("" = not a public figure).
    """

    code: str
    title: str
    group: str
    about: str
    publisher: str
    basis: tuple[Source, ...]
    columns: tuple[Column, ...]
    identity: tuple[str, ...] = ("name",)
    levels: tuple[str, ...] = ("city", "county", "zone")
    by_body: bool = False
    check: Check = no_checks
    says: Say = says_nothing
    unit: str = "项"
    figure: str = ""
    order: int = 100
    aliases: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        """Return the column of this name."""
        return next((one for one in self.columns if one.name == name), None)

    @property
    def head(self) -> str:
        """The name of the column that heads an entry."""
        return self.identity[0]


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a changed entry: before and after as values."""

    column: Column
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Changed:
    """An entry that both editions hold, with the columns in which it differs."""

    before: Item
    after: Item
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """What leads from one edition to another; each in the order of its edition."""

    added: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    changed: tuple[Changed, ...] = ()
    same: int = 0
    reordered: bool = False

    @property
    def none(self) -> bool:
        """Whether both say the same, in the same order."""
        return not (self.added or self.removed or self.changed or self.reordered)


@dataclass(frozen=True, slots=True)
class MatterLink:
    """What a catalogue code is called, and where to read about it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Places:
    """The divisions that a list may name: words by code, and codes by what people write (name or
    code). A name that two of them have stands for none: there it is the code."""

    names: Mapping[str, str]
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """What people may write instead of a code: codes of divisions and of matters by name."""

    places: Mapping[str, str] = field(default_factory=dict)
    matters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Touch:
    """An entry in force that touches a matter, as its guide shows it: one sentence and a link."""

    kind: str
    kind_title: str
    list_code: str
    list_title: str
    key: str
    title: str
    text: str
    division: str
    values: Values
    columns: Sequence[Column] = ()
