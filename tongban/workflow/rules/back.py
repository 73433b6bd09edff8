"""退回: to an earlier step, or to the applicant and then here again.

What lies between is annulled, never doubled: its tasks become *superseded*, and the steps open
again in the next round as the work comes back to them. A parallel branch that is not on the way
keeps what it has done.
"""

from collections.abc import Iterator
from dataclasses import replace

from tongban.lib.conditions import variables
from tongban.workflow import states
from tongban.workflow.errors import Invalid, NotAllowed, NotNow, WorkflowError
from tongban.workflow.rules import seats
from tongban.workflow.rules.draft import STEP_CLOCK, Draft
from tongban.workflow.rules.progress import WAIT, advance
from tongban.workflow.types import Allowed, SendBack, TaskRow


def refusal(draft: Draft, task: TaskRow | None) -> WorkflowError | None:
    """Say why the actor may not send this task back anywhere, or None."""
    if task is None or task.state != states.OPEN:
        return NotNow("task_closed")
    step = draft.procedure.step(task.step)
    if step.intake or task.seat in {WAIT, states.APPLICANT}:
        return NotNow("not_now")
    return None if seats.holds(draft, task) else NotAllowed("not_seated")


def annulled(draft: Draft, task: TaskRow, to: str) -> frozenset[str]:
    """Give the steps whose work is void when `task` goes back to the step `to`.

    Those on the way from `to` to here, whatever came after one of them, and whatever a condition
    made depend on one of them.
    """
    followers = draft.procedure.followers
    on_the_way = {to} | {
        code for code in followers[to] if code == task.step or task.step in followers[code]
    }
    void = set(on_the_way)
    grown = True
    while grown:
        size = len(void)
        for code in void - {to}:
            void |= followers[code]
        for step in draft.procedure.steps:
            asked = {path.partition(".")[2] for path in variables(step.when)}
            if step.code not in void and step.code in followers[to] and asked & void:
                void.add(step.code)
        grown = len(void) > size
    return frozenset(void)


def targets(draft: Draft, task: TaskRow) -> tuple[str, ...]:
    """Give where the task may be sent back to: earlier steps that somebody did, and the applicant.

    Nothing goes back behind the intake or behind a decision.
    """
    found = [
        step.code
        for step in draft.procedure.steps
        if step.kind == "act"
        and not step.intake
        and task.step in draft.procedure.followers[step.code]
        and draft.status(step.code) == states.DONE
        and not _behind_decision(draft, annulled(draft, task, step.code))
    ]
    return (*found, states.APPLICANT)


def _behind_decision(draft: Draft, void: frozenset[str]) -> bool:
    return any(
        step.decides and step.code in void and draft.status(step.code) == states.DONE
        for step in draft.procedure.steps
    )


def offer(draft: Draft) -> Iterator[Allowed]:
    """Give the tasks that the actor may send back, and where to."""
    for task in draft.before.open_tasks:
        if refusal(draft, task) is None:
            yield Allowed(
                "send_back", task=task.seq, step=task.step, choices=targets(draft, task),
                needs=("reason",),
            )  # fmt: skip


def send_back(draft: Draft, command: SendBack) -> None:
    task = draft.tasks.get(command.task)
    why = refusal(draft, task)
    if why is not None or task is None:
        raise why or NotNow("task_closed")
    if not command.reason.strip():
        raise Invalid("reason_needed", field="reason")
    if command.to not in targets(draft, task):
        done = command.to in draft.procedure.by_code and draft.status(command.to) == states.DONE
        if done and task.step in draft.procedure.followers[command.to]:
            raise NotNow("already_decided") if draft.item.decided_at else Invalid("bad_target")
        raise Invalid("bad_target", field="to")
    seats.take(draft, task)
    step = draft.procedure.step(task.step)
    draft.end_task(
        task, states.SUPERSEDED, done_at=draft.at, done_by=draft.actor.ref,
        on_behalf=draft.actor.on_behalf, outcome="sent_back", opinion=command.reason,
    )  # fmt: skip
    draft.item = replace(draft.item, round=draft.item.round + 1)
    draft.payload.update(step=step.code, title=step.title)
    draft.happen("sent_back", command.to, to=command.to, origin=step.code, reason=command.reason)
    if command.to == states.APPLICANT:
        _annul(draft, frozenset({task.step}))
        hers = draft.add_task(step, states.APPLICANT, states.OPEN, role=states.APPLICANT)
        stopped = tuple(code for code in step.rectify if draft.running(code) is not None)
        if stopped:
            draft.pause(stopped, "rectify", note=command.reason, task=hers.seq)
        return
    _annul(draft, annulled(draft, task, command.to))
    advance(draft)


def _annul(draft: Draft, void: frozenset[str]) -> None:
    for row in list(draft.tasks.values()):
        if row.step in void and row.state in {states.OPEN, states.DONE, states.SKIPPED}:
            draft.end_task(row, states.SUPERSEDED)
            draft.end_pauses_of(row.seq)
    for code in void:
        draft.stop_clock(STEP_CLOCK + code)
