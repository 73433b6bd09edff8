"""延续 (行政许可法 §50): when it may be asked for, and from when to when a renewed licence runs."""

from datetime import date, timedelta

from tongban.cases.rules import valid_until
from tongban.cases.types import RenewalRule, Window
from tongban.core.workdays.errors import PastCalendar
from tongban.core.workdays.rules import Calendar
from tongban.core.workdays.types import Limit

EARLY, OPEN, LATE, OVER = "early", "open", "late", "over"


def window(ends: date, rule: RenewalRule, calendar: Calendar) -> Window:
    """Return the window of a licence whose last day is `ends`.

    Both ends are counted back from the last day, which is not counted itself: 30 working days
    before 2026-12-31 is 2026-11-19, and who asks on that day is in time.
    """
    return Window(
        first=_back(ends, rule.since, calendar),
        last=_back(ends, rule.until, calendar),
        ends=ends,
        takes_late=rule.takes_late,
        source=rule.source,
    )


def _back(ends: date, limit: Limit, calendar: Calendar) -> date | None:
    try:
        return calendar.add(ends, limit).date
    except PastCalendar:
        return None


def standing(found: Window, on: date) -> str:
    """Return where the day `on` lies: EARLY, OPEN, LATE, or OVER once the licence has ended.

    A last day that the calendar does not reach is years away: it is early.
    """
    if on > found.ends:
        return OVER
    if found.first is None or found.last is None or on < found.first:
        return EARLY
    return OPEN if on <= found.last else LATE


def refused(found: Window, on: date) -> str:
    """Say in words why a renewal cannot be asked for on the day `on`; "" where it can."""
    where = standing(found, on)
    if where == OVER:
        return f"有效期已于 {found.ends} 届满，不能再延续，请重新申请。"
    if where == EARLY:
        when = f"，{found.first} 起可以申请" if found.first else ""
        return f"还没到申请延续的时间{when}。"
    if where == LATE and not found.takes_late:
        return (
            f"申请延续的期限已于 {found.last} 截止，依法不再受理。"
            f"有效期至 {found.ends}，届满后请重新申请。"
        )
    return ""


def told(found: Window) -> str:
    """Say in words from when to when one may ask, and what follows if one is late."""
    if found.first is None or found.last is None:
        return f"有效期至 {found.ends}，现在离届满还早，临近时再来。"
    late = (
        "逾期也可以申请，但届满时还没有批准的，证照先失效，批准后才能继续。"
        if found.takes_late
        else "逾期不再受理，届满后须重新申请。"
    )
    return f"有效期至 {found.ends}，可以在 {found.first} 至 {found.last} 之间申请延续。{late}"


def clock(found: Window, on: date) -> Limit | None:
    """Return the time in which a renewal asked for on the day `on` must be decided: to the end of
    the licence's last day, whatever day that is; None where it was late, for silence renews only
    who asked in time."""
    if standing(found, on) != OPEN:
        return None
    return Limit((found.ends - on).days, "day", "natural", rolls=False)


def term(ends: date, on: date, months: int | None) -> tuple[date, date | None]:
    """Return the first and the last day of the renewed term.

    Decided within the old term it goes on from the day after that; decided later, from the day of
    the decision (医疗器械经营监督管理办法 §16).
    """
    start = max(ends + timedelta(days=1), on)
    return start, valid_until(start, months)
