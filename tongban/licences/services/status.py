"""What happens to a licence afterwards: suspended, resumed, ended."""

from datetime import datetime

from django.db import transaction

from tongban.core.accounts.types import Actor
from tongban.core.workdays.rules import local_date
from tongban.licences import ports, states
from tongban.licences.errors import AlreadyLive, NotAllowed, ReasonMissing, Superseded
from tongban.licences.models import Licence
from tongban.licences.permissions import may_change
from tongban.licences.services.common import basis_for, locked, move, tell
from tongban.licences.types import LIVE, Status

RENEWAL = "renewal"  # the code of the offer
ADVICE = "需要继续使用的，请在届满 30 日前申请延续"


@transaction.atomic
def change_status(
    *,
    actor: Actor,
    now: datetime,
    licence_id: int,
    act: str,
    reason: str,
    ground: str = "",
    document: str = "",
    source: str = "",
) -> Licence:
    """Take one act of states.TRANSITIONS upon a licence, and tell its holder.

    `ground` is a code of rules.grounds.GROUNDS, `document` the number of the decision
    (决定书文号) where there is one; an officer must name the ground, and the number where the act
    is a decision of its own. An act that another area has decided names its `source` ("case:12")
    instead. Raises UnknownLicence, NotAllowed, ReasonMissing, BasisMissing, Superseded, WrongState
    (409, also to the second of two who acted at once), AlreadyLive (a licence comes back while
    another lives).
    """
    row = locked(licence_id)
    if act in states.CLOCKWORK or not may_change(actor, row):
        raise NotAllowed()
    if act in ports.handed_over and not source and actor.kind != "system":
        raise NotAllowed("licence_act_elsewhere", act=states.ACT_TITLES[act])
    if not reason.strip():
        raise ReasonMissing(field="reason")
    basis = basis_for(act, ground, document, needed=not source and actor.kind != "system")
    if row.superseded:
        raise Superseded(number=row.number)
    _room_for(row, states.after(row.status, act))
    return move(
        row, act=act, reason=reason.strip(), basis=basis, actor=actor, now=now, source=source
    )


def _room_for(row: Licence, target: Status) -> None:
    """A licence may only come back to life where no other lives in its place."""
    if row.multi or row.status in LIVE or target not in LIVE:
        return
    others = Licence.objects.live().filter(type=row.type_id, holder_id=row.holder_id)
    if others.exclude(pk=row.pk).exists():
        raise AlreadyLive(title=row.title)


def remind(*, actor: Actor, now: datetime, licence: Licence) -> None:
    """Tell the holder that a licence ends soon, and where to ask for its renewal; said once a
    licence, however often it is asked."""
    if actor.kind != "system":
        raise NotAllowed()
    if licence.valid_to is not None:
        key = f"licences.expiring.{licence.pk}.{licence.valid_to.isoformat()}"
        offers = ports.offers.of([licence], now)[licence.pk]
        renewal = next((one for one in offers if one.code == RENEWAL), None)
        advice = renewal.text if renewal else ADVICE
        tell(
            licence, "expiring", now=now, key=key, link=renewal.url if renewal else "",
            day=licence.valid_to.isoformat(), advice=advice.rstrip("。"),
        )  # fmt: skip


def expire(*, actor: Actor, now: datetime, limit: int = 500) -> int:
    """End the live licences whose last day is over (local midnight); how many. Safe to repeat."""
    if not actor.kind == "system":
        raise NotAllowed()
    due = list(
        Licence.objects.live()
        .filter(valid_to__lt=local_date(now))
        .exclude(pk__in=ports.kept.ids(now))
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
