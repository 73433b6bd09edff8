"""What cases plug into the areas below: effects of the engine's events, readers, rating targets."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tongban.cases.errors import CaseForbidden, CaseUnknown, ReasonMissing
from tongban.cases.selectors import interested as touched
from tongban.cases.selectors import rows
from tongban.cases.services import (
    awaiting,
    cancellation,
    clocks,
    commitment,
    deferral,
    fees,
    hearing,
    intake,
    interested,
    moving,
    outcome,
    renewal,
    revocation,
)
from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import Actor
from tongban.core.notices.services import notify
from tongban.ratings.types import RatingTarget
from tongban.workflow import selectors as engine
from tongban.workflow.rules.progress import WITH_DECISION
from tongban.workflow.states import INTERESTED
from tongban.workflow.types import Expire

# Steps of procedures that come after the decision.
DELIVER, VERIFY, REVOKE = "deliver", "verify", "revoke"
PROMISE_BROKEN = "告知承诺不实，以不正当手段取得许可（第二款）"

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.cases.models import Case
    from tongban.workflow.models import WorkItem
    from tongban.workflow.ports import Context, Effect


def on_accepted(context: "Context") -> "Case | None":
    """A case is accepted, by a clerk or, on silence, by law (§32); gives the case to the effects
    after it."""
    if context.event.outcome == WITH_DECISION:
        return None  # decided by the law as it lay there: the decision's own paper says so
    case = rows.by_item(context.item.pk)
    since = context.item.accepted_at or context.now
    outcome.accepted(case, actor=context.actor, now=context.now, since=since)
    fees.accepted(case, actor=context.actor, now=context.now)
    codes = tuple(getattr(context.command, "deferred", ()))
    if codes:
        deferral.accepted(case, actor=context.actor, now=context.now, codes=codes)
    return case


def on_correction_asked(context: "Context") -> None:
    case = rows.by_item(context.item.pk)
    outcome.correction_asked(case, actor=context.actor, now=context.now)


def on_refused(context: "Context") -> None:
    case = rows.by_item(context.item.pk)
    kept = renewal.over(case, now=context.now)
    outcome.refused(case, actor=context.actor, now=context.now, **renewal.words(kept))
    cancellation.over(case, now=context.now)


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
    if INTERESTED in context.snapshot.item.parties.values():
        interested.decided(case, now=context.now, granted=context.event.outcome == "approve")
    if context.event.outcome != "approve":
        fees.over(case, actor=context.actor, now=context.now, reason="申请未获批准")
    licence = outcome.decided(
        case,
        actor=context.actor,
        now=context.now,
        outcome=context.event.outcome,
        silent=isinstance(context.command, Expire),
    )
    return None if licence is None else licence.pk


def on_ruled(context: "Context") -> None:
    """An extension was granted: the applicant is told who, why, and the new day (许可法 §42)."""
    if (context.event.step, context.event.outcome) != ("extend", "granted"):
        return
    case = rows.by_item(context.item.pk)
    asked = context.snapshot.request(getattr(context.command, "request", 0))
    spec = context.snapshot.procedure.request("extend")
    if asked is None or spec is None:
        return
    limit = spec.limit
    longer = context.snapshot.item.limits.get(limit) if isinstance(limit, str) else limit
    clocks.extended(case, actor=context.actor, now=context.now, asked=asked, longer=longer)


def on_suspended(context: "Context") -> None:
    """The clocks stand: the applicant is told why, and how long it takes (许可法 §45)."""
    case = rows.by_item(context.item.pk)
    detail = context.event.detail
    clocks.stopped(
        case,
        actor=context.actor,
        now=context.now,
        reason=context.event.outcome,
        days=int(detail.get("days") or 0),
        note=str(detail.get("note", "")),
    )


def on_resumed(context: "Context") -> None:
    case = rows.by_item(context.item.pk)
    clocks.resumed(case, now=context.now, reason=context.event.outcome)


def on_withdrawn(context: "Context") -> None:
    """The applicant's own time ran out: by the city's rule a withdrawal, told on paper."""
    case = rows.by_item(context.item.pk)
    fees.over(case, actor=context.actor, now=context.now, reason="申请已撤回")
    kept = renewal.over(case, now=context.now)
    cancellation.over(case, now=context.now)
    if context.event.outcome != "deemed":
        return
    detail = context.event.detail
    clocks.lapsed(
        case,
        actor=context.actor,
        now=context.now,
        clock=detail["clock"],
        until=detail["due"],
        **renewal.words(kept),
    )


def on_done(context: "Context") -> None:
    """What the steps after the decision bring: the promise checked, revoked, the result given."""
    step, result = context.event.step, context.event.outcome
    if step not in {DELIVER, VERIFY, REVOKE}:
        return
    case = rows.by_item(context.item.pk)
    note = str(getattr(context.command, "opinion", "")).strip()
    if step == DELIVER:
        clocks.delivered(case, actor=context.actor, now=context.now, note=note)
    elif step == VERIFY:
        if not note and result != "kept":
            raise ReasonMissing(field="opinion")
        commitment.checked(case, now=context.now, result=result)
        if result == "kept":
            outcome.tell(case, "cases.promise_kept", now=context.now)
    elif result == "revoke":
        if not note:
            raise ReasonMissing(field="opinion")
        revocation.revoke(
            case, actor=context.actor, now=context.now, ground=PROMISE_BROKEN, reason=note,
            interest=False,
        )  # fmt: skip


def on_expired(context: "Context") -> None:
    """The time in which a hearing could be asked for is over."""
    if context.event.step == "hearing_ask":
        hearing.lapse(rows.by_item(context.item.pk), now=context.now)


def may_decide(context: "Context") -> str:
    """Say why the decision must wait: a hearing, what was promised for later, a licence that is
    suspended, or for ever: nothing is granted to who has died or is dissolved (许可法 §70 二、三).

    Of a renewal that silence makes, only what concerns the holder and the licence.
    """
    step = context.snapshot.procedure.by_code.get(context.event.step)
    if step is None or not step.decides:
        return ""
    case = rows.by_item(context.item.pk)
    if case.applicant.status != "active":
        return f"申请人的状态是“{case.applicant.get_status_display()}”，请终止办理并写明理由"
    if isinstance(context.command, Expire):  # the law waits for no hearing and no fee
        return renewal.waits(case)
    granting = getattr(context.command, "outcome", "") in {"", "approve"}
    of_licence = renewal.waits(case) or cancellation.waits(case, context.now)
    unpaid = (fees.waits(case) or of_licence) if granting else ""
    heard = hearing.waits(case, context.now) or touched.waits(case, context.now)
    return heard or deferral.waits(case) or unpaid


def on_rebased(context: "Context") -> None:
    """The case goes on under another edition, whose id the act brought among the facts."""
    edition = context.event.detail["facts"].get("edition")
    if edition is not None:
        case = rows.by_item(context.item.pk)
        note = str(context.event.detail.get("note", ""))
        moving.moved(case, now=context.now, edition=int(edition), note=note)


def on_terminated(context: "Context") -> None:
    case = rows.by_item(context.item.pk)
    reason = str(context.event.detail.get("reason", ""))
    fees.over(case, actor=context.actor, now=context.now, reason="已终止办理")
    kept = renewal.over(case, now=context.now)
    cancellation.over(case, now=context.now)
    clocks.terminated(
        case, actor=context.actor, now=context.now, reason=reason, **renewal.words(kept)
    )


def on_urged(context: "Context") -> None:
    """催办 reaches those in whose hands the case is."""
    reason = str(context.event.detail.get("reason", "")) or "申请人希望尽快办理"
    _tell_staff(context, "cases.urged", reason, hands(context))


def on_supervised(context: "Context") -> None:
    """督办 reaches those in whose hands the case is, and their chief."""
    reason = str(context.event.detail.get("reason", ""))
    chiefs = accounts.holders("chief", context.item.organisation_id, now=context.now)
    _tell_staff(context, "cases.supervised", reason, hands(context) | {one.pk for one in chiefs})


def hands(context: "Context") -> set[int]:
    """Return the accounts in whose hands the case is."""
    return engine.hands(context.snapshot, context.item.division_path, context.now)


def _tell_staff(context: "Context", template: str, reason: str, to: Iterable[int]) -> None:
    item = context.item
    for account in sorted(to):
        notify(
            to_account=account,
            template=template,
            now=context.now,
            link=desk_url(item),
            context={"number": item.number, "matter": item.title, "reason": reason},
        )


EFFECTS: tuple[tuple[str, str, "Effect"], ...] = (
    ("accepted", "acceptance", on_accepted),
    ("correction_asked", "correction", on_correction_asked),
    ("refused", "refusal", on_refused),
    ("sent_back", "rectify", on_sent_back),
    ("decided", "licence", on_decided),
    ("ruled", "extension", on_ruled),
    ("suspended", "suspension", on_suspended),
    ("resumed", "resumption", on_resumed),
    ("withdrawn", "lapse", on_withdrawn),
    ("done", "steps", on_done),
    ("expired", "expiry", on_expired),
    ("rebased", "edition", on_rebased),
    ("terminated", "termination", on_terminated),
    ("urged", "urging", on_urged),
    ("supervised", "supervision", on_supervised),
)


def ask_sources_again(now: "datetime") -> int:
    """The tick: what waits for a source that was down is asked for again."""
    return awaiting.ask_again(now)


def accept_in_batch(*, actor: Actor, now: "datetime", item: int) -> None:
    """Accept a case among many, as its page would."""
    intake.accept(actor=actor, now=now, case=rows.by_item(item), version=None)


def desk_url(item: "WorkItem") -> str:
    """Return the desk page of a case's work item."""
    return f"/desk/cases/{item.number}/"


def rating_target(key: str) -> RatingTarget | None:
    """Return what a rating of "case:12", or of a case's public token, is about."""
    case = rows.by_subject(key) if ":" in key else rows.by_token(key)
    return None if case is None else target_of(case)


def target_of(case: "Case") -> RatingTarget:
    """Return what a rating of the case is about; its names must be loaded."""
    implementation = case.edition.implementation
    over_at = case.item.decided_at or case.item.closed_at
    return RatingTarget(
        subject=case.subject,
        token=case.token,
        title=case.item.title,
        organisation_id=case.item.organisation_id,
        division=case.item.division_id,
        number=case.item.number,
        matter_code=implementation.task_code,
        parties=frozenset({case.applicant_id} | ({case.agent_id} if case.agent_id else set())),
        rateable=over_at is not None,
        organisation_path=case.item.organisation_path,
        division_path=case.item.division_path,
        over_at=over_at,
        item=case.item_id,
        party=case.applicant_id,
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
