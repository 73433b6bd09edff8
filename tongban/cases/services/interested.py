"""利害关系人 (行政许可法 §36, §47): told before the decision, heard, told how it ended.

Who is touched by a decision has a page of their own and never sees the application itself.
"""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from tongban.cases.errors import InterestedRefused, ReasonMissing, TooLong
from tongban.cases.models import Case, Interested
from tongban.cases.selectors import interested as selectors
from tongban.cases.services import hearing, outcome
from tongban.core.params import selectors as params
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.rules import due_at, local_date
from tongban.core.workdays.types import Limit
from tongban.parties import services as parties
from tongban.workflow import services
from tongban.workflow.states import INTERESTED
from tongban.workflow.types import Own

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

LONGEST = 4000  # characters of an opinion


@transaction.atomic
def tell(
    *, actor: "Actor", now: datetime, case: Case, version: int | None, name: str, interest: str,
    identity_type: str = "", number: str = "", contact: str = "",
) -> Interested:  # fmt: skip
    """Tell somebody that the application touches their great interest, on paper, and by when they
    may speak (§36): permit.interested_answer from today.

    With a number they can do so online; without one, where they are reached (`contact`) is needed.
    Raises ReasonMissing, InterestedRefused (the applicant itself, told already), what
    `parties.services.identify` raises, the engine's refusals.
    """
    for field, text in (("name", name), ("interest", interest), ("contact", contact or number)):
        if not text.strip():
            raise ReasonMissing("interested_missing", field=field)
    party = None
    if number.strip():
        kind = "market" if identity_type == "uscc" else "natural"
        party = parties.identify(
            actor=actor, now=now, kind=kind, name=name, identity_type=identity_type, number=number
        )
        if party.pk in {case.applicant_id, case.agent_id}:
            raise InterestedRefused("interested_own", field="number")
    limit = params.value(
        "permit.interested_answer", on=local_date(now), division=case.item.division_id
    )
    until = due_at(now, Limit.parse(limit.as_limit()), workdays.calendar(case.item.division_id))
    if party is not None:
        services.involve(item=case.item_id, party=party.pk, role=INTERESTED)
    _done(case, "tell_interested", actor, now, version, note=name.strip())
    row = Interested(
        case=case, party=party, token=secrets.token_urlsafe(16), name=name.strip()[:200],
        contact=contact.strip(), interest=interest.strip(), told_at=now, answer_until=until,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise InterestedRefused("interested_told", field="number") from error
    day = local_date(until).isoformat()
    outcome.paper_to(row, outcome.INTERESTED, actor=actor, now=now, prefix="LH", until=day)
    outcome.tell_interested(row, "cases.interested_told", now=now, until=day)
    return row


@transaction.atomic
def record(
    *, actor: "Actor", now: datetime, case: Case, version: int | None, interested: int, text: str
) -> Interested:
    """Write down what an interested person said at the counter, by telephone or in a letter.

    Raises ReasonMissing, TooLong, InterestedRefused (nobody of this case, or heard already).
    """
    row = case.interested.filter(pk=interested).first()
    if row is None:
        raise InterestedRefused(field="interested")
    _done(case, "hear_interested", actor, now, version, note=row.name)
    return _heard(row, actor, now, text, Interested.Way.RECORDED)


@transaction.atomic
def state(*, actor: "Actor", now: datetime, token: str, text: str) -> Interested:
    """Say what one thinks of the application, online, once, until the decision is made.

    A late opinion is heard as well, as long as nothing is decided: the time only says from when on
    the decision waits no longer. Raises InterestedUnknown, InterestedRefused (said already),
    ReasonMissing, TooLong, NotNow after the decision.
    """
    row = selectors.by_token(actor, token)
    _done(row.case, "state_opinion", actor, now, None, note=row.name)
    return _heard(row, actor, now, text, Interested.Way.ONLINE)


@transaction.atomic
def ask_hearing(*, actor: "Actor", now: datetime, token: str) -> Interested:
    """Ask for the hearing of which one was told (§47). Raises as `hearing.ask`."""
    row = selectors.by_token(actor, token)
    hearing.ask(actor=actor, now=now, case=row.case, version=None)
    row.hearing_at = now
    row.save(update_fields=["hearing_at"])
    return row


def _heard(row: Interested, actor: "Actor", now: datetime, text: str, way: str) -> Interested:
    """Keep an opinion; of two at once the first stays."""
    if not text.strip():
        raise ReasonMissing("interested_missing", field="text")
    if len(text) > LONGEST:
        raise TooLong(field="text", most=LONGEST)
    said = {
        "opinion": text.strip(), "opinion_at": now, "opinion_by": actor.ref, "opinion_way": way,
    }  # fmt: skip
    if not Interested.objects.filter(pk=row.pk, opinion_at=None).update(**said):
        raise InterestedRefused("interested_heard")
    row.refresh_from_db()
    return row


def _done(
    case: Case, act: str, actor: "Actor", now: datetime, version: int | None, *, note: str
) -> None:
    services.perform(
        actor=actor, now=now, item=case.item_id, command=Own(act, note=note),
        expected_version=version,
    )  # fmt: skip


def decided(case: Case, *, now: datetime, granted: bool) -> None:
    """Tell everybody who was told before how it ended, so that they can use their remedies."""
    result = "准予" if granted else "不予批准"
    for row in Interested.objects.filter(case=case).exclude(party=None):
        outcome.tell_interested(row, "cases.interested_decided", now=now, result=result)
