"""Figures as values. No Django here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Kind = Literal["count", "ratio", "sum", "mean", "quantile", "reported"]
Grain = Literal["division", "organisation", "month"]
Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included, Asia/Shanghai; `label` as people say it."""

    first: date
    last: date

    @property
    def span(self) -> str:
        """Both days: `2020-01-01/2020-12-31`."""
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    @property
    def label(self) -> str:
        """`2026-11`, `2026`, or both days."""
        first, last = self.first, self.last
        if first == date(first.year, 1, 1) and last == date(first.year, 12, 31):
            return f"{first.year}"
        if first.day == 1 and last == date(
            first.year, first.month, month_days(first.year, first.month)
        ):
            return f"{first.year}-{first.month:02d}"
        return self.span


def month_days(year: int, month: int) -> int:
    """Give how many days the month has."""
    after = date(year + month // 12, month % 12 + 1, 1)
    return (after - date(year, month, 1)).days


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """What is asked: as it stood `at`, in `division` ("" = the whole installation), of
    `organisation`, within `period` (None = whatever the figure's basis says)."""

    at: datetime
    division: str = ""
    organisation: str = ""
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """Numerator and denominator; counts and sums have no denominator."""

    numerator: Number
    denominator: Number | None = None


One = Callable[[FigureQuery], Number]
Grouped = Callable[[FigureQuery], Mapping[str, Parts]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A declared figure.

    `basis` is its 口径 in one sentence. `numerator` and `denominator` are asked with a
    FigureQuery (count, sum and quantile have the numerator alone; for a quantile it is the value
    itself and the denominator how many it was taken of). `grouped` answers by_division in one
    query: parts by code of the divisions right below `query.division`. `unit` "%" multiplies a
    ratio by 100. `reported` figures have no callables: they are entered, never computed. Not
    `public`: for those who watch over the work, on the desk alone.
    """

    code: str
    title: str
    unit: str
    kind: Kind
    basis: str
    numerator: One | None = None
    denominator: One | None = None
    grouped: Grouped | None = None
    decimals: int = 2
    grain: frozenset[Grain] = frozenset({"division"})
    lower_is_better: bool = False
    numerator_title: str = ""
    denominator_title: str = ""
    public: bool = True


@dataclass(frozen=True, slots=True)
class Value:
    """A figure's value with where it comes from. `value` None means: nothing to divide by."""

    code: str
    numerator: Number | None
    denominator: Number | None
    value: Decimal | None
    text: str
    unit: str
    at: datetime
    division: str = ""
    period: Period | None = None
    frozen: bool = False

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Row:
    """One division's value in a comparison; `rank` 1 is the best, None without a value."""

    division: str
    name: str
    value: Value
    rank: int | None


@dataclass(frozen=True, slots=True)
class Printed:
    """What a report on paper says of a figure, to stand beside what is computed.

    `value` in the figure's unit (57.39 for 57.39%), `source` names the report, `note` says why the
    two may differ.
    """

    figure: str
    title: str
    value: Decimal
    source: str
    division: str = ""
    note: str = ""
