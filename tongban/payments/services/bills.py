"""A bill is drawn up once a subject, and cancelled when nothing is owed any more."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.notices.services import notify
from tongban.core.numbers.services import formatted
from tongban.payments import states
from tongban.payments.models import Bill, BillLine
from tongban.payments.rules import lines_of

if TYPE_CHECKING:
    from tongban.catalogue.models import Edition
    from tongban.catalogue.types import Fee
    from tongban.workflow.models import WorkItem


@transaction.atomic
def draw(
    *,
    actor: Actor,
    now: datetime,
    subject: str,
    item: "WorkItem",
    edition: "Edition",
    fees: Iterable["Fee"],
    payer: int,
    account: int | None,
) -> Bill | None:
    """Draw up the bill of what `fees` ask; None where they ask nothing. Once a subject.

    The caller has permitted and locked the subject: its decision is what brings the bill about.
    """
    lines = lines_of(fees)
    if not lines:
        return None
    known: Bill | None = (
        Bill.objects.filter(subject=subject).exclude(state=states.CANCELLED).first()
    )
    if known is not None:
        return known
    bill = Bill.objects.create(
        number=formatted("JK", now=now),
        token=secrets.token_urlsafe(16),
        subject=subject,
        title=item.title,
        reference=item.number,
        organisation=item.organisation,
        division=item.division,
        payer_id=payer,
        account_id=account,
        edition=edition,
        amount=sum(line.amount for line in lines),
        drawn_at=now,
    )
    BillLine.objects.bulk_create(
        BillLine(
            bill=bill, order=n, code=line.code, name=line.name, basis=line.basis,
            standard=line.standard, unit_price=line.unit_price, quantity=line.quantity,
            amount=line.amount,
        )
        for n, line in enumerate(lines)
    )  # fmt: skip
    record(bill, "payments.draw", actor, now, {"number": bill.number, "amount": bill.amount})
    tell(bill, "payments.due", now=now)
    return bill


@transaction.atomic
def cancel(*, actor: Actor, now: datetime, subject: str, reason: str) -> Bill | None:
    """Cancel what is still due of a subject: nothing is owed any more. A paid bill stays paid.

    The caller has permitted what ends the subject. Money on its way comes back by itself.
    """
    bill: Bill | None = (
        Bill.objects.select_for_update().filter(subject=subject, state=states.DUE).first()
    )
    if bill is None:
        return None
    bill.state, bill.cancelled_at, bill.reason = states.CANCELLED, now, reason[:200]
    bill.save(update_fields=["state", "cancelled_at", "reason"])
    record(bill, "payments.cancel", actor, now, {"number": bill.number, "reason": reason})
    return bill


def record(bill: Bill, verb: str, actor: Actor, now: datetime, payload: dict[str, Any]) -> None:
    """Enter an act into the ledger, in the bill's chain. The caller holds the bill's lock."""
    ledger.append(
        subject=bill.ref,
        verb=verb,
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload=payload,
    )


def tell(bill: Bill, template: str, *, now: datetime, **more: str) -> None:
    """Tell whoever applied; nobody where no account did."""
    if bill.account_id is None:
        return
    notify(
        to_account=bill.account_id,
        template=template,
        now=now,
        link=f"/my/payments/{bill.token}/",
        context={"matter": bill.title, "amount": bill.yuan, "number": bill.number, **more},
    )
