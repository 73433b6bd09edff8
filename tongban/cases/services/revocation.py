"""撤销 of a granted decision (行政许可法 §69): proposed, answered, decided by somebody else.

By the body's own fault it may be revoked, for fraud it must be; never where the public would be
gravely harmed, and then the licence stays. The licence ends in the same transaction.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.cases import states
from tongban.cases.errors import ReasonMissing, RevocationRefused
from tongban.cases.models import Case, Revocation
from tongban.cases.selectors import papers
from tongban.cases.selectors.rows import licence_of
from tongban.cases.services import outcome
from tongban.core.accounts.types import SYSTEM
from tongban.core.params import selectors as params
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.rules import due_at, local_date
from tongban.core.workdays.types import Limit
from tongban.licences import services as licences
from tongban.licences.types import LIVE
from tongban.workflow import services
from tongban.workflow.types import Own

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

REVOKED, KEPT = "revoked", "kept"
HARM = "harm"  # kept because the public would be gravely harmed (§69, fourth paragraph)


def _open(case: Case) -> Revocation | None:
    return Revocation.objects.select_for_update().filter(case=case, outcome="").first()


@transaction.atomic
def propose(
    *,
    actor: "Actor",
    now: datetime,
    case: Case,
    version: int | None,
    ground: str,
    reason: str,
) -> Revocation:
    """Tell the holder that the decision is to be revoked, why, and by when it may answer.

    Raises RevocationRefused (not granted, revoked already, one open), ReasonMissing.
    """
    if ground not in states.GROUNDS or not reason.strip():
        raise ReasonMissing(field="reason" if ground in states.GROUNDS else "ground")
    if case.item.outcome != "approve" or case.revoked_at or _open(case) is not None:
        raise RevocationRefused()
    limit = params.value(
        "permit.revocation_answer", on=local_date(now), division=case.item.division_id
    )
    until = due_at(now, Limit.parse(limit.as_limit()), workdays.calendar(case.item.division_id))
    _done(case, "propose_revocation", actor, now, version, ground=ground)
    row = Revocation.objects.create(
        case=case,
        ground=ground,
        reason=reason.strip(),
        proposed_by=actor.ref,
        proposed_at=now,
        answer_until=until,
    )
    day = local_date(until).isoformat()
    outcome.paper(
        case,
        outcome.REVOCATION_NOTICE,
        actor=actor,
        now=now,
        prefix="NC",
        ground=row.get_ground_display(),
        reason=row.reason,
        until=day,
    )
    outcome.tell(case, "cases.revocation_told", now=now, until=day)
    return row


@transaction.atomic
def answer(
    *, actor: "Actor", now: datetime, case: Case, version: int | None, text: str
) -> Revocation:
    """陈述申辩: the holder says why the decision should stand, once, within the time."""
    row = _open(case)
    if row is None or row.answered_at is not None or now > row.answer_until:
        raise RevocationRefused("revocation_no_answer")
    if not text.strip():
        raise ReasonMissing(field="text")
    _done(case, "answer_revocation", actor, now, version)
    row.answer, row.answered_at = text.strip(), now
    row.save(update_fields=["answer", "answered_at"])
    return row


@transaction.atomic
def decide(
    *,
    actor: "Actor",
    now: datetime,
    case: Case,
    version: int | None,
    result: str,
    reason: str,
) -> Revocation:
    """Revoke, or let the decision stand (`harm`: because the public would be gravely harmed).

    Not before the holder has answered or the time for it is over, not by who proposed it. Raises
    RevocationRefused, ReasonMissing.
    """
    row = _open(case)
    if row is None:
        raise RevocationRefused()
    if row.answered_at is None and now <= row.answer_until:
        day = local_date(row.answer_until).isoformat()
        raise RevocationRefused("revocation_unheard", until=day)
    if row.proposed_by == actor.ref:
        raise RevocationRefused("revocation_own")
    if result == KEPT and row.ground == states.MUST:
        raise RevocationRefused("revocation_must")
    if result not in {REVOKED, KEPT, HARM} or not reason.strip():
        raise ReasonMissing(field="reason")
    _done(case, "decide_revocation", actor, now, version, outcome=result)
    row.outcome = REVOKED if result == REVOKED else KEPT
    row.ruling, row.decided_by, row.decided_at = reason.strip(), actor.ref, now
    row.save(update_fields=["outcome", "ruling", "decided_by", "decided_at"])
    if result == REVOKED:
        revoke(
            case, actor=actor, now=now, ground=row.get_ground_display(), reason=row.ruling,
            interest=row.ground != states.MUST,
        )  # fmt: skip
    else:
        outcome.tell(case, "cases.revocation_kept", now=now, reason=row.ruling)
    return row


def revoke(
    case: Case, *, actor: "Actor", now: datetime, ground: str, reason: str, interest: bool
) -> None:
    """End the decision and the licence; `interest`: lawful interests are compensated (§69 四)."""
    case.revoked_at = now
    case.save(update_fields=["revoked_at"])
    licence = licence_of(case)
    if licence is not None and licence.status in LIVE:
        licences.change_status(
            actor=SYSTEM,
            now=now,
            licence_id=licence.pk,
            act="withdraw",
            reason=reason,
            source=case.subject,
        )
    outcome.paper(
        case,
        outcome.REVOCATION,
        actor=actor,
        now=now,
        prefix="CX",
        ground=ground,
        reason=reason,
        licence=licence.number if licence else "",
        interest=interest,
        remedies=papers.remedies(case, on=local_date(now)),
    )
    outcome.tell(case, "cases.revoked", now=now, reason=reason)


def _done(
    case: Case, act: str, actor: "Actor", now: datetime, version: int | None, **detail: str
) -> None:
    services.perform(
        actor=actor,
        now=now,
        item=case.item_id,
        command=Own(act, detail=detail),
        expected_version=version,
    )
