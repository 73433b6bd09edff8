"""Granted permits are public (行政许可法 §40) but for secrets: withheld with a ground and a reason,
made public again when they are none any longer. Both stand in a chain of their own in the ledger.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from tongban.cases import permissions, states
from tongban.cases.errors import CaseForbidden, CaseRefused, ReasonMissing, TooLong
from tongban.cases.models import Case, Withheld
from tongban.cases.selectors import grants
from tongban.core.ledger import services as ledger

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

REASON_MOST = 500


@transaction.atomic
def withhold(*, actor: "Actor", now: datetime, case: Case, ground: str, reason: str) -> Withheld:
    """Keep the grant of a permit from the public, already before it is decided if need be.

    Withheld already, the first row is the answer. Raises CaseForbidden (not a decider of the
    body), CaseRefused (no permit, no such ground), ReasonMissing, TooLong.
    """
    _check(actor, case)
    if ground not in states.WITHHELD:
        raise CaseRefused("withheld_ground", field="ground")
    said = reason.strip()
    if not said:
        raise ReasonMissing("withheld_reason", field="reason")
    if len(said) > REASON_MOST:
        raise TooLong(field="reason", most=REASON_MOST)
    row = Withheld(case=case, ground=ground, reason=said, at=now, by=actor.ref)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        known: Withheld = Withheld.objects.get(case=case, ended_at__isnull=True)
        return known
    _record(row, actor, now, "cases.withheld", ground=ground, reason=said)
    return row


@transaction.atomic
def publish(*, actor: "Actor", now: datetime, case: Case) -> None:
    """Make the grant public again; nothing where it is. Raises CaseForbidden."""
    _check(actor, case)
    rows = Withheld.objects.select_for_update().filter(case=case, ended_at__isnull=True)
    row: Withheld | None = rows.first()
    if row is None:
        return
    row.ended_at, row.ended_by = now, actor.ref
    row.save(update_fields=["ended_at", "ended_by"])
    _record(row, actor, now, "cases.published")


def _check(actor: "Actor", case: Case) -> None:
    if not permissions.withholds(actor, case):
        raise CaseForbidden()
    if not grants.concerns(case):
        raise CaseRefused("withheld_no_permit")


def _record(row: Withheld, actor: "Actor", now: datetime, verb: str, **said: str) -> None:
    ledger.append(
        subject=row.subject, verb=verb, actor=actor.ref, on_behalf=actor.on_behalf, at=now,
        payload={"case": row.case_id, **said},
    )  # fmt: skip
