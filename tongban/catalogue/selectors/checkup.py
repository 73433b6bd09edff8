"""What the check-up reads, and what it found, on the desk."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, F

from tongban.catalogue import ports, rules, states
from tongban.catalogue.errors import EditionInvalid
from tongban.catalogue.models import (
    CheckupRun,
    DocumentType,
    Edition,
    EditionDraft,
    Finding,
    Implementation,
    Matter,
    TopicMatter,
)
from tongban.catalogue.rules import checkup
from tongban.catalogue.types import EditionContent, Problem
from tongban.core.divisions import selectors as divisions
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.rules import local_date

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

_COLUMNS = (
    "id", "content_text", "asked", "implementation", "implementation__task_code",
    "implementation__matter", "implementation__matter__name", "implementation__organisation",
    "implementation__division", "implementation__division__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One edition in force, as the check-up reads it."""

    id: int
    text: str
    asked: int
    implementation: int
    task_code: str
    matter: int
    name: str
    organisation: int
    division: str
    place: str

    def content(self) -> EditionContent | list[Problem]:
        """Return what it says, or why that cannot be read by the rules of today."""
        try:
            return rules.parse_content(json.loads(self.text))
        except EditionInvalid as error:
            problems: list[Problem] = error.detail["problems"]
            return problems


@dataclass(frozen=True, slots=True)
class Thing:
    """What a finding is about; `division` is a code, `ref` names it for people and links."""

    ref: str
    name: str
    division: str
    implementation: int | None = None
    organisation: int | None = None


def thing_of(row: Row) -> Thing:
    """Return an edition in force as what a finding is about."""
    return Thing(row.task_code, row.name, row.division, row.implementation, row.organisation)


def how_many(on: date) -> int:
    """Count what is in force."""
    return Edition.objects.in_force(on).count()


def next_matters(on: date, after: int, most: int) -> list[int]:
    """Return the next matters behind the id `after`, as many as have `most` editions between them
    (always one)."""
    counted = (
        Edition.objects.in_force(on)
        .filter(implementation__matter__gt=after)
        .order_by("implementation__matter")
        .values_list("implementation__matter")
        .annotate(n=Count("id"))[:most]
    )
    found: list[int] = []
    total = 0
    for matter, count in counted:
        if found and total + count > most:
            break
        found.append(matter)
        total += count
    return found


def rows_of(on: date, matters: Sequence[int]) -> list[Row]:
    """Return the editions in force of these matters, by matter."""
    found = Edition.objects.in_force(on).filter(implementation__matter__in=matters)
    ordered = found.order_by("implementation__matter", "id").values_list(*_COLUMNS)
    return [Row(*values) for values in ordered]


def every_row(on: date, *, chunk: int = 1000) -> Iterator[Row]:
    """Yield every edition in force by keyed chunks, so that no long read stays open."""
    last = 0
    while True:
        found = Edition.objects.in_force(on).filter(pk__gt=last).order_by("pk")
        rows = [Row(*values) for values in found.values_list(*_COLUMNS)[:chunk]]
        yield from rows
        if len(rows) < chunk:
            return
        last = rows[-1].id


def known_documents() -> set[str]:
    """Return the document types that somebody outside the catalogue issues, or a register proves:
    those with an issuer named, and those that a source of proofs answers for."""
    issued = DocumentType.objects.exclude(issuer="").values_list("code", flat=True)
    return {*issued, *ports.proofs.types()}


# --- what nobody looks after ----------------------------------------------------------------------


def orphans(now: datetime) -> Iterator[tuple[str, Thing, str, str]]:
    """Yield (rule, thing, field, message) for what nobody looks after; some queries in all."""
    today = local_date(now)
    yield from _lists(today)
    yield from _drafts(now)
    yield from _events(today)


def _lists(today: date) -> Iterator[tuple[str, Thing, str, str]]:
    used = Implementation.objects.filter(state__in=[states.IN_USE, states.SUSPENDED])
    named = used.select_related("matter", "organisation").order_by("pk")
    for one in named.filter(matter__state=Matter.State.CANCELLED).iterator(chunk_size=500):
        yield "matter_cancelled", _of(one), "", f"基本目录已取消：{one.matter.state_note or '—'}"
    for one in named.filter(organisation__active=False).iterator(chunk_size=500):
        yield "body_inactive", _of(one), "", f"{one.organisation.name}已停用"
    late = today - timedelta(days=checkup.SUSPENDED_DAYS)
    long_ago = named.filter(state=states.SUSPENDED, state_since__lt=late)
    for one in long_ago.iterator(chunk_size=500):
        yield "suspended_long", _of(one), "", f"{one.state_since} 起暂停：{one.state_note or '—'}"
    left = named.filter(matter_version__lt=F("matter__version"), edition_count__gt=0)
    for one in left.iterator(chunk_size=500):
        message = f"上级目录已到第 {one.matter.version} 版，清单还按第 {one.matter_version} 版"
        yield "behind", _of(one), "", message


def _of(one: Implementation) -> Thing:
    return Thing(one.task_code, one.matter.name, one.division_id, one.pk, one.organisation_id)


def _drafts(now: datetime) -> Iterator[tuple[str, Thing, str, str]]:
    today = local_date(now)
    calendar = workdays.calendar()
    waiting = (
        EditionDraft.objects.with_names()
        .filter(
            state__in=[states.BODY_REVIEW, states.OFFICE_REVIEW],
            moved_at__lt=now - timedelta(days=checkup.WAITING_DAYS),
        )
        .order_by("pk")
    )
    for draft in waiting.iterator(chunk_size=500):
        since = local_date(draft.moved_at)
        days = calendar.working_days_between(since, today)
        if days > checkup.WAITING_DAYS:
            message = f"{since} 起{draft.get_state_display()}，已等 {days} 个工作日"
            yield "draft_waiting", _of(draft.implementation), "", message


def _events(today: date) -> Iterator[tuple[str, Thing, str, str]]:
    used = Edition.objects.in_force(today).values("implementation__matter")
    empty = TopicMatter.objects.filter(topic__kind="life_event").exclude(matter__in=used)
    for entry in empty.select_related("topic", "matter").order_by("pk"):
        thing = Thing(entry.topic.code, entry.topic.name, settings.CITY)
        yield "event_empty", thing, entry.matter.slug, f"“{entry.matter.name}”没有机构在办"


# --- on the desk ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FindingFilters:
    """What a reader narrows the findings by; empty means any. `division` takes in what lies below
    it, `organisation` is an id."""

    rule: str = ""
    division: str = ""
    organisation: int | None = None


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One page of findings: `after` continues behind the last row ("" at the end)."""

    rows: Sequence[Finding]
    after: str


def _narrowed(actor: "Actor", filters: FindingFilters) -> Any:
    found = Finding.objects.visible_to(actor)
    if filters.rule:
        found = found.filter(rule=filters.rule)
    if filters.division:
        found = found.filter(division__path__contains=f"/{filters.division}/")
    if filters.organisation:
        found = found.filter(organisation=filters.organisation)
    return found


def findings(
    actor: "Actor", filters: FindingFilters, *, after: str = "", limit: int = 50
) -> FindingPage:
    """Return a page of what the actor sees, the oldest row first; one query."""
    found = _narrowed(actor, filters).select_related("organisation", "division").order_by("id")
    if after.isdecimal() and len(after) < 19:
        found = found.filter(pk__gt=int(after))
    rows = list(found[: limit + 1])
    return FindingPage(rows[:limit], str(rows[limit - 1].pk) if len(rows) > limit else "")


def every_finding(actor: "Actor", filters: FindingFilters) -> Iterator[Finding]:
    """Yield all that the actor sees, by keyed chunks (for a file)."""
    after = ""
    while True:
        page = findings(actor, filters, after=after, limit=1000)
        yield from page.rows
        if not page.after:
            return
        after = page.after


def finding_counts(actor: "Actor", filters: FindingFilters) -> dict[str, int]:
    """Count what the actor sees by rule, whatever rule is chosen; one query."""
    anyway = FindingFilters("", filters.division, filters.organisation)
    rows = _narrowed(actor, anyway).order_by().values_list("rule").annotate(n=Count("id"))
    return dict(rows)


def finding_places(actor: "Actor") -> list[tuple[str, str, int]]:
    """Return (code, name, how many) of the city and its counties in which the actor sees findings,
    each with what lies below it."""
    rows = list(
        _narrowed(actor, FindingFilters())
        .order_by()
        .values_list("division__path")
        .annotate(n=Count("id"))
    )
    places = [divisions.city(), *divisions.counties()]
    found = [
        (place.code, place.name, sum(n for path, n in rows if path.startswith(place.path)))
        for place in places
    ]
    return [row for row in found if row[2]]


def finding_bodies(actor: "Actor", division: str) -> list[tuple[int, str]]:
    """Return (id, name) of the bodies of a division of which the actor sees findings."""
    rows = (
        _narrowed(actor, FindingFilters(division=division))
        .filter(organisation__isnull=False)
        .order_by("organisation__pinyin")
        .values_list("organisation", "organisation__name")
        .distinct()
    )
    return list(rows)


def checkups() -> tuple[CheckupRun | None, CheckupRun | None]:
    """Return the run that is on its way, and the last one that ended."""
    running = CheckupRun.objects.filter(state=CheckupRun.State.RUNNING).first()
    last = CheckupRun.objects.filter(state=CheckupRun.State.DONE).order_by("-pk").first()
    return running, last
