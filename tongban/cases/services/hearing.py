"""听证 (行政许可法 §46–48): told of, asked for or let go, called, held; the clock stands meanwhile.

The engine's own act writes each into the ledger and holds the clocks; here is the hearing's life.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.cases import rules
from tongban.cases.errors import CaseForbidden, HearingRefused, ReasonMissing
from tongban.cases.models import Case, Hearing
from tongban.cases.selectors import papers
from tongban.cases.services import outcome
from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.selectors import names_of
from tongban.core.params import selectors as params
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.rules import local_date
from tongban.core.workdays.types import Limit
from tongban.workflow import selectors as engine
from tongban.workflow import services
from tongban.workflow.types import Own, Snapshot

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

REVIEWING = ("reviewer", "inspector")
PRESIDING = ("checker", "decider", "chief")


def _move(case: Case, act: str) -> Hearing:
    """Return the hearing as it is after `act`, unsaved; raises HearingRefused where it cannot."""
    row = Hearing.objects.select_for_update().filter(case=case).first()
    state = rules.hearing_after(row.state if row else None, act)
    if row is None:
        row = Hearing(case=case)
    row.state = state
    return row


def _done(
    case: Case,
    act: str,
    *,
    actor: "Actor",
    now: datetime,
    version: int | None,
    note: str = "",
    **detail: Any,
) -> None:
    services.perform(
        actor=actor,
        now=now,
        item=case.item_id,
        command=Own(act, note=note, detail=detail),
        expected_version=version,
    )


@transaction.atomic
def tell(*, actor: "Actor", now: datetime, case: Case, version: int | None, reason: str) -> Hearing:
    """Tell the applicant that a hearing may be asked for within five days (§47).

    `reason` says whose great interest the permit touches. Raises ReasonMissing, HearingRefused.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    row = _move(case, "tell_hearing")
    _done(case, "tell_hearing", actor=actor, now=now, version=version, note=reason.strip())
    row.reason, row.told_at = reason.strip(), now
    row.ask_until = engine.running_due(case.item_id, "hearing_ask")
    row.save()
    until = local_date(row.ask_until).isoformat() if row.ask_until else ""
    outcome.paper(
        case,
        outcome.HEARING_RIGHT,
        actor=actor,
        now=now,
        prefix="TG",
        reason=row.reason,
        until=until,
    )
    outcome.tell(case, "cases.hearing_told", now=now, until=until)
    for one in case.interested.all():
        outcome.paper_to(
            one, outcome.HEARING_RIGHT, actor=actor, now=now, prefix="TG", reason=row.reason,
            until=until,
        )  # fmt: skip
        outcome.tell_interested(one, "cases.interested_hearing", now=now, until=until)
    return row


@transaction.atomic
def ask(*, actor: "Actor", now: datetime, case: Case, version: int | None) -> Hearing:
    """Ask for the hearing, within the time: the body then holds it within twenty days (§47)."""
    row = _move(case, "ask_hearing")
    if row.ask_until is not None and now > row.ask_until:
        raise HearingRefused("hearing_too_late", until=local_date(row.ask_until).isoformat())
    _done(case, "ask_hearing", actor=actor, now=now, version=version)
    row.asked_at, row.asked_by = now, actor.ref
    row.hold_until = engine.running_due(case.item_id, "hearing_hold")
    row.save()
    return row


@transaction.atomic
def waive(*, actor: "Actor", now: datetime, case: Case, version: int | None) -> Hearing:
    """Let the hearing go, before it was asked for or after; the clock runs on.

    Not while it is somebody else's, whom the decision touches. Raises HearingRefused.
    """
    row = _move(case, "waive_hearing")
    if (others := _of_others(case, row, now)) is not None:
        raise HearingRefused(others)
    _done(case, "waive_hearing", actor=actor, now=now, version=version)
    row.save()
    return row


def _of_others(case: Case, row: Hearing, now: datetime) -> str | None:
    """Say why the applicant cannot let the hearing go: an interested person asked, or still may."""
    if case.interested.exclude(hearing_at=None).exists():
        return "hearing_others_asked"
    open_still = row.asked_at is None and row.ask_until is not None and now <= row.ask_until
    return "hearing_others_may" if open_still and case.interested.exists() else None


@transaction.atomic
def call(
    *,
    actor: "Actor",
    now: datetime,
    case: Case,
    version: int | None,
    at: datetime | None,
    place: str,
    presider: int,
    reason: str = "",
) -> Hearing:
    """Give notice of the hearing, seven working days before it at least (§48 一).

    Whoever reviewed the application does not preside (§48 三). Without a request before it, it is
    a hearing that a rule asks for or the public interest (§46), and `reason` says which. Raises
    HearingRefused with the earliest and the latest day that the law leaves, ReasonMissing.
    """
    row = _move(case, "call_hearing")
    row.reason = row.reason or reason.strip()
    if not row.reason:  # nobody asked for it: the rule that asks for it, or the interest, is named
        raise ReasonMissing(field="reason")
    if at is None or not place.strip():
        raise HearingRefused("hearing_place", field="at" if at is None else "place")
    _in_time(row, at, now, case.item.division_id)
    _may_preside(case, presider, now)
    name = names_of([f"account:{presider}"]).get(f"account:{presider}", "")
    _done(
        case,
        "call_hearing",
        actor=actor,
        now=now,
        version=version,
        note=rules.moment_text(at),
        at=at.isoformat(),
        presider=presider,
    )
    row.called_at, row.held_at, row.place, row.presider_id = now, at, place.strip(), presider
    row.save()
    shown = {"at": rules.moment_text(at), "place": row.place, "presider": name}
    outcome.paper(
        case, outcome.HEARING_NOTICE, actor=actor, now=now, prefix="TZ", reason=row.reason, **shown
    )
    outcome.tell(case, "cases.hearing_called", now=now, **shown)
    for one in case.interested.all():
        outcome.paper_to(
            one, outcome.HEARING_NOTICE, actor=actor, now=now, prefix="TZ", reason=row.reason,
            **shown,
        )  # fmt: skip
        outcome.tell_interested(one, "cases.hearing_called", now=now, **shown)
    return row


def _in_time(row: Hearing, at: datetime, now: datetime, division: str) -> None:
    """Raise HearingRefused for a day that is too soon after the notice, or too late."""
    notice = params.value("permit.hearing_notice", on=local_date(now), division=division)
    calendar = workdays.calendar(division)
    first = rules.earliest_hearing(local_date(now), Limit.parse(notice.as_limit()), calendar)
    last = local_date(row.hold_until) if row.hold_until else None
    if local_date(at) < first:
        raise HearingRefused("hearing_too_soon", field="at", first=first.isoformat())
    if last is not None and local_date(at) > last:
        raise HearingRefused("hearing_past", field="at", last=last.isoformat())


def _may_preside(case: Case, presider: int, now: datetime) -> None:
    """Raise where the presider reviewed the application, or is none of the body's staff."""
    if presider not in dict(presiders(case, now=now)):
        raise HearingRefused("hearing_presider", field="presider")


def presiders(case: Case, *, now: datetime, work: Snapshot | None = None) -> list[tuple[int, str]]:
    """Return the staff of the body, by name, that take no part in the review (§48 三): who did a
    step of it is none of them, nor whoever reviews there."""
    work = work or engine.snapshot(case.item_id)
    staff = accounts.holders_by_role((*REVIEWING, *PRESIDING), case.item.organisation_id, now=now)
    refs = {task.done_by for task in work.tasks if task.done_by}
    refs |= {one.ref for role in REVIEWING for one in staff[role]}
    able = (one for role in PRESIDING for one in staff[role] if one.ref not in refs)
    found = {one.pk: one.name for one in able}
    return sorted(found.items(), key=lambda one: one[1])


@transaction.atomic
def hold(
    *,
    actor: "Actor",
    now: datetime,
    case: Case,
    version: int | None,
    minutes: str,
    attended: str,
) -> Hearing:
    """Write down the hearing's minutes, by which the decision is then made (§48 五)."""
    row = _move(case, "hold_hearing")
    if not minutes.strip() or not attended.strip():
        raise ReasonMissing(field="minutes" if not minutes.strip() else "attended")
    if row.held_at is not None and now < row.held_at:
        raise HearingRefused("hearing_not_yet", at=rules.moment_text(row.held_at))
    if actor.account_id is None:
        raise CaseForbidden()
    _done(case, "hold_hearing", actor=actor, now=now, version=version)
    row.minutes, row.attended = minutes.strip(), attended.strip()
    row.save()
    presider = row.presider.name if row.presider else ""
    outcome.paper(
        case,
        outcome.HEARING_MINUTES,
        actor=actor,
        now=now,
        prefix="BL",
        reason=row.reason,
        at=rules.moment_text(row.held_at) if row.held_at else "",
        place=row.place,
        presider=presider,
        attended=row.attended,
        minutes=row.minutes,
    )
    due = papers.due_day(case)
    outcome.tell(case, "cases.hearing_held", now=now, due=f"，预计{due}前作出决定" if due else "")
    return row


def lapse(case: Case, *, now: datetime) -> None:
    """Nobody asked within the time: the right is spent, and the decision may be made."""
    row = Hearing.objects.filter(case=case, state="told").first()
    if row is not None:
        row.state = rules.hearing_after(row.state, "lapse_hearing")
        row.save(update_fields=["state"])


def waits(case: Case, now: datetime) -> str:
    """Say why no decision may be made while a hearing may still be asked for or is to be held."""
    row: Hearing | None = getattr(case, "hearing", None)
    if row is None:
        return ""
    facts: Mapping[str, str] = {
        "told": "已告知听证权利，可以申请听证到"
        + (local_date(row.ask_until).isoformat() if row.ask_until else ""),
        "asked": "已申请听证，举行后才能作出决定",
        "called": "听证还没有举行，记录笔录后才能作出决定",
    }
    if row.state == "told" and row.ask_until is not None and now > row.ask_until:
        return ""
    return facts.get(row.state, "")
