"""Refusals of this area; apps.MESSAGES puts the codes into Chinese."""

from typing import Any, ClassVar

from tongban.lib.errors import Refusal


class PaymentError(Refusal):
    code: ClassVar[str] = "payment_refused"


class BillUnknown(PaymentError):
    code: ClassVar[str] = "payment_unknown"
    status: ClassVar[int] = 404


class PaymentForbidden(PaymentError):
    code: ClassVar[str] = "payment_forbidden"
    status: ClassVar[int] = 403


class AlreadyPaid(PaymentError):
    code: ClassVar[str] = "payment_paid"
    status: ClassVar[int] = 409


class BillCancelled(PaymentError):
    code: ClassVar[str] = "payment_cancelled"
    status: ClassVar[int] = 409


class PaymentHeld(PaymentError):
    """A payment of another sum waits for a person; nobody pays twice meanwhile."""

    code: ClassVar[str] = "payment_held"
    status: ClassVar[int] = 409


class ProviderMissing(PaymentError):
    code: ClassVar[str] = "payment_no_provider"
    status: ClassVar[int] = 503


class NotGenuine(PaymentError):
    """A notification whose signature or time is wrong."""

    code: ClassVar[str] = "payment_not_genuine"
    status: ClassVar[int] = 401


class SlipWrong(PaymentError):
    code: ClassVar[str] = "payment_slip"
    status: ClassVar[int] = 422


class ReasonMissing(PaymentError):
    code: ClassVar[str] = "payment_reason"
    status: ClassVar[int] = 422


class RefundSum(PaymentError):
    """A sum that is none, or more than is left of what was paid."""

    code: ClassVar[str] = "payment_back_sum"
    status: ClassVar[int] = 422


class RefundPending(PaymentError):
    code: ClassVar[str] = "payment_back_pending"
    status: ClassVar[int] = 409


class RefundDecided(PaymentError):
    code: ClassVar[str] = "payment_back_decided"
    status: ClassVar[int] = 409


class ReceiptAsked(PaymentError):
    """Something of what a receipt is verified by is missing or no sum."""

    code: ClassVar[str] = "receipt_asked"
    status: ClassVar[int] = 422


class TooManyChecks(PaymentError):
    code: ClassVar[str] = "receipt_too_often"
    status: ClassVar[int] = 429


class StatementDay(PaymentError):
    """A statement of no day, or of one that is not over."""

    code: ClassVar[str] = "statement_day"
    status: ClassVar[int] = 422


class StatementWrong(PaymentError):
    """Rows of a statement that cannot be taken; `problems` are those of sheets, at their cells."""

    code: ClassVar[str] = "statement_wrong"
    status: ClassVar[int] = 422

    def __init__(self, problems: "list[Any]", count: int) -> None:
        super().__init__(field="file", count=count)
        self.problems = problems
