"""What a case costs: billed when it is accepted, paid before it is granted, owed no more when over.

A matter without fees costs no statement.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from tongban.cases.models import Case
from tongban.catalogue.rules import asked
from tongban.payments import selectors as payments
from tongban.payments import services, states

if TYPE_CHECKING:
    from tongban.catalogue.types import Fee
    from tongban.core.accounts.types import Actor
    from tongban.payments.models import Bill


def _fees(case: Case) -> "tuple[Fee, ...]":
    """What the edition asks in this applicant's scenario."""
    content = case.edition.parsed
    return asked(content, case.answered, ()).fees if content.fees else ()


def accepted(case: Case, *, actor: "Actor", now: datetime) -> None:
    """Draw up the bill of the fees that the edition asks in this applicant's scenario."""
    if not _fees(case):
        return
    services.draw(
        actor=actor,
        now=now,
        subject=case.subject,
        item=case.item,
        edition=case.edition,
        fees=_fees(case),
        payer=case.applicant_id,
        account=case.account_id,
    )


def over(case: Case, *, actor: "Actor", now: datetime, reason: str) -> None:
    """The case ends without a grant: what is still due is owed no more."""
    if _fees(case):
        services.cancel(actor=actor, now=now, subject=case.subject, reason=reason)


def bill(case: Case) -> "Bill | None":
    """The case's bill, if its matter has fees and one was drawn up."""
    return payments.of_subject(case.subject) if _fees(case) else None


def waits(case: Case) -> str:
    """Say what is unpaid, where that keeps the case from being granted; else ""."""
    found = bill(case)
    if found is None or found.state != states.DUE:
        return ""
    return f"还有 {found.yuan} 元未缴（缴款通知 {found.number}），缴费后再批准"
