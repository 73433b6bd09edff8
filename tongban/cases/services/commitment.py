"""告知承诺 (国办发〔2020〕42号): a signed promise in place of the review, checked afterwards.

Who once promised falsely, or stands on a credit list, applies in the ordinary way.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from tongban.cases import ports
from tongban.cases.models import Case, Commitment
from tongban.cases.rules import Error
from tongban.cases.services import outcome

if TYPE_CHECKING:
    from tongban.catalogue.types import Asked, EditionContent
    from tongban.core.accounts.types import Actor

QUESTION, YES = "promise", "yes"
BARRED, UNSIGNED = "commitment_barred", "commitment_unsigned"
NAME_LEAST = 2  # characters of a name
CONSEQUENCE = "承诺不实的，行政机关依法撤销决定，由此获得的利益不受保护，并且今后不再适用告知承诺。"


def chosen(content: "EditionContent", wanted: "Asked") -> bool:
    """Say whether the applicant chose 告知承诺 and the edition lets it."""
    return content.commitment and wanted.answers.get(QUESTION) == YES


def text_of(content: "EditionContent", wanted: "Asked") -> str:
    """Return what is told and promised: the conditions with their bases, the promise, what follows
    from a false one."""
    told = [
        f"{number}. {one.text}（{one.basis}）" if one.basis else f"{number}. {one.text}"
        for number, one in enumerate(wanted.conditions, start=1)
    ]
    return "\n".join(["许可条件：", *told, content.commitment_text, CONSEQUENCE])


def barred(party: int, *, now: datetime) -> str:
    """Say why the applicant may not use it; "" where it may.

    A false promise before, and whatever `ports.credit` tells of the party.
    """
    if Commitment.objects.filter(applicant_id=party, outcome=Commitment.Outcome.UNKEPT).exists():
        return "曾有承诺不实的记录"
    return ports.credit.barred(party, now)


def problems(party: int, signature: str, *, now: datetime) -> list[Error]:
    """Return why the promise cannot be taken: who may not use it, or nobody has signed."""
    why = barred(party, now=now)
    if why:
        return [(f"question:{QUESTION}", BARRED, f"{why}，不能用告知承诺办，请选一般程序。")]
    if len(signature.strip()) < NAME_LEAST:
        return [("signature", UNSIGNED, "请在承诺书下方签名：输入您的姓名。")]
    return []


def signed(case: Case, *, actor: "Actor", now: datetime, text: str, signed_by: str) -> Commitment:
    """Keep the signed promise with the application, and its paper."""
    row = Commitment.objects.create(
        case=case,
        applicant_id=case.applicant_id,
        text=text,
        signed_by=signed_by,
        signed_at=now,
    )
    outcome.paper(
        case,
        outcome.PROMISE,
        actor=actor,
        now=now,
        prefix="CN",
        lines=text.split("\n"),
        signed_by=signed_by,
    )
    return row


def checked(case: Case, *, now: datetime, result: str) -> None:
    """The check after the decision found the promise kept, or not (then a decision follows)."""
    Commitment.objects.filter(case=case).update(outcome=result, checked_at=now)
