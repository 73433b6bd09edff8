"""What happens to a licence afterwards: suspended, resumed, ended."""

from datetime import datetime

from django.db import transaction

from tongban.core.accounts.types import Actor
from tongban.core.workdays.rules import local_date
from tongban.licences.errors import NotAllowed, ReasonMissing
from tongban.licences.models import Licence
from tongban.licences.permissions import may_change
from tongban.licences.services.common import locked, move
from tongban.licences.types import LIVE


@transaction.atomic
def change_status(
    *, actor: Actor, now: datetime, licence_id: int, act: str, reason: str, source: str = ""
) -> Licence:
    """Suspend, resume, cancel, withdraw, revoke or transfer a licence (states.TRANSITIONS).

    `source` names the decision that ordered it, if any. Raises UnknownLicence, NotAllowed,
    ReasonMissing, WrongState (409, also to the second of two who acted at once).
    """
    row = locked(licence_id)
    if act == "expire" or not may_change(actor, row):
        raise NotAllowed()
    if not reason.strip():
        raise ReasonMissing(field="reason")
    return move(row, act=act, reason=reason.strip(), actor=actor, now=now, source=source)


def expire(*, actor: Actor, now: datetime, limit: int = 500) -> int:
    """End the live licences whose last day is over (local midnight); how many. Safe to repeat."""
    if not actor.kind == "system":
        raise NotAllowed()
    due = list(
        Licence.objects.live()
        .filter(valid_to__lt=local_date(now))
        .order_by("valid_to", "id")
        .values_list("pk", flat=True)[:limit]
    )
    done = 0
    for licence_id in due:
        with transaction.atomic():
            row = locked(licence_id)
            if row.status in LIVE and row.valid_to is not None and row.valid_to < local_date(now):
                move(row, act="expire", reason="有效期届满", actor=actor, now=now)
                done += 1
    return done
