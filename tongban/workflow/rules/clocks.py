"""When a clock is due: a pure function of its row, the pauses' rows and the calendar."""

from collections.abc import Iterable
from datetime import datetime

from tongban.core.workdays.rules import Calendar, day_start, due_with_pauses
from tongban.core.workdays.types import DueMoment, Limit, Pause
from tongban.workflow.types import ClockRow, PauseRow


def due(clock: ClockRow, pauses: Iterable[PauseRow], calendar: Calendar) -> DueMoment | None:
    """Give when `clock` runs out, or None while a pause stops it.

    Extensions in the limit's own unit lengthen it; others are counted on from where it ends.
    """
    stops = [Pause(row.started_at, row.ended_at) for row in pauses if clock.code in row.clocks]
    moment: DueMoment | None = None
    start = clock.started_at
    for limit in _joined(clock.limits):
        moment = due_with_pauses(start, limit, stops, calendar)
        if moment is None:
            return None
        start = moment.at
    return moment


def warn(clock: ClockRow, moment: DueMoment, calendar: Calendar) -> datetime:
    """Give from when the light of a clock that ends at `moment` is yellow.

    The last fifth of the limit: of days, whole working days and at least the last day.
    """
    first = clock.limits[0]
    if first.unit in {"minute", "hour"}:
        early = moment.at - (moment.at - clock.started_at) / 5
    else:
        days = sum(limit.value for limit in clock.limits) if first.unit == "day" else 25
        last = calendar.roll(moment.day, backward=True)
        early = day_start(calendar.shift(last, -(days // 5)))
    return max(clock.started_at, early)


def _joined(limits: tuple[Limit, ...]) -> list[Limit]:
    joined: list[Limit] = []
    for limit in limits:
        last = joined[-1] if joined else None
        if last and (last.unit, last.day_kind, last.rolls) == (
            limit.unit, limit.day_kind, limit.rolls,
        ):  # fmt: skip
            joined[-1] = Limit(last.value + limit.value, last.unit, last.day_kind, rolls=last.rolls)
        else:
            joined.append(limit)
    return joined
