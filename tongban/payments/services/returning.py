"""Money that goes back: planned inside the act's transaction, sent by a tick outside of any."""

from datetime import datetime

from django.db import transaction

from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.numbers.services import formatted
from tongban.payments import selectors, states
from tongban.payments.errors import BillUnknown, PaymentError, PaymentForbidden, ReasonMissing
from tongban.payments.models import Attempt, Bill, Refund
from tongban.payments.permissions import may_resolve
from tongban.payments.ports import providers
from tongban.payments.services.bills import record, tell
from tongban.payments.services.paying import locked
from tongban.payments.services.receipting import take_back

BATCH = 200
REASON_LIMIT = 200


def plan(bill: Bill, attempt: Attempt, *, actor: Actor, now: datetime, reason: str) -> Refund:
    """Plan to give back all that an attempt took. The caller holds the bill's lock."""
    attempt.given_back += attempt.taken
    attempt.save(update_fields=["given_back"])
    row: Refund = Refund.objects.create(
        bill=bill,
        attempt=attempt,
        number=formatted("TK", now=now),
        amount=attempt.taken,
        reason=reason,
        by=actor.ref,
        at=now,
    )
    payload = {"refund": row.number, "amount": row.amount, "reason": reason}
    record(bill, "payments.return", actor, now, payload)
    return row


@transaction.atomic
def return_held(*, actor: Actor, now: datetime, token: str, attempt: int, reason: str) -> Refund:
    """Give a payment of a wrong sum back, after a look at it; the bill can then be paid.

    Raises BillUnknown, PaymentForbidden, ReasonMissing. Of two who do it one finds it done.
    """
    bill = locked(selectors.by_token(token, actor).pk)
    if not may_resolve(actor, bill) or selectors.is_mine(actor, bill):
        raise PaymentForbidden()
    reason = reason.strip()
    if not reason or len(reason) > REASON_LIMIT:
        raise ReasonMissing(field="reason", limit=REASON_LIMIT)
    row: Attempt | None = bill.attempts.filter(pk=attempt, state=states.HELD).first()
    if row is None:
        raise BillUnknown()
    row.state = states.RETURNED
    row.save(update_fields=["state"])
    return plan(bill, row, actor=actor, now=now, reason=reason)


def give_back(now: datetime) -> int:
    """Send the planned refunds to their providers; give how many have gone.

    The provider knows a refund by its number, so that a repetition after a crash sends nothing
    twice. One that is refused or away is tried again at the next tick.
    """
    rows = Refund.objects.filter(state=states.OPEN).select_related("attempt").order_by("pk")
    rows = rows.exclude(attempt__provider=states.WINDOW)  # handed out at the window, by a person
    sent = 0
    for row in list(rows[:BATCH]):
        one = row.attempt
        try:
            port = providers.get(one.provider)
            if port.refund(one.number, row.number, row.amount, now=now):
                sent += gone(row, now, actor=SYSTEM)
        except (PaymentError, OSError):
            continue
    return sent


@transaction.atomic
def gone(refund: Refund, now: datetime, *, actor: Actor, reference: str = "") -> int:
    """Enter that a refund has gone and tell the payer; 0 where it was not on its way."""
    bill = locked(refund.bill_id)
    open_rows = Refund.objects.filter(pk=refund.pk, state=states.OPEN)
    if not open_rows.update(state=states.DONE, done_at=now, reference=reference):
        return 0
    record(bill, "payments.returned", actor, now, {"refund": refund.number})
    tell(bill, "payments.returned", now=now, sum=refund.yuan, reason=refund.reason)
    take_back(bill, refund, actor=actor, now=now)
    return 1
