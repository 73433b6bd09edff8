"""What the clocks bring about on paper: longer, stopped, running again, over, delivered."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongban.cases.errors import ReasonMissing
from tongban.cases.models import Case
from tongban.cases.selectors import papers
from tongban.cases.services import outcome
from tongban.core.accounts.rules import ROLE_TITLES
from tongban.core.accounts.selectors import names_of
from tongban.core.papers.selectors import papers_of
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.rules import due_at, local_date
from tongban.core.workdays.types import Limit
from tongban.workflow.types import LAWFUL_REASONS

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor
    from tongban.workflow.types import RequestRow

WAYS = {"window": "窗口领取", "post": "邮寄"}
CAUSES = {"answer": "补正期限", "deferred": "容缺材料补交期限"}


def extended(
    case: Case, *, actor: "Actor", now: datetime, asked: "RequestRow", longer: Limit | None
) -> None:
    """The one extension was approved: who approved it, why, the new day (许可法 §42)."""
    due = papers.due_day(case)
    name = names_of([actor.ref]).get(actor.ref, "")
    outcome.paper(
        case,
        outcome.EXTENSION,
        actor=actor,
        now=now,
        prefix="YQ",
        reason=asked.reason,
        due=due,
        approver=f"{ROLE_TITLES.get(asked.ruler, asked.ruler)}{name}",
        longer=longer.text() if longer else "",
    )
    outcome.tell(case, "cases.extended", now=now, reason=asked.reason, due=due)


def stopped(
    case: Case, *, actor: "Actor", now: datetime, reason: str, days: int, note: str
) -> None:
    """The clocks stand: the time that it needs is told in writing (许可法 §45)."""
    title = LAWFUL_REASONS[reason]
    until = due_at(now, Limit(days), workdays.calendar(case.item.division_id))
    outcome.paper(
        case,
        outcome.SPECIAL,
        actor=actor,
        now=now,
        prefix="TB",
        special=title,
        days=days,
        until=local_date(until).isoformat(),
        note=note,
    )
    outcome.tell(case, "cases.suspended", now=now, title=title, days=f"，预计需要{days}个工作日")


def resumed(case: Case, *, now: datetime, reason: str) -> None:
    """The clocks run again: the day by which it will be decided is another."""
    due = papers.due_day(case)
    words = f"，预计{due}前作出决定" if due else ""
    title = LAWFUL_REASONS.get(reason, reason)
    outcome.tell(case, "cases.resumed", now=now, title=title, due=words)


def lapsed(
    case: Case, *, actor: "Actor", now: datetime, clock: str, until: datetime, **more: Any
) -> None:
    """The applicant's time ran out and by the city's rule that is a withdrawal (domain §2 (f))."""
    day = local_date(until).isoformat()
    outcome.paper(
        case,
        outcome.DEEMED,
        actor=actor,
        now=now,
        prefix="SC",
        cause=CAUSES.get(clock, clock),
        until=day,
        lacks=papers.still_lacking(case, clock),
        **more,
    )
    outcome.tell(case, "cases.lapsed", now=now, cause=f"{CAUSES.get(clock, clock)}（{day}）")


def delivered(case: Case, *, actor: "Actor", now: datetime, note: str) -> None:
    """The result was handed over: the 送达回证 (许可法 §44). Raises ReasonMissing without a word
    of who took it, or the number of the letter."""
    if not note.strip():
        raise ReasonMissing("case_receiver_missing", field="opinion")
    name = names_of([actor.ref]).get(actor.ref, "")
    given = [one.title for one in papers_of(case.subject) if one.code in outcome.DECISIONS]
    outcome.paper(
        case,
        outcome.DELIVERY,
        actor=actor,
        now=now,
        prefix="SD",
        way=WAYS.get(str(case.item.facts.get("delivery", "")), ""),
        papers=given,
        note=note.strip(),
        clerk=name,
    )
    outcome.tell(case, "cases.delivered", now=now, note=note.strip())


def terminated(case: Case, *, actor: "Actor", now: datetime, reason: str, **more: Any) -> None:
    """The work ends without a decision: why, and what can be done against it."""
    outcome.paper(
        case,
        outcome.TERMINATION,
        actor=actor,
        now=now,
        prefix="ZZ",
        reason=reason,
        remedies=papers.remedies(case, on=local_date(now)),
        **more,
    )
    outcome.tell(case, "cases.terminated", now=now, reason=reason)
