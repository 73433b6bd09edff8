"""Reads of the calendar."""

from collections.abc import Iterable
from datetime import date

from django.core.cache import cache

from tongban.core.workdays.models import CalendarVersion, Day
from tongban.core.workdays.rules import Calendar, shipped
from tongban.core.workdays.types import DayInfo

VERSION_KEY = "workdays:version"
VERSION_SECONDS = 60  # how long another process may go on with the calendar before
_built: dict[tuple[int, str], Calendar] = {}


def version() -> int:
    """The id of the version in force; 0 while nothing is stored and the shipped days hold."""
    found: int | None = cache.get(VERSION_KEY)
    if found is None:
        found = CalendarVersion.objects.order_by("-id").values_list("id", flat=True).first() or 0
        cache.set(VERSION_KEY, found, VERSION_SECONDS)
    return found


def calendar(division: str = "") -> Calendar:
    """The calendar in force: a division's local orders over the country's days.

    Cached by version and division; a new version is seen by this process at once, by others
    within a minute. An order of a division holds below it too only if given for those divisions.
    """
    key = (version(), division)
    built = _built.get(key)
    if built is None:
        if len(_built) > 64:
            _built.clear()
        built = _built[key] = Calendar(days(key[0], division), version=key[0])
    return built


def forget() -> None:
    """Drop what is cached here (after a new version, and between tests)."""
    cache.delete(VERSION_KEY)
    _built.clear()


def days(upto: int, division: str = "") -> dict[date, DayInfo]:
    """Every day as of the version `upto`: later versions over earlier ones, local over national."""
    found = dict(shipped())
    rows = Day.objects.filter(version_id__lte=upto, division__in={"", division})
    for row in _over(rows.order_by("division", "version_id")):
        found[row.day] = row
    return found


def _over(rows: Iterable[Day]) -> Iterable[DayInfo]:
    for row in rows:
        status = "announced" if row.status == "announced" else "provisional"
        yield DayInfo(row.date, row.working, row.name, status)  # type: ignore[arg-type]


def versions() -> list[CalendarVersion]:
    """Every stored version, the newest first."""
    return list(CalendarVersion.objects.all())
