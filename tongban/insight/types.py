"""What pages and machines get of the figures. No Django here."""

from dataclasses import dataclass
from datetime import datetime

from tongban.core.figures.types import Figure, Period, Printed, Row, Value


@dataclass(frozen=True, slots=True)
class Board:
    """One figure for the whole city and for each county, as it stood at one cut-off.

    `period` is None for what is counted at the cut-off itself (a stock), else what is counted
    between its days (a flow).
    """

    figure: Figure
    at: datetime
    period: Period | None
    city: Value
    rows: tuple[Row, ...]

    @property
    def span(self) -> str:
        """What the numbers cover, in words."""
        return "截至时点在用" if self.period is None else f"{self.period.first:%Y} 年以来"


@dataclass(frozen=True, slots=True)
class Compared:
    """What a report prints of a figure, beside what it is now."""

    printed: Printed
    value: Value

    @property
    def same(self) -> bool:
        """Whether both are the same number."""
        return self.value.value == self.printed.value


@dataclass(frozen=True, slots=True)
class Lights:
    """How many running cases of a place show which light."""

    division: str
    name: str
    red: int
    yellow: int
    green: int
    paused: int

    @property
    def total(self) -> int:
        """All running cases."""
        return self.red + self.yellow + self.green + self.paused
