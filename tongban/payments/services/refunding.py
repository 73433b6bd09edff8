"""Asking for money back: one asks with a reason, another of the body decides, then it goes."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import Actor
from tongban.core.notices.services import notify
from tongban.core.numbers.services import formatted
from tongban.lib.money import in_fen, in_yuan
from tongban.payments import selectors, states
from tongban.payments.errors import (
    BillUnknown,
    PaymentForbidden,
    ReasonMissing,
    RefundDecided,
    RefundPending,
    RefundSum,
    SlipWrong,
)
from tongban.payments.models import Attempt, Bill, Refund
from tongban.payments.permissions import may_collect, may_resolve
from tongban.payments.services.bills import record, tell
from tongban.payments.services.paying import SLIP_LIMIT, locked
from tongban.payments.services.returning import REASON_LIMIT, gone


@transaction.atomic
def ask_back(*, actor: Actor, now: datetime, token: str, amount: str, reason: str) -> Refund:
    """Ask for the whole or a part (`amount` in 元, as typed) of a paid bill; one at a time.

    The sum is set aside at the attempt, so that what is asked and given never exceeds what was
    taken. Raises BillUnknown, PaymentForbidden, ReasonMissing, RefundPending, RefundSum.
    """
    bill = locked(selectors.by_token(token, actor).pk)
    if not (selectors.is_mine(actor, bill) or may_collect(actor, bill)):
        raise PaymentForbidden()
    reason = _reason(reason)
    attempt: Attempt | None = bill.attempts.filter(state=states.PAID).first()
    if attempt is None:
        raise BillUnknown()
    if bill.refunds.filter(state=states.ASKED).exists():
        raise RefundPending()
    rest, wanted = attempt.taken - attempt.given_back, in_fen(amount)
    if wanted is None or not 0 < wanted <= rest:
        raise RefundSum(field="amount", rest=in_yuan(rest))
    attempt.given_back += wanted
    attempt.save(update_fields=["given_back"])
    row: Refund = Refund.objects.create(
        bill=bill,
        attempt=attempt,
        number=formatted("TK", now=now),
        amount=wanted,
        reason=reason,
        state=states.ASKED,
        by=actor.ref,
        at=now,
    )
    payload = {"refund": row.number, "amount": row.amount, "reason": reason}
    record(bill, "payments.ask_back", actor, now, payload)
    tell(bill, "payments.back_asked", now=now, sum=row.yuan)
    _tell_chiefs(bill, row, now)
    return row


@transaction.atomic
def decide_back(
    *, actor: Actor, now: datetime, token: str, refund: int, approve: bool, reason: str
) -> Refund:
    """Approve or decline what somebody else asked; of two who decide one is told it is decided.

    Raises BillUnknown, PaymentForbidden (also to whoever asked, and the payer), ReasonMissing,
    RefundDecided.
    """
    bill = locked(selectors.by_token(token, actor).pk)
    row: Refund | None = bill.refunds.filter(pk=refund).first()
    if row is None:
        raise BillUnknown()
    if not may_resolve(actor, bill) or selectors.is_mine(actor, bill) or row.by == actor.ref:
        raise PaymentForbidden("payment_four_eyes" if row.by == actor.ref else "")
    reason = _reason(reason)
    if row.state != states.ASKED:
        raise RefundDecided()
    row.state = states.OPEN if approve else states.DECLINED
    row.decided_by, row.decided_at, row.decision = actor.ref, now, reason
    row.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    if not approve:  # what was set aside can be asked for again
        held = Attempt.objects.filter(pk=row.attempt_id)
        held.update(given_back=F("given_back") - row.amount)
    verb = "approve_back" if approve else "decline_back"
    payload = {"refund": row.number, "amount": row.amount, "reason": reason}
    record(bill, f"payments.{verb}", actor, now, payload)
    notice = "back_approved" if approve else "back_declined"
    tell(bill, f"payments.{notice}", now=now, sum=row.yuan, reason=reason)
    return row


@transaction.atomic
def hand_out(*, actor: Actor, now: datetime, token: str, refund: int, slip: str) -> Refund:
    """Record that an approved refund of a window payment was handed out, with its slip's number.

    Raises BillUnknown, PaymentForbidden, SlipWrong, RefundDecided where it is not waiting.
    """
    bill = locked(selectors.by_token(token, actor).pk)
    if not may_collect(actor, bill) or selectors.is_mine(actor, bill):
        raise PaymentForbidden()
    row: Refund | None = bill.refunds.filter(pk=refund, attempt__provider=states.WINDOW).first()
    if row is None:
        raise BillUnknown()
    slip = slip.strip()
    if not slip or len(slip) > SLIP_LIMIT:
        raise SlipWrong(field="slip", limit=SLIP_LIMIT)
    try:
        with transaction.atomic():
            done = gone(row, now, actor=actor, reference=f"{bill.organisation_id}-{slip}")
    except IntegrityError as error:
        raise SlipWrong("payment_slip_used", field="slip") from error
    if not done:
        raise RefundDecided()
    row.refresh_from_db()
    return row


def _reason(text: str) -> str:
    text = text.strip()
    if not text or len(text) > REASON_LIMIT:
        raise ReasonMissing(field="reason", limit=REASON_LIMIT)
    return text


def _tell_chiefs(bill: Bill, row: Refund, now: datetime) -> None:
    for chief in accounts.holders("chief", bill.organisation_id, now=now):
        notify(
            to_account=chief.pk,
            template="payments.back_to_decide",
            now=now,
            link=f"/desk/payments/{bill.token}/",
            context={"number": bill.number, "sum": row.yuan, "reason": row.reason},
        )
