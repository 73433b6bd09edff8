"""Licences of the demo firm that ended without a renewal: one cancelled ex officio, one proposed,
one that nobody has looked at yet."""

from datetime import datetime, timedelta

from tongban.cases.demo.renewals import XIANAN, issued
from tongban.cases.services import cancellation
from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import SYSTEM
from tongban.core.workdays.rules import local_date
from tongban.licences import services as licences

REVIEWER, DECIDER = "12000000102", "12000000106"
ENDED = (90, 45, 12)  # days ago
WHY = "有效期届满，没有申请延续，经营场所已经关闭。（演示）"


def tell(holder: int, *, now: datetime) -> int:
    """Make the licences, let them lapse, and handle the first two; returns how many there are."""
    today = local_date(now)
    rows = [issued(holder, "food-permit", XIANAN, today - timedelta(days=days)) for days in ENDED]
    licences.expire(actor=SYSTEM, now=now)
    reviewer = accounts.actor_by_phone(REVIEWER, now=now)
    decider = accounts.actor_by_phone(DECIDER, now=now)
    if reviewer is None or decider is None:
        return 0
    for row, decided in ((rows[0], True), (rows[1], False)):
        made = cancellation.propose(
            actor=reviewer, now=now, licence_id=row.pk, ground="lapsed", reason=WHY
        )
        if decided:
            cancellation.decide(
                actor=decider, now=now, cancellation=made.pk, result="cancelled", reason="属实。"
            )
    return len(rows)
