"""受理: start, accept, refuse, ask once for correction, correct (行政许可法 §32)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from tongban.core.accounts.types import SYSTEM, Actor
from tongban.workflow import states
from tongban.workflow.errors import Invalid, NotAllowed, NotNow, WorkflowError
from tongban.workflow.rules import seats
from tongban.workflow.rules.draft import Draft
from tongban.workflow.rules.progress import advance, finish, open_step
from tongban.workflow.types import (
    Accept,
    Allowed,
    AskCorrection,
    Correct,
    Refuse,
    Start,
    TaskRow,
)

CORRECTION = "correction"
DEEMED = "deem_accepted"


def start(draft: Draft, command: Start) -> None:
    """The item begins: received, or at once at work where its procedure has no intake."""
    draft.happen("submitted")
    if draft.procedure.intake is None:
        draft.item = replace(draft.item, state=states.ACCEPTED, accepted_at=draft.at)
        draft.happen("accepted")
    advance(draft)


def _intake_task(draft: Draft) -> TaskRow | None:
    step = draft.procedure.intake
    if step is None or draft.item.state != states.SUBMITTED:
        return None
    rows = draft.of_step(step.code)
    return next((row for row in rows if row.state == states.OPEN), None)


def refusal(draft: Draft) -> WorkflowError | None:
    """Say why the actor may not act at the intake, or None."""
    task = _intake_task(draft)
    if task is None:
        return NotNow("not_now")
    return None if seats.holds(draft, task) else NotAllowed("not_seated")


def offer(draft: Draft) -> Iterator[Allowed]:
    """Give what the actor may do at the intake, and correct if it is the applicant."""
    task = _intake_task(draft)
    if task is not None and refusal(draft) is None:
        yield Allowed("accept", task=task.seq, step=task.step)
        if not lapsed(draft):
            yield Allowed("refuse", task=task.seq, step=task.step, needs=("reason",))
            first = first_list(draft)
            yield Allowed(
                "ask_correction", task=task.seq, step=task.step, choices=first, needs=("items",)
            )
    if draft.item.state == states.CORRECTING and seats.is_applicant(draft):
        yield Allowed("correct", choices=tuple(corrections(draft)[-1].data["items"]))


def lapsed(draft: Draft) -> bool:
    """Say whether the time to answer has run out: what silence made of it is not undone (§32).

    The clock says so itself, whether or not the tick has come by.
    """
    return any(
        row.on_expiry == DEEMED
        and row.stopped_at is None
        and row.due_at is not None
        and row.due_at <= draft.at
        for row in draft.clocks.values()
    )


def received_at(draft: Draft) -> datetime:
    """Give when the papers came: at the start, or when those asked for in time were handed in."""
    handed_in = [row.done_at for row in corrections(draft) if row.done_at is not None]
    return max(handed_in, default=draft.item.opened_at)


def _seated(draft: Draft) -> TaskRow:
    task = _intake_task(draft)
    why = refusal(draft)
    if why is not None or task is None:
        raise why or NotNow("not_now")
    seats.take(draft, task)
    return task


def _seated_in_time(draft: Draft) -> TaskRow:
    task = _seated(draft)
    if lapsed(draft):
        raise NotNow("deemed")
    return task


def accept(draft: Draft, command: Accept) -> None:
    task = _seated(draft)
    if lapsed(draft):  # a hand that comes too late does not move the day on
        if command.deferred:
            raise NotNow("deemed")
        accept_task(draft, task, draft.actor, "deemed", since=received_at(draft))
        return
    deferred = tuple(dict.fromkeys(one for one in command.deferred if one.strip()))
    if deferred:
        draft.happen("deferred", items=list(deferred))
    accept_task(draft, task, draft.actor, "accepted", since=draft.at)


def accept_task(
    draft: Draft, task: TaskRow, actor: Actor, outcome: str, *, since: datetime
) -> None:
    """Accept as of `since`: for a deemed acceptance the day of receipt (许可法 §32)."""
    draft.item = replace(draft.item, state=states.ACCEPTED, accepted_at=since)
    draft.happen("accepted", outcome=outcome, since=since)
    finish(draft, task, actor, outcome)


def deem_accepted(draft: Draft) -> None:
    """No answer within the limit: accepted from the day of receipt."""
    task = _intake_task(draft)
    if task is not None:
        accept_task(draft, task, SYSTEM, "deemed", since=received_at(draft))


def refuse(draft: Draft, command: Refuse) -> None:
    task = _seated_in_time(draft)
    if not command.reason.strip():
        raise Invalid("reason_needed", field="reason")
    draft.end_task(
        task, states.DONE, done_at=draft.at, done_by=draft.actor.ref,
        on_behalf=draft.actor.on_behalf, outcome="refused", opinion=command.reason,
    )  # fmt: skip
    draft.end_item(states.REFUSED, "refused")
    draft.happen("refused", reason=command.reason, redirect_to=command.redirect_to)


# --- correction -----------------------------------------------------------------------------------


def corrections(draft: Draft) -> list[TaskRow]:
    """Give the applicant's tasks at the intake, oldest first: what was to be put right."""
    step = draft.procedure.intake
    rows = sorted(draft.tasks.values(), key=lambda row: row.seq)
    return [r for r in rows if step and r.step == step.code and r.role == states.APPLICANT]


def first_list(draft: Draft) -> tuple[str, ...]:
    """Give what the first request for correction asked for; () if there was none."""
    lists = corrections(draft)
    return tuple(lists[0].data["items"]) if lists else ()


def ask_correction(draft: Draft, command: AskCorrection) -> None:
    task = _seated_in_time(draft)
    items = tuple(dict.fromkeys(item for item in command.items if item.strip()))
    if not items:
        raise Invalid("list_needed", field="items")
    first = first_list(draft)
    if first and not set(items) <= set(first):
        added = sorted(set(items) - set(first))
        raise Invalid("second_correction", field="items", added=added, first=list(first))
    step = draft.procedure.step(task.step)
    draft.end_task(
        task, states.SUPERSEDED, done_at=draft.at, done_by=draft.actor.ref,
        on_behalf=draft.actor.on_behalf, outcome=CORRECTION, opinion=command.note,
    )  # fmt: skip
    hers = draft.add_task(
        step, states.APPLICANT, states.OPEN, role=states.APPLICANT,
        data={"items": list(items), "note": command.note},
    )  # fmt: skip
    running = tuple(row.code for row in draft.clocks.values() if row.stopped_at is None)
    draft.pause(running, CORRECTION, note=command.note, task=hers.seq)
    draft.item = replace(draft.item, state=states.CORRECTING)
    draft.payload["again"] = bool(first)
    draft.happen("correction_asked", items=list(items), note=command.note)


def correct(draft: Draft, command: Correct) -> None:
    step = draft.procedure.intake
    if draft.item.state != states.CORRECTING or step is None:
        raise NotNow("not_now")
    if not seats.is_applicant(draft):
        raise NotAllowed("not_allowed")
    asked = corrections(draft)[-1]
    draft.end_task(
        asked, states.SUPERSEDED, done_at=draft.at, done_by=draft.actor.ref,
        on_behalf=draft.actor.on_behalf, outcome="done", opinion=command.note,
    )  # fmt: skip
    draft.end_pauses_of(asked.seq)
    draft.item = replace(draft.item, state=states.SUBMITTED, round=draft.item.round + 1)
    draft.happen("corrected")
    open_step(draft, step)
