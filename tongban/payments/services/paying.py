"""Paying: one open order a bill, however often it is pressed; or money and a slip at the window."""

from datetime import datetime

from django.db import IntegrityError, transaction

from tongban.core.accounts.types import Actor
from tongban.core.numbers.services import formatted
from tongban.payments import selectors, states
from tongban.payments.errors import (
    AlreadyPaid,
    BillCancelled,
    PaymentForbidden,
    PaymentHeld,
    SlipWrong,
)
from tongban.payments.models import Attempt, Bill
from tongban.payments.permissions import may_collect
from tongban.payments.ports import providers
from tongban.payments.services.bills import record, tell
from tongban.payments.services.receipting import issue
from tongban.payments.types import Order

METHODS = {"cash": "现金", "pos": "刷卡"}
SLIP_LIMIT = 40


def begin(*, actor: Actor, now: datetime, token: str, provider: str) -> str:
    """Give the address where the bill is paid: the same order for two clicks or two tabs.

    Raises BillUnknown, PaymentForbidden, AlreadyPaid, BillCancelled, PaymentHeld, ProviderMissing.
    """
    port = providers.get(provider)
    attempt = _open(actor=actor, now=now, token=token, provider=provider)
    bill = attempt.bill
    order = Order(attempt.number, attempt.amount, bill.title, f"/my/payments/{bill.token}/")
    return port.create(order, now=now)  # asked outside the transaction; the same order if again


@transaction.atomic
def _open(*, actor: Actor, now: datetime, token: str, provider: str) -> Attempt:
    bill = locked(selectors.by_token(token, actor).pk)
    if not selectors.is_mine(actor, bill):
        raise PaymentForbidden()
    _payable(bill)
    known: Attempt | None = bill.attempts.filter(state=states.OPEN).first()
    if known is not None:
        return known
    attempt = Attempt.objects.create(
        bill=bill,
        number=formatted("ZF", now=now),
        provider=provider,
        amount=bill.amount,
        by=actor.ref,
        opened_at=now,
    )
    record(bill, "payments.begin", actor, now, {"order": attempt.number, "amount": bill.amount})
    return attempt


@transaction.atomic
def pay_at_window(*, actor: Actor, now: datetime, token: str, method: str, slip: str) -> Attempt:
    """Record that money was taken at the window, with the number of its slip.

    An order that is open at a provider is left: what it brings afterwards goes back by itself.
    Raises BillUnknown, PaymentForbidden, AlreadyPaid, BillCancelled, PaymentHeld, SlipWrong.
    """
    bill = locked(selectors.by_token(token, actor).pk)
    # Nobody takes their own money: the till is the other side of the counter.
    if not may_collect(actor, bill) or selectors.is_mine(actor, bill):
        raise PaymentForbidden()
    _payable(bill)
    slip = slip.strip()
    if method not in METHODS:
        raise SlipWrong("payment_method", field="method")
    if not slip or len(slip) > SLIP_LIMIT:
        raise SlipWrong(field="slip", limit=SLIP_LIMIT)
    try:
        with transaction.atomic():
            attempt = Attempt.objects.create(
                bill=bill,
                number=formatted("ZF", now=now),
                provider=states.WINDOW,
                amount=bill.amount,
                taken=bill.amount,
                state=states.PAID,
                reference=f"{bill.organisation_id}-{method}-{slip}",
                by=actor.ref,
                opened_at=now,
                settled_at=now,
            )
    except IntegrityError as error:
        raise SlipWrong("payment_slip_used", field="slip") from error
    paid(bill, attempt, actor=actor, now=now)
    return attempt


def locked(bill_id: int) -> Bill:
    """The bill, locked to the end of the transaction; its organisation and place at hand."""
    row: Bill = (
        Bill.objects.select_for_update(of=("self",))
        .select_related("organisation", "division")
        .get(pk=bill_id)
    )
    return row


def paid(bill: Bill, attempt: Attempt, *, actor: Actor, now: datetime) -> None:
    """The bill is paid by this attempt: once, by the constraint on the attempts."""
    bill.state, bill.paid_at = states.PAID, now
    bill.save(update_fields=["state", "paid_at"])
    payload = {"order": attempt.number, "amount": attempt.taken, "by": attempt.provider}
    record(bill, "payments.pay", actor, now, payload)
    tell(bill, "payments.paid", now=now)
    issue(bill, attempt, actor=actor, now=now)  # last: its number is locked to the end


def _payable(bill: Bill) -> None:
    if bill.state == states.PAID:
        raise AlreadyPaid()
    if bill.state == states.CANCELLED:
        raise BillCancelled()
    if bill.attempts.filter(state=states.HELD).exists():
        raise PaymentHeld()
