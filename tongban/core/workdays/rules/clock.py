"""Clocks: instants due, and the pauses that move them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from tongban.core.workdays.rules.days import ONE, Calendar, day_end, local_date, natural
from tongban.core.workdays.types import Due, DueMoment, Limit, Pause


def due_moment(start: datetime, limit: Limit, calendar: Calendar) -> DueMoment:
    """When `limit` counted from the instant `start` runs out.

    Days, months and years: the last second of the last local day (backward: of the last day on
    which the act is still in time). Minutes and hours: the exact instant, rest days included.
    """
    if limit.unit in {"minute", "hour"}:
        delta = timedelta(minutes=limit.value * (60 if limit.unit == "hour" else 1))
        at = start - delta if limit.direction == "backward" else start + delta
        day = local_date(at)
        low, high = sorted((local_date(start), day))
        return DueMoment(at, day, calendar.provisional(low, high))
    due = calendar.add(local_date(start), limit)
    return DueMoment(day_end(due.date), due.date, due.provisional)


def due_at(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """The instant (UTC) of `due_moment`."""
    return due_moment(start, limit, calendar).at


def union(pauses: Iterable[Pause]) -> list[Pause]:
    """The pauses merged where they overlap or touch, by start: overlapping pauses count once."""
    merged: list[Pause] = []
    for pause in sorted(pauses, key=lambda p: p.start):
        if pause.end is not None and pause.end <= pause.start:
            continue
        last = merged[-1] if merged else None
        if last is None or (last.end is not None and last.end < pause.start):
            merged.append(pause)
        elif last.end is not None and (pause.end is None or pause.end > last.end):
            merged[-1] = Pause(last.start, pause.end)
    return merged


def paused_at(pauses: Iterable[Pause], at: datetime) -> bool:
    """Whether the clock stands at the instant `at`."""
    return any(p.start <= at and (p.end is None or at < p.end) for p in pauses)


def due_with_pauses(
    start: datetime, limit: Limit, pauses: Iterable[Pause], calendar: Calendar
) -> DueMoment | None:
    """As `due_moment`, with the clock stopped by `pauses`; None while a pause is still open.

    A pause stops the days after the one on which it begins, up to and with the one on which it
    ends: from the 3rd to the 8th it gives back what lies in (3rd, 8th]. The day it begins counts
    for the office, as it had that day; a pause within one day gives nothing back. Days that two
    pauses share are given back once. A clock that is stopped on its last day runs out on the day
    it is resumed, never while it stands. Minutes and hours get back the exact time. Pauses that
    begin after the limit has run out do not revive it; backward limits know no pause.
    """
    if limit.direction == "backward":
        return due_moment(start, limit, calendar)
    stops = union(Pause(max(p.start, start), p.end) for p in pauses)
    if limit.unit in {"minute", "hour"}:
        return _exact_with_pauses(start, limit, stops, calendar)
    first_day = local_date(start)
    due = calendar.add(first_day, limit)
    covered: set[date] = set()
    floor = first_day
    for stop in stops:
        begins = local_date(stop.start)
        if begins > due.date:
            break
        if stop.end is None:
            return None
        ends = local_date(stop.end)
        if begins == due.date and ends > begins:
            rests = limit.rolls or limit.day_kind == "working"
            floor = calendar.roll(ends) if rests else ends
        covered.update(_days(begins + ONE, ends))
        day = max(_later(first_day, limit, sorted(covered), calendar), floor)
        due = Due(calendar.inside(day), calendar.provisional(first_day, day))
    return DueMoment(day_end(due.date), due.date, due.provisional)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _later(start: date, limit: Limit, covered: Sequence[date], calendar: Calendar) -> date:
    """The last day of `limit` when the `covered` days do not count."""
    working = limit.unit == "day" and limit.day_kind == "working"
    if working:
        covered = [day for day in covered if calendar.is_working(day)]
    given, end = -1, start
    # Days given back can reach further pauses, whose days are given back too: up to a fixed point.
    while (inside := bisect_right(covered, end)) != given:
        given = inside
        if working:
            end = calendar.shift(start, limit.value + given)
        else:
            end = natural(start, limit, 1) + timedelta(days=given)
    return end if working or not limit.rolls else calendar.roll(end)


def _exact_with_pauses(
    start: datetime, limit: Limit, stops: Sequence[Pause], calendar: Calendar
) -> DueMoment | None:
    at = due_moment(start, limit, calendar).at
    for stop in stops:
        if stop.start >= at:
            break
        if stop.end is None:
            return None
        at += stop.end - stop.start
    day = local_date(at)
    return DueMoment(at, day, calendar.provisional(local_date(start), day))


def elapsed(
    start: datetime, end: datetime, calendar: Calendar, pauses: Iterable[Pause] = ()
) -> int:
    """The working days used from `start` to `end`: the day of `start` does not count, the day of
    `end` does, days in a pause (as `due_with_pauses` covers them) do not."""
    first, last = local_date(start), local_date(end)
    used = calendar.working_days_between(first, last)
    covered: set[date] = set()
    for stop in union(Pause(max(p.start, start), p.end) for p in pauses):
        stop_end = min(stop.end or end, end)
        covered.update(_days(local_date(stop.start) + ONE, local_date(stop_end)))
    return used - sum(1 for day in covered if first < day <= last and calendar.is_working(day))


def left(now: datetime, due_day: date, calendar: Calendar) -> int:
    """The working days left after the local day of `now` up to and with `due_day`; negative when
    it is past."""
    return calendar.working_days_between(local_date(now), due_day)
