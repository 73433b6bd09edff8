"""What the acts share: a locked row, a move along the table of states."""

from datetime import datetime

from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.licences import states
from tongban.licences.errors import UnknownLicence
from tongban.licences.models import Licence


def locked(licence_id: int) -> Licence:
    """The row, locked until the transaction ends; raises UnknownLicence."""
    row: Licence | None = (
        Licence.objects.select_for_update(of=("self",))
        .select_related("type", "organisation", "division", "holder")
        .filter(pk=licence_id)
        .first()
    )
    if row is None:
        raise UnknownLicence()
    return row


def move(
    row: Licence, *, act: str, reason: str, actor: Actor, now: datetime, source: str = ""
) -> Licence:
    """Take `act` along the table of states and say so in the ledger; raises WrongState."""
    before = row.status
    row.status = states.after(before, act)
    row.status_since, row.status_reason = now, reason[:300]
    row.save(update_fields=["status", "status_since", "status_reason"])
    ledger.append(
        subject=row.subject,
        verb=f"licences.{act}",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={
            "identifier": row.identifier,
            "from": before,
            "to": row.status,
            "reason": reason,
            "source": source,
        },
    )
    return row
