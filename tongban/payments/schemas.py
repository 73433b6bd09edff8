"""What the API gives of bills: sums are 分."""

from datetime import datetime
from typing import TYPE_CHECKING

from ninja import Schema

if TYPE_CHECKING:
    from tongban.payments.models import Bill


class LineOut(Schema):
    """One fee of a bill, with the basis on which it is charged."""

    code: str
    name: str
    basis: str
    standard: str
    quantity: int
    unit_price: int
    amount: int


class PaymentOut(Schema):
    """One order at a provider, or one payment at the window; `amount` is what came in."""

    number: str
    provider: str
    state: str
    amount: int
    settled_at: datetime | None


class RefundOut(Schema):
    """Money that goes back, or is asked back."""

    number: str
    state: str
    amount: int
    reason: str
    done_at: datetime | None


class ReceiptOut(Schema):
    """A 财政电子票据; of a refund it is in red and its amount negative."""

    code: str
    number: str
    amount: int
    issued_at: datetime


class BillOut(Schema):
    """A 缴款通知 with all that happened to it."""

    number: str
    state: str
    amount: int
    drawn_at: datetime
    paid_at: datetime | None
    cancelled_at: datetime | None
    reason: str
    lines: list[LineOut]
    payments: list[PaymentOut]
    refunds: list[RefundOut]
    receipts: list[ReceiptOut]

    @classmethod
    def of(cls, bill: "Bill") -> "BillOut":
        """Say a bill whose rows are at hand (selectors.bills_of)."""
        return cls(
            number=bill.number,
            state=bill.state,
            amount=bill.amount,
            drawn_at=bill.drawn_at,
            paid_at=bill.paid_at,
            cancelled_at=bill.cancelled_at,
            reason=bill.reason,
            lines=[LineOut.from_orm(one) for one in bill.lines.all()],
            payments=[
                PaymentOut(
                    number=one.number, provider=one.provider, state=one.state, amount=one.taken,
                    settled_at=one.settled_at,
                )
                for one in bill.attempts.all()
            ],
            refunds=[RefundOut.from_orm(one) for one in bill.refunds.all()],
            receipts=[ReceiptOut.from_orm(one) for one in bill.receipts.all()],
        )  # fmt: skip
