"""What is owed, whether a notification is genuine, what it means: plain values in, plain out."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from tongban.catalogue.types import Fee
from tongban.core.sheets.types import Column, SheetSpec
from tongban.payments import states
from tongban.payments.types import Entry, Line, Pair, Told

PAID, REFUND = "paid", "refund"
STATEMENT = SheetSpec(
    "statement",
    "对账单",
    (
        Column("kind", "交易类型", "choice", required=True, choices={PAID: "收款", REFUND: "退款"}),
        Column("number", "商户单号", required=True, strip=True, max_length=40),
        Column("amount", "金额（元）", "money", required=True),
        Column("day", "交易日期", "date", required=True),
        Column("reference", "渠道流水号", strip=True, max_length=80),
    ),
)
TOLERANCE = 300  # seconds that a notification's clock may differ from ours


def lines_of(fees: Iterable[Fee]) -> tuple[Line, ...]:
    """The lines that the fees asked of an applicant make.

    Only those with a certain sum and a basis: what is not sure by law is not charged, and what
    depends has no sum yet.
    """
    return tuple(
        Line(fee.code, fee.name, fee.basis, fee.standard, fee.amount)
        for fee in fees
        if fee.amount and fee.certain and fee.basis
    )


def ticket_code(*, division: str, kind: int, year: int) -> str:
    """Give a 票据代码 of eight digits: province, class and kind of ticket (two each), year.

    Source: the coding of 财政电子票据 by 财政部; class and kind are given by the province.
    """
    return f"{division[:2]}{kind:04d}{year % 100:02d}"


def check_code(secret: bytes, *said: str) -> str:
    """Give the 校验码 (six hexadecimal digits) of what a receipt says."""
    return hmac.new(secret, "\n".join(said).encode(), hashlib.sha256).hexdigest()[:6]


def signature(secret: bytes, timestamp: str, body: bytes) -> str:
    return hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def genuine(secret: bytes, timestamp: str, body: bytes, given: str, now: datetime) -> bool:
    """Whether `given` signs this body at this time, and the time (epoch seconds) is about now."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= len("9" * 12)):
        return False
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE:
        return False
    wanted = signature(secret, timestamp, body)
    return hmac.compare_digest(wanted.encode(), given.encode())


def meaning(*, bill: str, attempt: str, asked: int, told: Told) -> str:
    """The attempt's next state after what a provider told; the present one where nothing changes.

    Money that comes after the bill is cancelled, or for one that is paid already, goes back; of
    another sum than asked, a person looks at it.
    """
    if attempt in states.TAKEN or told.state == states.OPEN:
        return attempt
    if told.state != states.PAID:
        return told.state if attempt == states.OPEN else attempt
    if bill != states.DUE:
        return states.RETURNED
    return states.PAID if told.amount == asked else states.HELD


def compared(theirs: Iterable[Entry], ours: Iterable[Entry]) -> list[Pair]:
    """Pair what a channel says with our book, by kind and number; in the order of the numbers."""
    their_sums = {(one.kind, one.number): one.amount for one in theirs}
    our_sums = {(one.kind, one.number): one.amount for one in ours}
    keys = sorted({*their_sums, *our_sums})
    return [Pair(*key, their_sums.get(key), our_sums.get(key)) for key in keys]
