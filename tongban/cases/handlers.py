"""What cases plug into the areas below: effects of the engine's events, readers, rating targets."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tongban.cases.errors import CaseForbidden, CaseUnknown
from tongban.cases.selectors import rows
from tongban.cases.services import outcome
from tongban.core.accounts.types import Actor
from tongban.ratings.types import RatingTarget

if TYPE_CHECKING:
    from tongban.cases.models import Case
    from tongban.workflow.models import WorkItem
    from tongban.workflow.ports import Context


def on_accepted(context: "Context") -> None:
    """A case is accepted, by a clerk or, on silence, by law (§32)."""
    case = rows.by_item(context.item.pk)
    since = context.item.accepted_at or context.now
    outcome.accepted(case, actor=context.actor, now=context.now, since=since)


def on_correction_asked(context: "Context") -> None:
    case = rows.by_item(context.item.pk)
    outcome.correction_asked(case, actor=context.actor, now=context.now)


def on_refused(context: "Context") -> None:
    case = rows.by_item(context.item.pk)
    outcome.refused(case, actor=context.actor, now=context.now)


def on_sent_back(context: "Context") -> None:
    """A site check found something to be put right 整改: the applicant is told what."""
    if context.event.detail.get("to") != "applicant":
        return
    case = rows.by_item(context.item.pk)
    reason = str(context.event.detail.get("reason", ""))
    outcome.tell(case, "cases.rectify", now=context.now, reason=reason)


def on_decided(context: "Context") -> Any:
    """The decision: licence, paper and notice in the same transaction."""
    case = rows.by_item(context.item.pk)
    licence = outcome.decided(
        case, actor=context.actor, now=context.now, outcome=context.event.outcome
    )
    return None if licence is None else licence.pk


def desk_url(item: "WorkItem") -> str:
    """Return the desk page of a case's work item."""
    return f"/desk/cases/{item.number}/"


def rating_target(key: str) -> RatingTarget | None:
    """Return what a rating of "case:12", or of a case's public token, is about."""
    case = rows.by_subject(key) if ":" in key else rows.by_token(key)
    return None if case is None else _target(case)


def _target(case: "Case") -> RatingTarget:
    implementation = case.edition.implementation
    return RatingTarget(
        subject=case.subject,
        token=case.token,
        title=case.item.title,
        organisation_id=case.item.organisation_id,
        division=case.item.division_id,
        matter_code=implementation.task_code,
        parties=frozenset({case.applicant_id} | ({case.agent_id} if case.agent_id else set())),
        rateable=case.item.decided_at is not None or case.item.closed_at is not None,
    )


def read_sealed(actor: object, subject: str, fields: Iterable[str]) -> Mapping[str, str]:
    """Return the clear values of a case's form; only for who sees the case and may unmask.

    The recording is `accounts.services.unmask`'s. Raises CaseUnknown, CaseForbidden.
    """
    if not isinstance(actor, Actor) or not rows.may_read(actor, subject):
        raise CaseUnknown()
    if not actor.can("cases.unmask"):
        raise CaseForbidden()
    case = rows.by_subject(subject)
    return {} if case is None else {name: str(value) for name, value in case.typed.items()}
