"""Acts on the calendar: the shipped days are stored once, announcements make new versions."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Protocol

from django.db import transaction

from tongban.core.ledger import services as ledger
from tongban.core.workdays import ports, selectors
from tongban.core.workdays.errors import BadAnnouncement, PastCalendar
from tongban.core.workdays.models import CalendarVersion, Day
from tongban.core.workdays.rules import shipped
from tongban.core.workdays.types import Change, DayInfo


class ActorLike(Protocol):
    """Whoever acts: accounts' Actor, which lies above this area, is one."""

    @property
    def ref(self) -> str: ...


@transaction.atomic
def load_shipped(*, now: datetime) -> int:
    """Store the shipped days as the first version; returns how many, 0 if there is a version."""
    if CalendarVersion.objects.exists():
        return 0
    version = CalendarVersion.objects.create(
        made_at=now, source="国务院办公厅历年放假安排（chinesecalendar 1.11.0）；未公布年份为预计"
    )
    return _store(version, shipped().values(), "")


@transaction.atomic
def announce_year(
    *,
    actor: ActorLike,
    now: datetime,
    year: int,
    rest: Mapping[date, str],
    work: Mapping[date, str],
    source: str,
    division: str = "",
) -> list[Change]:
    """Enter a notice of the State Council: what was provisional in `year` is announced after it.

    `rest` are the days off with the holiday's name, `work` the weekend days that are worked; every
    other day of the year is its weekday's. `source` names the notice. Days of `rest` and `work`
    may lie in the years beside. Returns what changed, by day. The caller has checked the actor's
    power. Raises BadAnnouncement and PastCalendar.
    """
    both = sorted(set(rest) & set(work))
    if both:
        raise BadAnnouncement("announcement_repeats", day=both[0].isoformat())
    named = {**rest, **work}
    far = [day for day in named if abs(day.year - year) > 1]
    if far or not 2000 <= year <= 2999 or not source.strip():
        raise BadAnnouncement("announcement_year", year=year)
    first = date(year, 1, 1)
    whole = {first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)}
    days = [
        DayInfo(day, day in work or (day not in rest and day.weekday() < 5), named.get(day, ""))
        for day in sorted(whole | set(named))
    ]
    return amend(actor=actor, now=now, days=days, source=source, division=division)


@transaction.atomic
def amend(
    *,
    actor: ActorLike,
    now: datetime,
    days: Iterable[DayInfo],
    source: str,
    division: str = "",
) -> list[Change]:
    """Make a new version in which `days` are as given (a local order with `division`, a change of
    an announced holiday); returns the days whose working changed. The days must follow on the
    calendar's: a gap raises PastCalendar. Running deadlines are recomputed by those who own them,
    who hear of it by `ports.amended`."""
    load_shipped(now=now)
    latest = CalendarVersion.objects.select_for_update().order_by("-id").first()
    former = selectors.days(latest.pk if latest else 0, division)
    fresh = sorted(days, key=lambda info: info.day)
    _continuous(former, fresh)
    changes = [
        Change(info.day, old.working if old else None, info.working, info.name)
        for info in fresh
        if (old := former.get(info.day)) is None or old.working != info.working
    ]
    written = [info for info in fresh if former.get(info.day) != info]
    if not written:
        return []
    version = CalendarVersion.objects.create(
        made_at=now,
        source=source,
        actor=actor.ref,
        changed=[change.day.isoformat() for change in changes],
    )
    _store(version, written, division)
    ledger.append(
        subject="calendar",
        verb="workdays.amend",
        actor=actor.ref,
        at=now,
        payload={"source": source, "division": division, "changed": version.changed},
    )
    ports.amended.tell(written[0].day)
    selectors.forget()
    # Another thread may have read the former version between now and the commit.
    transaction.on_commit(selectors.forget)
    return changes


def _continuous(former: Mapping[date, DayInfo], fresh: Iterable[DayInfo]) -> None:
    first, last = min(former), max(former)
    for info in fresh:
        if not first - timedelta(days=1) <= info.day <= last + timedelta(days=1):
            raise PastCalendar(
                day=info.day.isoformat(), first=first.isoformat(), last=last.isoformat()
            )
        first, last = min(first, info.day), max(last, info.day)


def _store(version: CalendarVersion, days: Iterable[DayInfo], division: str) -> int:
    rows = [
        Day(
            version=version,
            date=info.day,
            working=info.working,
            name=info.name,
            status=info.status,
            division=division,
        )
        for info in days
    ]
    Day.objects.bulk_create(rows, batch_size=500)
    return len(rows)
