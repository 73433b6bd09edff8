"""The calendar and the adding of days to it."""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tongban.core.workdays.errors import PastCalendar
from tongban.core.workdays.types import DayInfo, Due, Limit

ZONE = ZoneInfo("Asia/Shanghai")
ONE = timedelta(days=1)


def local_date(at: datetime) -> date:
    """The day in Asia/Shanghai of an aware instant."""
    return at.astimezone(ZONE).date()


def day_start(day: date) -> datetime:
    """The first instant of a local day, in UTC."""
    return datetime.combine(day, time.min, tzinfo=ZONE).astimezone(UTC)


def day_end(day: date) -> datetime:
    """The last second of a local day (23:59:59), in UTC: what a day-limit is due at."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=ZONE).astimezone(UTC)


def day_over(day: date) -> datetime:
    """The instant at which a local day is over, in UTC: what a day's moments lie before."""
    return day_start(day + ONE)


class Calendar:
    """Working days over one unbroken run of years; immutable.

    Built from a mapping of days; a gap between its first and last day is an error, so that an
    unannounced year is never silently taken for a plain one. `add` is a look-up: the working days
    are one sorted list, and the n-th after a day is an index away.
    """

    def __init__(self, days: Mapping[date, DayInfo], *, version: int = 0) -> None:
        if not days:
            raise PastCalendar(day="", first="", last="")
        self.version = version
        self.first, self.last = min(days), max(days)
        span = (self.last - self.first).days + 1
        if span != len(days):
            gap = next(d for d in self._run(span) if d not in days)
            raise PastCalendar(day=gap.isoformat(), first=str(self.first), last=str(self.last))
        self._days = dict(days)
        self._working = [day for day in self._run(span) if days[day].working]
        self._provisional = sorted(d for d, info in days.items() if info.status == "provisional")

    def _run(self, span: int) -> Iterable[date]:
        return (self.first + timedelta(days=n) for n in range(span))

    def inside(self, day: date) -> date:
        """The day itself; raises PastCalendar where the table does not hold it."""
        if not self.first <= day <= self.last:
            raise PastCalendar(
                day=day.isoformat(), first=self.first.isoformat(), last=self.last.isoformat()
            )
        return day

    def info(self, day: date) -> DayInfo:
        """The table's row of a day; raises PastCalendar."""
        return self._days[self.inside(day)]

    def is_working(self, day: date) -> bool:
        """Whether the day is worked; raises PastCalendar."""
        return self.info(day).working

    def provisional(self, first: date, last: date) -> bool:
        """Whether a day from `first` to `last` (both counted) is not yet announced."""
        at = bisect_left(self._provisional, first)
        return at < len(self._provisional) and self._provisional[at] <= last

    def roll(self, day: date, *, backward: bool = False) -> date:
        """The day itself if worked, else the next working day (the one before, if backward)."""
        self.inside(day)
        at = bisect_right(self._working, day) - 1 if backward else bisect_left(self._working, day)
        return self._at(at, day)

    def shift(self, start: date, count: int) -> date:
        """The `count`-th working day after `start` (before it, if negative); `start` is not
        counted, whether worked or not; 0 gives `start` itself."""
        self.inside(start)
        if count == 0:
            return start
        if count > 0:
            return self._at(bisect_right(self._working, start) + count - 1, self.last + ONE)
        return self._at(bisect_left(self._working, start) + count, self.first - ONE)

    def _at(self, index: int, beyond: date) -> date:
        if not 0 <= index < len(self._working):
            raise PastCalendar(
                day=beyond.isoformat(), first=self.first.isoformat(), last=self.last.isoformat()
            )
        return self._working[index]

    def working_days_between(self, a: date, b: date) -> int:
        """The working days after `a` up to and with `b`; negative if `b` is before `a`.

        So `working_days_between(d, shift(d, n)) == n`.
        """
        self.inside(a)
        self.inside(b)
        return bisect_right(self._working, b) - bisect_right(self._working, a)

    def add(self, start: date, limit: Limit) -> Due:
        """The last day of `limit` counted from `start` (not counted); raises PastCalendar.

        Minutes and hours end on `start` itself here; use `due_at` for their instant.
        """
        backward = limit.direction == "backward"
        sign = -1 if backward else 1
        if limit.unit in {"minute", "hour"} or limit.value == 0:
            end = self.inside(start)
        elif limit.unit == "day" and limit.day_kind == "working":
            end = self.shift(start, sign * limit.value)
        else:
            end = self.inside(natural(start, limit, sign))
            if limit.rolls:
                end = self.roll(end, backward=backward)
        low, high = min(start, end), max(start, end)
        return Due(end, self.provisional(low, high))


def natural(start: date, limit: Limit, sign: int) -> date:
    """The last natural day of a limit, not rolled; `sign` -1 counts backward."""
    try:
        if limit.unit == "day":
            return start + timedelta(days=sign * limit.value)
        return add_months(start, sign * limit.value * (12 if limit.unit == "year" else 1))
    except (OverflowError, ValueError):
        raise PastCalendar(day="9999-12-31", first="", last="") from None


def add_months(start: date, months: int) -> date:
    """The same day `months` later (earlier, if negative), or that month's end (民法典 §202)."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
