"""What a provider tells is settled once: by its notification, or asked for when none comes."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import SYSTEM
from tongban.core.notices.services import notify
from tongban.lib.money import in_yuan
from tongban.payments import states
from tongban.payments.errors import BillUnknown, PaymentError
from tongban.payments.models import Attempt
from tongban.payments.ports import providers
from tongban.payments.rules import meaning
from tongban.payments.services.bills import record
from tongban.payments.services.paying import locked, paid
from tongban.payments.services.returning import plan
from tongban.payments.types import Told

# Technical, no limit of law: when to ask for what nobody told, and when to close an order.
ASK_AFTER = timedelta(minutes=1)
CLOSE_AFTER = timedelta(minutes=30)
BATCH = 200


def receive(*, now: datetime, provider: str, body: bytes, headers: Mapping[str, str]) -> str:
    """Take a provider's signed notification; gives the attempt's state after it.

    Repeating is safe: what is settled stays. Raises ProviderMissing, NotGenuine, BillUnknown.
    """
    told = providers.get(provider).read(body, headers, now=now)
    return settle(now=now, provider=provider, told=told)


@transaction.atomic
def settle(*, now: datetime, provider: str, told: Told) -> str:
    """Bring about what a provider told of an order; gives the attempt's state. Idempotent."""
    found = Attempt.objects.filter(number=told.number, provider=provider).first()
    if found is None:
        raise BillUnknown()
    bill = locked(found.bill_id)  # serialises everything that happens to the bill
    attempt = Attempt.objects.get(pk=found.pk)
    state = meaning(bill=bill.state, attempt=attempt.state, asked=attempt.amount, told=told)
    if state == attempt.state:
        return state
    attempt.state, attempt.settled_at = state, now
    if state in states.TAKEN:
        attempt.taken, attempt.reference = told.amount, told.reference[:80]
    attempt.save(update_fields=["state", "settled_at", "taken", "reference"])
    if state == states.PAID:
        paid(bill, attempt, actor=SYSTEM, now=now)
        return state
    payload = {"order": attempt.number, "state": state, "amount": attempt.taken}
    record(bill, "payments.settle", SYSTEM, now, payload)
    if state == states.RETURNED:
        why = "已另行缴费，这笔重复" if bill.state == states.PAID else "缴款通知已取消"
        plan(bill, attempt, actor=SYSTEM, now=now, reason=why)
    elif state == states.HELD:
        for chief in accounts.holders("chief", bill.organisation_id, now=now):
            notify(
                to_account=chief.pk,
                template="payments.held",
                now=now,
                link=f"/desk/payments/{bill.token}/",
                context={
                    "number": bill.number, "asked": bill.yuan, "taken": in_yuan(attempt.taken),
                },
            )  # fmt: skip
    return state


def settle_open(now: datetime) -> int:
    """Ask the providers for orders whose notification has not come; give how many were settled.

    An order that nobody paid in half an hour is closed at the provider first, then here. A
    provider that is away is asked again at the next tick.
    """
    rows = Attempt.objects.filter(state=states.OPEN, opened_at__lte=now - ASK_AFTER)
    settled = 0
    for attempt in list(rows.exclude(provider=states.WINDOW).order_by("pk")[:BATCH]):
        try:
            port = providers.get(attempt.provider)
            old = attempt.opened_at <= now - CLOSE_AFTER
            ask = port.close if old else port.query
            told = ask(attempt.number, now=now)
            settled += settle(now=now, provider=attempt.provider, told=told) != states.OPEN
        except (PaymentError, OSError):
            continue
    return settled
