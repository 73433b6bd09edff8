"""What is owed, whether a notification is genuine, what it means: plain values in, plain out."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import datetime

from tongban.catalogue.types import Fee
from tongban.payments import states
from tongban.payments.types import Line, Told

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


def yuan(fen: int) -> str:
    """Give 分 as people read it: 4000 is "40.00"."""
    sign, rest = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{rest // 100}.{rest % 100:02d}"


def fen(text: str) -> int | None:
    """Give a sum typed in 元 ("12.5", "1,200") in 分; None for what is no sum."""
    found = re.fullmatch(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?", text.strip().replace(",", ""))
    if found is None:
        return None
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


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
