"""Limits, due days and pauses, as plain values (no Django)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from tongban.core.workdays.errors import BadLimit

Unit = Literal["minute", "hour", "day", "month", "year"]
DayKind = Literal["working", "natural"]
Direction = Literal["forward", "backward"]
DayStatus = Literal["announced", "provisional"]

_UNIT_WORDS = {"minute": "分钟", "hour": "小时", "month": "个月", "year": "年"}


@dataclass(frozen=True, slots=True)
class Limit:
    """A lawful limit: how long, counted how.

    `value` ≥ 0 in `unit`; `day_kind` matters for days only (working: the day is skipped where the
    calendar rests); `direction` backward counts towards the past (a notice "7 days before");
    `rolls`: a last natural day (month, year) on a rest day moves to the next working day
    (民法典 §203; backward: to the working day before it). Raises BadLimit.
    """

    value: int
    unit: Unit = "day"
    day_kind: DayKind = "working"
    direction: Direction = "forward"
    rolls: bool = True

    def __post_init__(self) -> None:
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < 0:
            raise BadLimit("limit_value", given=self.value)
        if self.unit not in {"minute", "hour", "day", "month", "year"}:
            raise BadLimit("limit_unit", given=self.unit)
        if self.day_kind not in {"working", "natural"}:
            raise BadLimit("limit_day_kind", given=self.day_kind)
        if self.direction not in {"forward", "backward"}:
            raise BadLimit("limit_direction", given=self.direction)

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "Limit":
        """A limit from JSON: `{"value": 20, "unit": "day", "day_kind": "working"}`; other keys
        (direction, rolls) are optional, unknown keys are ignored; raises BadLimit."""
        if "value" not in data:
            raise BadLimit("limit_value", given=None)
        return cls(
            value=data["value"],
            unit=data.get("unit") or "day",
            day_kind=data.get("day_kind") or "working",
            direction=data.get("direction") or "forward",
            rolls=bool(data.get("rolls", True)),
        )

    def as_dict(self) -> dict[str, Any]:
        """The JSON that `parse` takes back."""
        return {
            "value": self.value,
            "unit": self.unit,
            "day_kind": self.day_kind,
            "direction": self.direction,
            "rolls": self.rolls,
        }

    def text(self) -> str:
        """In Chinese: `20 个工作日`, `5 日`, `3 个月`, `当场` for nothing, `前 7 日` backward."""
        if self.value == 0:
            return "当场"
        if self.unit == "day":
            words = f"{self.value} 个工作日" if self.day_kind == "working" else f"{self.value} 日"
        else:
            words = f"{self.value} {_UNIT_WORDS[self.unit]}"
        return f"前 {words}" if self.direction == "backward" else words


@dataclass(frozen=True, slots=True)
class DayInfo:
    """One day of the table. `name` is the holiday, or why it is worked; empty on plain days."""

    day: date
    working: bool
    name: str = ""
    status: DayStatus = "announced"


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a limit; `provisional` where a day up to it is not yet announced (预计)."""

    date: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class DueMoment:
    """The last instant (UTC) of a limit and the local day that it lies in."""

    at: datetime
    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """A stop of the clock from `start` to `end` (UTC instants); no end while it runs."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A day that an announcement changed: what it was (None: unknown) and what it is."""

    day: date
    before: bool | None
    after: bool
    name: str
