"""Reads of bills."""

import hmac
from typing import TYPE_CHECKING

from django.db.models import Sum

from tongban.core.accounts.types import Actor
from tongban.core.papers import selectors as papers
from tongban.payments import states
from tongban.payments.errors import BillUnknown
from tongban.payments.models import Attempt, Bill, Receipt, Refund, SimulatedOrder
from tongban.payments.querysets import BillQuerySet

if TYPE_CHECKING:
    from tongban.core.papers.models import Paper

DIGITS = 19


def mine(actor: Actor, *, before: int = 0, limit: int = 50) -> list[Bill]:
    """What I, or those I act for, have to pay or have paid; the newest first, paged by key."""
    found = Bill.objects.mine(actor).select_related("organisation")
    return _page(found, before, limit)


def within(actor: Actor, *, state: str = "", before: int = 0, limit: int = 50) -> list[Bill]:
    """The bills of the actor's bodies, the newest first."""
    found = Bill.objects.within(actor).select_related("organisation")
    return _page(found.filter(state=state) if state in states.BILL else found, before, limit)


def _page(found: "BillQuerySet", before: int, limit: int) -> list[Bill]:
    rows = found.filter(pk__lt=before) if before else found
    return list(rows.order_by("-pk")[:limit])


def by_token(token: str, actor: Actor) -> Bill:
    """Raises BillUnknown for one that the actor may not see."""
    found: Bill | None = (
        Bill.objects.visible_to(actor)
        .select_related("organisation", "division")
        .filter(token=token)
        .first()
    )
    if found is None:
        raise BillUnknown()
    return found


def is_mine(actor: Actor, bill: Bill) -> bool:
    return Bill.objects.mine(actor).filter(pk=bill.pk).exists()


def of_subject(subject: str) -> Bill | None:
    """The bill of a subject: the live one, else the last. Asks no permission."""
    rows = list(Bill.objects.filter(subject=subject).order_by("-pk")[:2])
    live = [row for row in rows if row.state != states.CANCELLED]
    return next(iter(live or rows), None)


def attempts_of(bill: Bill) -> list[Attempt]:
    return list(bill.attempts.order_by("-pk"))


def refunds_of(bill: Bill) -> list[Refund]:
    return list(bill.refunds.select_related("attempt").order_by("-pk"))


def refundable(bill: Bill) -> int:
    """What of a bill may still be asked back, in 分; 0 while a request waits for its decision."""
    row = bill.attempts.filter(state=states.PAID).first()
    if row is None or bill.refunds.filter(state=states.ASKED).exists():
        return 0
    return int(row.taken - row.given_back)


def receipts_of(bill: Bill) -> "list[tuple[Receipt, Paper | None]]":
    """The receipts of a bill, the first one first, each with its paper."""
    made = {paper.number: paper for paper in papers.papers_of(bill.ref)}
    return [(row, made.get(str(row))) for row in bill.receipts.all()]


def verified(*, code: str, number: str, check_code: str, amount: int) -> Receipt | None:
    """The receipt of which all four are true; open to everybody, so never of fewer."""
    found: Receipt | None = (
        Receipt.objects.filter(code=code, number=number, amount=amount)
        .select_related("bill__organisation", "original")
        .first()
    )
    if found is None or not hmac.compare_digest(
        found.check_code.encode(), check_code.lower().encode()
    ):
        return None
    return found


def reversed_of(receipt: Receipt) -> int:
    """What 红字 receipts have taken back of a receipt, in 分."""
    return -int(receipt.reds.aggregate(sum=Sum("amount"))["sum"] or 0)


def may_read(actor: Actor, subject: str) -> bool:
    """Answer papers' and files' question for a subject such as "bill:12"."""
    key = subject.partition(":")[2]
    if not key.isdecimal() or len(key) > DIGITS:
        return False
    return Bill.objects.visible_to(actor).filter(pk=int(key)).exists()


def simulated(token: str) -> SimulatedOrder:
    """Raises BillUnknown."""
    order: SimulatedOrder | None = SimulatedOrder.objects.filter(token=token).first()
    if order is None:
        raise BillUnknown()
    return order
