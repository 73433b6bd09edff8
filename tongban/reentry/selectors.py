"""Reads: what waits and what was typed in, the systems, what the page of a case shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from tongban.cases.selectors import rows as cases
from tongban.core.accounts.selectors import names_of
from tongban.core.accounts.types import Actor
from tongban.core.workdays.rules import day_over, day_start
from tongban.reentry import permissions, rules, states
from tongban.reentry.errors import ReentryUnknown
from tongban.reentry.models import Duty, Former, System
from tongban.reentry.querysets import DutyQuerySet
from tongban.workflow.selectors import Span

if TYPE_CHECKING:
    from tongban.cases.models import Case


@dataclass(frozen=True, slots=True)
class Page:
    """Some duties of a list, and the place after which it goes on ("" at its end)."""

    rows: Sequence[Duty]
    next: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A duty as the page of its case shows it: days waited, who entered it, what stood before."""

    row: Duty
    days: int
    who: str
    formers: Sequence[Former]
    may_enter: bool
    may_take: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A body in a span: cases of those it accepted that had to be typed in elsewhere too, how often
    that was to be done (a case may go into several systems), and how often it was."""

    body: int
    name: str
    cases: int
    accepted: int
    duties: int
    entered: int


def waiting(actor: Actor, *, body: int = 0, after: str = "", limit: int) -> Page:
    """Return what is to be typed in, in the actor's scope, the oldest acceptance first."""
    found = Duty.objects.visible_to(actor).waiting().with_names()
    found = found.filter(organisation=body) if body else found
    found = found.after(rules.place_of(after)).order_by("accepted_at", "pk")
    return _oldest(list(found[: limit + 1]), limit)


def done(actor: Actor, *, body: int = 0, text: str = "", after: str = "", limit: int) -> Page:
    """Return what was typed in, the latest first; `text` a receipt or case number, whole."""
    found = Duty.objects.visible_to(actor).done().with_names()
    found = found.filter(organisation=body) if body else found
    if text:
        found = found.filter(Q(number=text) | Q(case__item__number=text))
    found = found.before(rules.place_of(after)).order_by("-entered_at", "-pk")
    rows = list(found[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    at = last.entered_at if last else None
    return Page(rows[:limit], rules.place_key(at, last.pk) if last and at else "")


def every(
    actor: Actor, span: Span, now: datetime, *, body: int = 0, after: str = "", limit: int
) -> Page:
    """Return what of the cases accepted in a span had to be typed in, the oldest first: the rows
    behind 二次录入率."""
    found = Duty.objects.visible_to(actor).asked(now).accepted(*_instants(span)).with_names()
    found = found.filter(organisation=body) if body else found
    found = found.after(rules.place_of(after)).order_by("accepted_at", "pk")
    return _oldest(list(found[: limit + 1]), limit)


def shares(actor: Actor, span: Span, now: datetime) -> list[Share]:
    """Return, for each body in scope that typed anything in twice, how much of what it accepted in
    the span that was; the largest number first; two queries."""
    found = Duty.objects.visible_to(actor).asked(now).accepted(*_instants(span)).order_by()
    rows = found.values_list("organisation", "organisation__name").annotate(
        cases=Count("case", distinct=True),
        duties=Count("pk"),
        entered=Count("pk", filter=Q(state=states.DONE)),
    )
    accepted = cases.accepted_by_body(*_instants(span)) if rows else {}
    lines = [
        Share(key, name, typed, accepted.get(key, typed), duties, entered)
        for key, name, typed, duties, entered in rows
    ]
    return sorted(lines, key=lambda line: (-line.cases, line.body))


def _instants(span: Span) -> tuple[datetime, datetime]:
    return day_start(span.first), day_over(span.last)


def _oldest(rows: list[Duty], limit: int) -> Page:
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], rules.place_key(last.accepted_at, last.pk) if last else "")


def bodies(actor: Actor) -> list[tuple[int, str, int]]:
    """Return the bodies in scope that have something waiting: id, name, how many."""
    found = Duty.objects.visible_to(actor).waiting().order_by("organisation__name")
    return list(
        found.values_list("organisation", "organisation__name").annotate(number=Count("pk"))
    )


def mine(actor: Actor, limit: int) -> Sequence[Duty]:
    """Return the oldest that the actor may type in."""
    return waiting(actor, limit=limit).rows if permissions.enters(actor) else ()


def of_case(actor: Actor, case: "Case", now: datetime) -> list[Shown]:
    """Return the duties of a case that the actor may read; one query where there are none."""
    rows = Duty.objects.visible_to(actor).filter(case=case)
    return _shown(actor, rows.select_related("system", "organisation", "division"), now)


def duty(actor: Actor, key: int, now: datetime) -> tuple[str, Shown]:
    """Return one duty with its case's number; raises ReentryUnknown (404) out of scope."""
    found = _shown(actor, Duty.objects.visible_to(actor).with_names().filter(pk=key), now)
    if not found:
        raise ReentryUnknown()
    return found[0].row.case.item.number, found[0]


def _shown(actor: Actor, found: DutyQuerySet, now: datetime) -> list[Shown]:
    rows: list[Duty] = list(found.order_by("pk"))
    formers: dict[int, list[Former]] = {}
    if any(row.corrected_at for row in rows):
        for one in Former.objects.filter(duty__in=rows):
            formers.setdefault(one.duty_id, []).append(one)
    entered = [row.entered_by for row in rows if row.entered_by]
    names = names_of(entered) if entered else {}
    return [
        Shown(
            row,
            rules.waited(row.accepted_at, row.entered_at or now),
            names.get(row.entered_by, ""),
            formers.get(row.pk, ()),
            may := row.state != states.RELEASED and permissions.may_enter(actor, row),
            may and permissions.reads_clear(actor, row),
        )
        for row in rows
    ]


def titles() -> Mapping[str, str]:
    """Return the systems that cases are typed into, by code, with who keeps them."""
    known = System.objects.filter(active=True, interface=False)
    return {one.code: f"{one.name}（{one.keeper}）" for one in known}


def systems() -> list[System]:
    """Return every system with how many cases wait for it (`waits`)."""
    waits = Count("duties", filter=Q(duties__state=states.WAITING))
    return list(System.objects.annotate(waits=waits).order_by("code"))


def system(key: int) -> System:
    """Raises ReentryUnknown (404)."""
    row: System | None = System.objects.filter(pk=key).first()
    if row is None:
        raise ReentryUnknown()
    return row
