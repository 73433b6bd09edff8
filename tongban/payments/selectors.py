"""Reads of bills."""

import hmac
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Sum

from tongban.core.accounts.types import Actor
from tongban.core.papers import selectors as papers
from tongban.core.workdays.rules import day_start
from tongban.lib.keys import key_in
from tongban.payments import states
from tongban.payments.errors import BillUnknown
from tongban.payments.models import (
    Attempt,
    Bill,
    Receipt,
    Refund,
    SimulatedOrder,
    Statement,
    StatementRow,
)
from tongban.payments.querysets import BillQuerySet
from tongban.payments.rules import PAID, REFUND, compared
from tongban.payments.types import Entry, Pair

if TYPE_CHECKING:
    from tongban.core.papers.models import Paper

CHUNK = 500


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


def bills_of(subject: str) -> list[Bill]:
    """Every bill of a subject, the latest first, with all its rows at hand. Asks no permission."""
    found = Bill.objects.filter(subject=subject).order_by("-pk")
    return list(found.prefetch_related("lines", "attempts", "refunds", "receipts"))


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
    return Bill.objects.visible_to(actor).filter(pk=key_in(subject)).exists()


def statements(actor: Actor, *, before: int = 0, limit: int = 50) -> list[Statement]:
    """The statements taken so far, the latest taken first, paged by key."""
    found = Statement.objects.visible_to(actor)
    found = found.filter(pk__lt=before) if before else found
    return list(found.order_by("-pk")[:limit])


def statement(actor: Actor, key: int) -> Statement:
    """Raises BillUnknown."""
    found: Statement | None = Statement.objects.visible_to(actor).filter(pk=key).first()
    if found is None:
        raise BillUnknown()
    return found


def pairs_of(row: Statement) -> list[Pair]:
    """The statement beside our book, as it stands now.

    Ours of the day that another day's statement has are left out: a payment just before midnight
    may be settled here after it.
    """
    theirs = [Entry(one.kind, one.number, one.amount) for one in row.rows.all()]
    named = {kind: [one.number for one in theirs if one.kind == kind] for kind in (PAID, REFUND)}
    own = {(one.kind, one.number): one for one in _ours_named(row, named)}
    of_day = {(one.kind, one.number): one for one in _ours_of_day(row)}
    only = [key for key in of_day if key not in own]
    others = StatementRow.objects.filter(statement__provider=row.provider).exclude(statement=row)
    elsewhere: set[tuple[str, str]] = set()
    for start in range(0, len(only), CHUNK):
        part = others.filter(number__in=[number for _kind, number in only[start : start + CHUNK]])
        elsewhere.update(part.values_list("kind", "number"))
    own |= {key: of_day[key] for key in only if key not in elsewhere}
    return compared(theirs, own.values())


def _ours_named(row: Statement, named: dict[str, list[str]]) -> Iterator[Entry]:
    """What we have of the numbers that a statement names, whichever day we took it."""
    taken = Attempt.objects.filter(provider=row.provider, state__in=states.TAKEN)
    gone = Refund.objects.filter(attempt__provider=row.provider, state=states.DONE)
    for start in range(0, len(named[PAID]), CHUNK):
        part = taken.filter(number__in=named[PAID][start : start + CHUNK])
        yield from (Entry(PAID, *one) for one in part.values_list("number", "taken"))
    for start in range(0, len(named[REFUND]), CHUNK):
        part = gone.filter(number__in=named[REFUND][start : start + CHUNK])
        yield from (Entry(REFUND, *one) for one in part.values_list("number", "amount"))


def _ours_of_day(row: Statement) -> Iterator[Entry]:
    start, end = day_start(row.day), day_start(row.day + timedelta(days=1))
    taken = Attempt.objects.filter(
        provider=row.provider, state__in=states.TAKEN, settled_at__gte=start, settled_at__lt=end
    )
    gone = Refund.objects.filter(
        attempt__provider=row.provider, state=states.DONE, done_at__gte=start, done_at__lt=end
    )
    yield from (Entry(PAID, *one) for one in taken.values_list("number", "taken"))
    yield from (Entry(REFUND, *one) for one in gone.values_list("number", "amount"))


def simulated(token: str) -> SimulatedOrder:
    """Raises BillUnknown."""
    order: SimulatedOrder | None = SimulatedOrder.objects.filter(token=token).first()
    if order is None:
        raise BillUnknown()
    return order
