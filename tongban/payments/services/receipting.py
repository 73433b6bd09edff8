"""财政电子票据: one a paid bill, a 红字 one a refund; numbered without gaps within a code."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.numbers.services import next_number
from tongban.core.papers.services import file_paper
from tongban.core.params import selectors as params
from tongban.core.workdays.rules import local_date
from tongban.lib.money import in_capitals, in_yuan
from tongban.parties.selectors import masked
from tongban.payments import states
from tongban.payments.models import Attempt, Bill, Receipt, Refund
from tongban.payments.rules import check_code, ticket_code
from tongban.payments.services.bills import record

TEMPLATE = "payments.receipt"
KIND = "payments.receipt_kind"
ONLINE = "网上缴费"
BATCH = 200
Row = Mapping[str, str]


def issue(bill: Bill, attempt: Attempt, *, actor: Actor, now: datetime) -> Receipt:
    """Issue the receipt of a bill that `attempt` has paid; once. The caller holds its lock."""
    known: Receipt | None = bill.receipts.filter(original=None).first()
    if known is not None:
        return known
    rows = [
        _row(line.code, line.name, line.standard, f"{line.quantity}", line.amount)
        for line in bill.lines.all()
    ]
    taker = accounts.name_of(attempt.by) if attempt.provider == states.WINDOW else ONLINE
    note = f"缴款通知 {bill.number}，付款单号 {attempt.number}"
    made = _write(bill, attempt.taken, note, now=now)
    _file(made, rows, taker, actor=actor, now=now)
    return made


def take_back(bill: Bill, refund: Refund, *, actor: Actor, now: datetime) -> Receipt | None:
    """Issue the 红字 receipt of a refund that has gone; None where its money had no receipt.

    Money that came too late or of another sum never paid the bill. The caller holds its lock.
    """
    original: Receipt | None = bill.receipts.filter(original=None).first()
    if original is None or refund.attempt.state != states.PAID:
        return None
    rows = [_row("", f"退付：{bill.title}", "", "1", -refund.amount)]
    note = (
        f"红字票据，冲销票据代码 {original.code}、票据号码 {original.number}；"
        f"退款单号 {refund.number}，原因：{refund.reason}"
    )
    made = _write(bill, -refund.amount, note, now=now, original=original, refund=refund)
    _file(made, rows, ONLINE if actor == SYSTEM else accounts.name_of(actor.ref),
          actor=actor, now=now)  # fmt: skip
    return made


def issue_missing(now: datetime) -> int:
    """Issue the receipts of bills that were paid before there were any; give how many."""
    waiting = Bill.objects.filter(state=states.PAID, receipts=None).order_by("pk")
    made = 0
    for key in list(waiting.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            bill = Bill.objects.select_for_update(of=("self",)).get(pk=key)
            attempt = bill.attempts.filter(state=states.PAID).first()
            if attempt is not None:
                issue(bill, attempt, actor=SYSTEM, now=now)
                for refund in bill.refunds.filter(attempt=attempt, state=states.DONE):
                    take_back(bill, refund, actor=SYSTEM, now=now)
                made += 1
    return made


def _write(
    bill: Bill,
    amount: int,
    note: str,
    *,
    now: datetime,
    original: Receipt | None = None,
    refund: Refund | None = None,
) -> Receipt:
    """Write the row under the next number of its code."""
    today, payer = local_date(now), masked(bill.payer)
    kind = params.number(KIND, on=today, division=bill.division_id)
    code = ticket_code(division=bill.division_id, kind=kind, year=today.year)
    number = f"{next_number(f'receipt:{code}', now=now):010d}"
    said = (code, number, payer["name"], str(amount), today.isoformat())
    row: Receipt = Receipt.objects.create(
        bill=bill,
        refund=refund,
        original=original,
        code=code,
        number=number,
        check_code=check_code(_secret(), *said),
        payer_name=payer["name"],
        payer_code=payer["identity_number"],
        amount=amount,
        note=note[:500],
        issued_at=now,
    )
    return row


def _file(row: Receipt, lines: list[Row], taker: str, *, actor: Actor, now: datetime) -> None:
    """File the receipt's paper and enter it into the ledger."""
    bill = row.bill
    verb = "payments.receipt" if row.original_id is None else "payments.red"
    title = "财政电子票据" if row.original_id is None else "财政电子票据（红字）"
    file_paper(
        actor=actor, now=now, subject=bill.ref, template=TEMPLATE, number=str(row), title=title,
        data=data_of(row, lines, taker),
    )  # fmt: skip
    payload = {"code": row.code, "number": row.number, "amount": row.amount}
    record(bill, verb, actor, now, payload)


def data_of(row: Receipt, lines: list[Row], taker: str) -> dict[str, Any]:
    """What a receipt says, as its paper takes it."""
    body = row.bill.organisation
    asked = {
        "code": row.code, "no": row.number, "check": row.check_code, "amount": row.yuan,
    }  # fmt: skip
    return {
        "red": row.original_id is not None,
        "code": row.code,
        "ticket": row.number,
        "check": row.check_code,
        "date": local_date(row.issued_at).isoformat(),
        "payer": row.payer_name,
        "payer_code": row.payer_code,
        "lines": [dict(line) for line in lines],
        "amount": row.yuan,
        "capitals": in_capitals(row.amount),
        "note": row.note,
        "organisation": body.name,
        "organisation_code": body.uscc,
        "taker": taker,
        "verify_label": "查验地址",
        "verify_url": f"{settings.SITE_URL}{reverse('payments-receipt')}?{urlencode(asked)}",
        "seal_line": "财务专用章",
    }


def _row(code: str, name: str, standard: str, quantity: str, amount: int) -> Row:
    return {
        "code": code, "name": name, "standard": standard, "quantity": quantity,
        "amount": in_yuan(amount),
    }  # fmt: skip


def _secret() -> bytes:
    return hashlib.sha256(f"payments.receipt:{settings.SECRET_KEY}".encode()).digest()
