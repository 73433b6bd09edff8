"""How work moves forward: steps open, tasks complete, the item is decided and closes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tongban.core.accounts.types import Actor
from tongban.lib.conditions import evaluate
from tongban.workflow import states
from tongban.workflow.errors import Invalid, NotAllowed, NotNow, WorkflowError
from tongban.workflow.rules import seats
from tongban.workflow.rules.draft import STEP_CLOCK, Draft
from tongban.workflow.types import Allowed, Complete, Seat, Step, TaskRow

WAIT = "wait"
EXPIRED = "expired"
WITH_DECISION = "with_decision"  # never accepted: the law decided it as it lay there


def advance(draft: Draft) -> None:
    """Open, or skip, every step that can be; close the item when nothing is left.

    One pass suffices: steps stand in topological order.
    """
    for step in draft.procedure.steps:
        if draft.status(step.code):
            continue
        before = [draft.status(code) for code in step.after]
        if any(status not in {states.DONE, states.SKIPPED} for status in before):
            continue
        idle = bool(before) and states.DONE not in before
        if idle or not evaluate(step.when, condition_facts(draft)):
            draft.add_task(step, "", states.SKIPPED, done_at=draft.at)
        else:
            open_step(draft, step)
    if draft.item.state in states.RUNNING and not any(
        row.state == states.OPEN for row in draft.tasks.values()
    ):
        draft.end_item(states.CLOSED)
        draft.happen("closed", outcome=draft.item.outcome)


def condition_facts(draft: Draft) -> dict[str, Any]:
    outcomes = {
        step.code: draft.outcome(step.code)
        for step in draft.procedure.steps
        if draft.status(step.code) == states.DONE
    }
    return {"facts": draft.item.facts, "outcome": outcomes}


def open_step(draft: Draft, step: Step) -> None:
    """Open the step's seats, or do at once what needs nobody."""
    if step.kind == "auto":
        draft.happen("opened", step.code)
        row = draft.add_task(step, "auto", states.DONE, done_at=draft.at, done_by="system")
        draft.end_task(row, states.DONE, outcome=step.outcomes[0])
        draft.happen("done", step.code, step.outcomes[0])
        return
    expiry = WAIT if step.kind == "wait" else ""
    first = draft.item.rows + 1
    if step.kind == "wait":
        draft.add_task(step, WAIT, states.OPEN)
    for seat in step.seats:
        open_seat(draft, step, seat)
    if step.limit is not None:
        draft.start_clock(STEP_CLOCK + step.code, step.limit, draft.at, expiry, task=first)
        if (
            step.kind == "wait"
            and not step.signal
            and draft.running(STEP_CLOCK + step.code) is None
        ):
            raise Invalid("no_limit", step=step.title)  # a wait that would never end
    draft.happen("opened", step.code)


def open_seat(draft: Draft, step: Step, seat: Seat) -> None:
    office = draft.item.offices.get(seat.at.key)
    if office is None:
        raise Invalid("no_office", rule=seat.at.key)
    draft.add_task(step, seat.code, states.OPEN, role=seat.role, office=office)


def finish(draft: Draft, task: TaskRow, actor: Actor, outcome: str, **fields: Any) -> None:
    """Complete one task; with the quorum the step is done and what follows opens."""
    draft.end_task(
        task, states.DONE, done_at=draft.at, done_by=actor.ref, on_behalf=actor.on_behalf,
        outcome=outcome, **fields,
    )  # fmt: skip
    step = draft.procedure.step(task.step)
    rows = draft.of_step(step.code)
    if sum(row.state == states.DONE for row in rows) < max(step.quorum, 1):
        return
    for row in rows:
        if row.state == states.OPEN:
            draft.end_task(row, states.DROPPED)
    draft.stop_clock(STEP_CLOCK + step.code)
    result = draft.outcome(step.code)
    draft.happen("done", step.code, result)
    if step.decides:
        _decide(draft, result)
    advance(draft)


def deem_decided(draft: Draft, outcome: str) -> None:
    """No decision within the time: the law makes it `outcome` (许可法 §50, 视为准予延续).

    What was to come before the decision is not needed any more; what follows it opens.
    """
    step = next((one for one in draft.procedure.steps if one.decides), None)
    if step is None or draft.item.state not in states.BEFORE_DECISION:
        return
    for row in list(draft.tasks.values()):
        if row.state == states.OPEN:
            draft.end_task(row, states.DROPPED)
            draft.end_pauses_of(row.seq)
    for one in draft.procedure.steps:
        draft.stop_clock(STEP_CLOCK + one.code)
        before = one.code != step.code and step.code in draft.procedure.followers[one.code]
        if before and not draft.status(one.code):
            draft.add_task(one, "", states.SKIPPED, done_at=draft.at)
    if draft.item.accepted_at is None:
        draft.item = replace(draft.item, state=states.ACCEPTED, accepted_at=draft.at)
        # Its clock must not run on; but nobody accepted it, so nobody is to be told so.
        draft.happen("accepted", outcome=WITH_DECISION)
    row = draft.add_task(step, "deemed", states.DONE, done_at=draft.at, done_by="system")
    draft.end_task(row, states.DONE, outcome=outcome)
    for stop in draft.pauses.values():
        if stop.ended_at is None and stop.task is None:
            draft.end_pause(stop)
    draft.happen("done", step.code, outcome)
    _decide(draft, outcome)
    advance(draft)


def _decide(draft: Draft, outcome: str) -> None:
    due_at = draft.item.due_at
    draft.item = replace(
        draft.item,
        state=states.DECIDED,
        decided_at=draft.at,
        decided_due_at=None if due_at >= states.NEVER else due_at,
        outcome=outcome,
    )
    draft.happen("decided", outcome=outcome)


# --- the act --------------------------------------------------------------------------------------


def refusal(draft: Draft, task: TaskRow | None) -> WorkflowError | None:
    """Say why the actor may not complete the task, or None."""
    if task is None or task.state != states.OPEN:
        return NotNow("task_closed")
    step = draft.procedure.step(task.step)
    by_applicant = task.role == states.APPLICANT
    if task.seat == WAIT or step.intake:
        return NotNow("not_now")
    if not seats.holds(draft, task):
        return NotAllowed("not_seated")
    if by_applicant:
        return None
    if step.decides and draft.item.suspended:
        return NotNow("suspended")
    return seats.not_the_same(draft, task)


def offer(draft: Draft) -> Iterator[Allowed]:
    """Give the tasks that the actor may complete."""
    for task in draft.before.open_tasks:
        why = refusal(draft, task)
        step = draft.procedure.step(task.step)
        if why is None:
            choices = ("done",) if task.role == states.APPLICANT else step.outcomes
            yield Allowed("complete", task=task.seq, step=step.code, choices=choices)
        elif why.reason == "work_suspended":
            yield Allowed(
                "complete", task=task.seq, step=step.code, choices=step.outcomes, blocked=why.reason
            )


def complete(draft: Draft, command: Complete) -> None:
    task = draft.tasks.get(command.task)
    why = refusal(draft, task)
    if why is not None or task is None:
        raise why or NotNow("task_closed")
    step = draft.procedure.step(task.step)
    seats.take(draft, task)
    if task.role == states.APPLICANT:
        _returned(draft, task, step, command)
        return
    outcome = command.outcome or (step.outcomes[0] if len(step.outcomes) == 1 else "")
    if outcome not in step.outcomes:
        raise Invalid("unknown_outcome", field="outcome", given=command.outcome)
    draft.payload.update(step=step.code, title=step.title, outcome=outcome)
    finish(draft, task, draft.actor, outcome, opinion=command.opinion, data=command.data)


def _returned(draft: Draft, task: TaskRow, step: Step, command: Complete) -> None:
    """The applicant has put right what a step sent back: the step opens again."""
    draft.end_task(
        task, states.SUPERSEDED, done_at=draft.at, done_by=draft.actor.ref,
        on_behalf=draft.actor.on_behalf, outcome="done", opinion=command.opinion, data=command.data,
    )  # fmt: skip
    draft.end_pauses_of(task.seq)
    draft.payload.update(step=step.code, title=step.title, outcome="returned")
    draft.happen("returned", step.code)
    open_step(draft, step)
