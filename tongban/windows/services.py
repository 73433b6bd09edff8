"""Acts: ask for a visit, agree on it, decline it, take it back, say that it was done."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from tongban.catalogue import selectors as catalogue
from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.notices.services import notify
from tongban.core.numbers.services import formatted
from tongban.core.params import selectors as params
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.rules import ZONE, due_at, local_date
from tongban.core.workdays.types import Limit
from tongban.lib.identifiers import IdentifierError, born_on
from tongban.parties import selectors as parties
from tongban.windows import permissions, rules, states
from tongban.windows.errors import VisitConflict, VisitForbidden, VisitRefused, VisitUnknown
from tongban.windows.models import Visit
from tongban.windows.types import HOME, Wish

STAFF_MOST = 100
ANSWER_MOST = 300


@transaction.atomic
def ask(*, actor: Actor, now: datetime, task_code: str, party: int, wish: Wish) -> Visit:
    """Ask the window of a matter for a visit, for oneself or for whom one may act.

    The very same wish again is the first one's answer. Raises VisitForbidden, VisitRefused with
    the field at fault, VisitConflict where another of the kind is open for the same matter,
    MatterUnknown and MatterNotInForce (catalogue).
    """
    if not permissions.may_ask_for(actor, party):
        raise VisitForbidden()
    edition = catalogue.edition_in_force(task_code, on=local_date(now))
    implementation = edition.implementation
    day = _check(wish, implementation.division_id, party, now)
    known: Visit | None = (
        Visit.objects.open()
        .filter(party=party, implementation=implementation, kind=wish.kind)
        .first()
    )
    if known is not None:
        return _known(known, wish)
    limit = _limit("windows.answer", implementation.division_id, now)
    calendar = workdays.calendar(implementation.division_id)
    row = Visit(
        number=formatted("YY", now=now), kind=wish.kind, implementation=implementation,
        organisation=implementation.organisation, division=implementation.division,
        party_id=party, account_id=actor.account_id,
        why=wish.why if wish.kind == HOME else "", wanted_on=day, wanted_part=wish.part,
        address=wish.address.strip() if wish.kind == HOME else "", phone=wish.phone.strip(),
        note=wish.note.strip(), asked_at=now, answer_by=due_at(now, limit, calendar),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise VisitConflict("visit_twice") from error
    _record(row, actor, now, "windows.asked")
    return row


def _check(wish: Wish, division: str, party: int, now: datetime) -> date:
    """Return the day of a wish that may be asked for; raises VisitRefused at the field at fault."""
    today = local_date(now)
    found = rules.problems(
        wish,
        born=_born(party) if wish.kind == HOME else None,
        today=today,
        age=params.number("windows.home_age", on=today, division=division),
        ahead=params.number("windows.ahead", on=today, division=division),
        is_working=workdays.calendar(division).is_working,
    )
    if found or wish.day is None:
        field, code = found[0] if found else ("day", "visit_day")
        most = {"address": rules.ADDRESS_MOST, "note": rules.NOTE_MOST}.get(field, rules.PHONE_MOST)
        raise VisitRefused(code, field=field, most=most)
    return wish.day


def _born(party: int) -> date | None:
    row = parties.by_id(party)
    if row is None or row.identity_type != "resident_id":
        return None
    try:
        return born_on(row.identity_number)
    except IdentifierError:
        return None


def _known(row: Visit, wish: Wish) -> Visit:
    same = (row.wanted_on, row.wanted_part, row.why) == (
        wish.day, wish.part, wish.why if wish.kind == HOME else ""
    )  # fmt: skip
    if not same:
        raise VisitConflict("visit_twice")
    return row


def _limit(code: str, division: str, now: datetime) -> Limit:
    found = params.value(code, on=local_date(now), division=division)
    return Limit.parse(found.as_limit())


@transaction.atomic
def agree(
    *, actor: Actor, now: datetime, number: str, at: datetime | None, staff: str, answer: str = ""
) -> Visit:
    """Agree on a moment and on who serves; again, with another moment, moves it.

    Raises VisitUnknown, VisitForbidden, VisitConflict (over by now), VisitRefused at "at" (missing
    or past) or "staff".
    """
    row = _locked(actor, number)
    if not states.may_become(row.state, states.AGREED):
        raise VisitConflict(state=row.get_state_display())
    if at is None or at <= now:
        raise VisitRefused("visit_moment", field="at")
    who, said = staff.strip(), answer.strip()
    if not who or len(who) > STAFF_MOST:
        raise VisitRefused("visit_staff", field="staff", most=STAFF_MOST)
    if len(said) > ANSWER_MOST:
        raise VisitRefused("visit_long", field="answer", most=ANSWER_MOST)
    if (row.state, row.agreed_for, row.staff, row.answer) == (states.AGREED, at, who, said):
        return row
    row.state, row.agreed_for, row.staff, row.answer = states.AGREED, at, who, said
    row.answered_at = row.answered_at or now
    row.save(update_fields=["state", "agreed_for", "staff", "answer", "answered_at"])
    _record(row, actor, now, "windows.agreed", staff=who)
    _tell(row, "windows.agreed", now=now, at=_moment(at), staff=who)
    return row


@transaction.atomic
def decline(*, actor: Actor, now: datetime, number: str, answer: str) -> Visit:
    """Decline, with what else the applicant can do; again is the first one's answer.

    Raises as `agree` does, VisitRefused at "answer" without a word.
    """
    row = _locked(actor, number)
    if row.state == states.DECLINED:
        return row
    if not states.may_become(row.state, states.DECLINED):
        raise VisitConflict(state=row.get_state_display())
    said = answer.strip()
    if not said or len(said) > ANSWER_MOST:
        raise VisitRefused("visit_answer", field="answer", most=ANSWER_MOST)
    row.state, row.answer, row.ended_at = states.DECLINED, said, now
    row.answered_at = row.answered_at or now
    row.save(update_fields=["state", "answer", "ended_at", "answered_at"])
    _record(row, actor, now, "windows.declined", answer=said)
    _tell(row, "windows.declined", now=now, answer=said)
    return row


@transaction.atomic
def done(*, actor: Actor, now: datetime, number: str) -> Visit:
    """Say that the visit took place; not before its moment. Raises as `agree` does."""
    row = _locked(actor, number)
    if row.state == states.DONE:
        return row
    if not states.may_become(row.state, states.DONE):
        raise VisitConflict(state=row.get_state_display())
    if row.agreed_for is None or local_date(row.agreed_for) > local_date(now):
        raise VisitConflict("visit_not_yet")
    row.state, row.ended_at = states.DONE, now
    row.save(update_fields=["state", "ended_at"])
    _record(row, actor, now, "windows.done")
    return row


@transaction.atomic
def withdraw(*, actor: Actor, now: datetime, number: str) -> Visit:
    """Take a visit back, by whoever asked for it or acts for whom it is for.

    Raises VisitUnknown, VisitForbidden, VisitConflict where it is over.
    """
    row = _row(actor, number)
    if not permissions.owns(actor, row):
        raise VisitForbidden()
    if row.state == states.WITHDRAWN:
        return row
    if not states.may_become(row.state, states.WITHDRAWN):
        raise VisitConflict(state=row.get_state_display())
    row.state, row.ended_at = states.WITHDRAWN, now
    row.save(update_fields=["state", "ended_at"])
    _record(row, actor, now, "windows.withdrawn")
    return row


def _locked(actor: Actor, number: str) -> Visit:
    row = _row(actor, number)
    if not permissions.may_answer(actor, row):
        raise VisitForbidden()
    return row


def _row(actor: Actor, number: str) -> Visit:
    rows = Visit.objects.visible_to(actor).select_for_update(of=("self",))
    row: Visit | None = (
        rows.select_related("organisation", "division", "implementation__matter")
        .filter(number=number)
        .first()
    )
    if row is None:
        raise VisitUnknown()
    return row


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def _record(row: Visit, actor: Actor, now: datetime, verb: str, **said: Any) -> None:
    ledger.append(
        subject=row.subject, verb=verb, actor=actor.ref, on_behalf=actor.on_behalf, at=now,
        payload={"number": row.number, "kind": row.kind, "state": row.state, **said},
    )  # fmt: skip


def _tell(row: Visit, template: str, *, now: datetime, **more: str) -> None:
    if row.account_id is None:
        return
    notify(
        to_account=row.account_id,
        template=template,
        now=now,
        link="/my/visits/",
        context={
            "kind": row.get_kind_display(),
            "matter": row.implementation.matter.name,
            "body": row.organisation.name,
            **more,
        },
    )
