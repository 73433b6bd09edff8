"""注销 (行政许可法 §70): a licence is taken off the register, on its holder's request or
ex officio.

Ex officio it is proposed on one of the law's grounds, with its evidence, and decided by somebody
else of the body; the public reads a notice of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from tongban.cases import permissions
from tongban.cases.errors import CancellationRefused, CaseForbidden, ReasonMissing
from tongban.cases.models import Cancellation, Case
from tongban.cases.rules import Error
from tongban.cases.rules import cancellation as rules
from tongban.cases.selectors import cancellation as reading
from tongban.cases.selectors import papers, renewal
from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import SYSTEM
from tongban.core.ledger import services as ledger
from tongban.core.notices.services import notify
from tongban.core.numbers.services import formatted
from tongban.core.papers.services import file_paper
from tongban.core.workdays.rules import local_date
from tongban.lib.errors import Refusal
from tongban.licences import selectors as licences
from tongban.licences import services as licence_acts

if TYPE_CHECKING:
    from tongban.catalogue.models import Edition
    from tongban.core.accounts.types import Actor
    from tongban.licences.models import Licence

CANCELLED, KEPT = "cancelled", "kept"
PLACE = "licence"
PAPER = "cases.cancellation"  # 注销决定书
BATCH_MOST = 100
DECIDERS = ("decider", "chief")
RUN_OUT = "有效期届满，没有延续。"


# --- ex officio -----------------------------------------------------------------------------------


@transaction.atomic
def propose(
    *,
    actor: "Actor",
    now: datetime,
    licence_id: int,
    ground: str,
    reason: str,
    evidence: str = "",
) -> Cancellation:
    """Propose that a licence be cancelled ex officio 依职权注销, on a ground of §70.

    `evidence` is what proves it (a death certificate's number, the decision that revoked it); the
    register itself proves that a term has run out. Raises CaseForbidden, ReasonMissing,
    CancellationRefused (it does not fit, or is proposed already).
    """
    row = licences.get(licence_id)
    if not permissions.at_its_body(actor, permissions.PROPOSE, row):
        raise CaseForbidden()
    if ground not in rules.GROUNDS:
        raise ReasonMissing(field="ground")
    if not reason.strip():
        raise ReasonMissing(field="reason")
    if ground != rules.LAPSED and not evidence.strip():
        raise ReasonMissing("cancellation_evidence", field="evidence")
    row = licences.newest(row)
    why = reading.misfit(row, ground, now=now)
    if why:
        raise CancellationRefused("cancellation_misfit", why=why)
    made = _opened(
        row, actor=actor, now=now, ground=ground, reason=reason.strip(), evidence=evidence.strip()
    )
    _append(made, "propose_cancellation", actor, now)
    _tell_deciders(made, row, actor, now)
    return made


def _tell_deciders(made: Cancellation, row: "Licence", actor: "Actor", now: datetime) -> None:
    """Tell those of the body who may decide, but for who proposed it."""
    for role in DECIDERS:
        for one in accounts.holders(role, row.organisation_id, now=now):
            if one.pk != actor.account_id:
                notify(
                    to_account=one.pk,
                    template="cases.cancellation_proposed",
                    now=now,
                    key=f"cases.cancellation.{made.pk}.{one.pk}",
                    link=f"/desk/cancellations/{made.pk}/",
                    context={
                        "title": row.title,
                        "number": row.number,
                        "ground": reading.ground_title(made.ground),
                    },
                )


def _opened(
    row: "Licence",
    *,
    actor: "Actor",
    now: datetime,
    ground: str,
    reason: str,
    evidence: str = "",
    case: Case | None = None,
) -> Cancellation:
    try:
        with transaction.atomic():
            made: Cancellation = Cancellation.objects.create(
                licence=row,
                case=case,
                ground=ground,
                reason=reason,
                evidence=evidence,
                proposed_by=actor.ref,
                proposed_at=now,
            )
    except IntegrityError as error:
        raise CancellationRefused("cancellation_running") from error
    return made


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of many proposals: those made, and of the others the number and why not."""

    made: tuple[Cancellation, ...]
    refused: tuple[tuple[str, Refusal], ...]


def propose_many(
    *, actor: "Actor", now: datetime, licence_ids: Sequence[int], reason: str = RUN_OUT
) -> Batch:
    """Propose the cancellation of licences that ended without a renewal, each for itself: one that
    cannot be proposed keeps no other back."""
    made, refused = [], []
    for licence_id in list(dict.fromkeys(licence_ids))[:BATCH_MOST]:
        try:
            made.append(
                propose(
                    actor=actor, now=now, licence_id=licence_id, ground=rules.LAPSED, reason=reason
                )
            )
        except Refusal as why:
            refused.append((str(licence_id), why))
    return Batch(tuple(made), tuple(refused))


@transaction.atomic
def decide(
    *, actor: "Actor", now: datetime, cancellation: int, result: str, reason: str
) -> Cancellation:
    """Cancel the licence, or let it stand; by somebody else than who proposed it, once.

    Raises CaseUnknown, CaseForbidden, ReasonMissing, CancellationRefused (409, also to the second
    of two who decide at once), and what licences raise.
    """
    seen = reading.one(actor, cancellation)
    if not permissions.at_its_body(actor, permissions.CANCEL, seen.licence):
        raise CaseForbidden()
    row: Cancellation = Cancellation.objects.select_for_update().get(pk=seen.pk)
    if row.outcome or row.case_id is not None:
        raise CancellationRefused()
    if row.proposed_by == actor.ref:
        raise CancellationRefused("cancellation_own")
    if result not in {CANCELLED, KEPT} or not reason.strip():
        raise ReasonMissing(field="reason")
    licence = licences.newest(seen.licence)
    if result == CANCELLED:
        why = reading.misfit(licence, row.ground, now=now)
        if why:
            raise CancellationRefused("cancellation_misfit", why=why)
    row.ruling = reason.strip()
    _close(row, result, actor, now)
    if result == CANCELLED:
        _end(row, licence, actor=actor, now=now, reason=row.ruling)
        _paper(row, licence, actor=actor, now=now)
    _append(row, "decide_cancellation", actor, now)
    return row


def _close(row: Cancellation, outcome: str, actor: "Actor", now: datetime) -> None:
    row.outcome, row.decided_by, row.decided_at = outcome, actor.ref, now
    changed = Cancellation.objects.filter(pk=row.pk, outcome="").update(
        outcome=outcome, decided_by=actor.ref, decided_at=now, ruling=row.ruling
    )
    if not changed:  # where rows are not locked, the second of two finds it decided
        raise CancellationRefused()


def _end(
    row: Cancellation, licence: "Licence", *, actor: "Actor", now: datetime, reason: str
) -> None:
    """The licence is off the register, and the public is told."""
    licence_acts.change_status(
        actor=actor,
        now=now,
        licence_id=licence.pk,
        act="cancel",
        reason=f"{reading.ground_title(row.ground)}。{reason}".rstrip("。"),
        ground=row.ground,
        source=row.case.subject if row.case else row.subject,
    )
    row.licence, row.notice = (
        licence,
        rules.notice(
            title=licence.title,
            number=licence.number,
            holder=licence.holder_masked,
            organisation=licence.organisation_name,
            ground=row.ground,
            on=local_date(now),
        ),
    )
    row.save(update_fields=["licence", "notice"])


def _paper(row: Cancellation, licence: "Licence", *, actor: "Actor", now: datetime) -> None:
    """The 注销决定书, with what can be done against it."""
    organisation = licence.organisation
    file_paper(
        actor=actor,
        now=now,
        subject=row.subject,
        template=PAPER,
        number=formatted("ZX", now=now),
        data={
            "applicant": licence.holder_name,
            "organisation": organisation.name,
            "date": local_date(now).isoformat(),
            "title": licence.title,
            "licence": licence.number,
            "ground": reading.ground_title(row.ground),
            "reason": row.reason,
            "phone": organisation.phone,
            "complain": organisation.complaint_phone,
            "remedies": papers.remedies_at(licence.division_id, on=local_date(now)),
        },
    )


def _append(row: Cancellation, verb: str, actor: "Actor", now: datetime) -> None:
    ledger.append(
        subject=row.licence.subject,
        verb=f"cases.{verb}",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={
            "cancellation": row.pk,
            "ground": row.ground,
            "note": f"{row.get_outcome_display()}，{reading.ground_title(row.ground)}",
            "outcome": row.outcome,
        },
    )


# --- on request -----------------------------------------------------------------------------------


def problems(
    edition: "Edition", licence: "Licence | None", applicant: int, *, now: datetime
) -> list[Error]:
    """Return why an application under `edition` cannot ask for the end of `licence`; [] where it
    can, and for every matter that ends none."""
    if not edition.parsed.cancels:
        return []
    if licence is None:
        return [(PLACE, "licence_missing", "请选择要注销的证照。")]
    if licence.holder_id != applicant or not renewal.fits(licence, edition):
        return [(PLACE, "licence_other", "这份证照不能在这里注销，请向原发证机关申请。")]
    renewing = renewal.running_of(licence) is not None
    one = reading.choice(licence, reading.numbers_of([licence]), renewing=renewing, now=now)
    return [(PLACE, "licence_not_now", one.refused)] if one.refused else []


def opened(case: Case, licence: "Licence", *, actor: "Actor", now: datetime) -> Cancellation:
    """Note which licence a new case is to end; raises CancellationRefused to the second of two."""
    return _opened(
        licence, actor=actor, now=now, ground=rules.REQUEST, reason="持证人申请注销", case=case
    )


def waits(case: Case, now: datetime) -> str:
    """Say why what a case asks to end cannot be ended; "" where it can, and for other cases."""
    row = reading.of_case(case)
    if row is None or row.outcome:
        return ""
    why = reading.misfit(licences.newest(row.licence), rules.REQUEST, now=now)
    return f"{why}，请终止办理并写明理由" if why else ""


def grant(case: Case, *, now: datetime) -> Cancellation | None:
    """End the licence of a granted cancellation; None for every other case."""
    row = reading.of_case(case)
    if row is None or row.outcome:
        return None
    licence = licences.newest(row.licence)
    _close(row, CANCELLED, SYSTEM, now)
    _end(row, licence, actor=SYSTEM, now=now, reason="准予注销")
    return row


def over(case: Case, *, now: datetime) -> None:
    """Note that a case ended without ending the licence."""
    row = reading.of_case(case)
    if row is not None and not row.outcome:
        _close(row, KEPT, SYSTEM, now)
