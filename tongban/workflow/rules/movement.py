"""转办, signals from elsewhere, referral to another kind of work, notes; and what time brings."""

from collections.abc import Iterator
from dataclasses import replace

from tongban.core.accounts.types import SYSTEM
from tongban.workflow import states
from tongban.workflow.errors import Invalid, NotAllowed, NotNow, WorkflowError
from tongban.workflow.rules import seats
from tongban.workflow.rules.draft import STEP_CLOCK, Draft
from tongban.workflow.rules.intake import deem_accepted
from tongban.workflow.rules.progress import EXPIRED, WAIT, deem_decided, finish
from tongban.workflow.types import Allowed, Expire, Note, Refer, Signal, TaskRow, Transfer

CHIEF = ("chief",)


# --- transfer -------------------------------------------------------------------------------------


def transfer_refusal(draft: Draft, task: TaskRow | None) -> WorkflowError | None:
    """Say why the actor may not hand this task on, or None: its holder, or the chief there."""
    if task is None or task.state != states.OPEN or task.office is None:
        return NotNow("task_closed")
    if seats.holds(draft, task) or _is_chief(draft, task):
        return None
    return NotAllowed("not_seated")


def _is_chief(draft: Draft, task: TaskRow) -> bool:
    office = task.office
    return office is not None and any(
        grant.role in CHIEF and seats.reaches(draft, grant, office)
        for grant in draft.facts.actor.grants
    )


def transfer(draft: Draft, command: Transfer) -> None:
    task = draft.tasks.get(command.task)
    why = transfer_refusal(draft, task)
    if why is not None or task is None:
        raise why or NotNow("task_closed")
    seats.take(draft, task)
    draft.end_task(task, states.OPEN, assignee=command.assignee)
    draft.payload["title"] = draft.procedure.step(task.step).title
    draft.happen("transferred", task.step, reason=command.reason)


# --- refer and note -------------------------------------------------------------------------------


def refer_refusal(draft: Draft) -> WorkflowError | None:
    """Say why the actor may not refer the item on, or None."""
    if draft.item.state not in states.RUNNING:
        return NotNow("ended")
    if seats.has_seat(draft) or seats.stands_over(draft, draft.procedure.supervisors):
        return None
    return NotAllowed("not_allowed")


def refer(draft: Draft, command: Refer) -> None:
    why = refer_refusal(draft)
    if why is not None:
        raise why
    if command.kind not in draft.facts.refer_to:
        raise Invalid("unknown_kind", field="kind", given=command.kind)
    if not command.reason.strip():
        raise Invalid("reason_needed", field="reason")
    seats.takes_seat(draft)
    draft.happen("referred", outcome=command.kind, reason=command.reason)


def note_refusal(draft: Draft) -> WorkflowError | None:
    """Say why the actor may not write into the file, or None: staff that have to do with it."""
    actor = draft.facts.actor
    offices = [draft.item.owner, *(t.office for t in draft.tasks.values() if t.office)]
    near = any(seats.reaches(draft, grant, one) for grant in actor.grants for one in offices)
    over = seats.stands_over(draft, draft.procedure.supervisors)
    return None if near or over else NotAllowed("not_allowed")


def note(draft: Draft, command: Note) -> None:
    why = note_refusal(draft)
    if why is not None:
        raise why
    if not command.text.strip():
        raise Invalid("reason_needed", field="text")
    draft.happen("noted", public=command.public)


def offer(draft: Draft) -> Iterator[Allowed]:
    """Give the tasks that may be handed on, the kinds to refer to, and the note."""
    for task in draft.before.open_tasks:
        if transfer_refusal(draft, task) is None:
            yield Allowed("transfer", task=task.seq, step=task.step, needs=("assignee",))
    kinds = tuple(sorted(draft.facts.refer_to))
    if kinds and refer_refusal(draft) is None:
        yield Allowed("refer", choices=kinds, needs=("reason",))
    if note_refusal(draft) is None:
        yield Allowed("note", needs=("text",))


# --- what comes by itself -------------------------------------------------------------------------


def signal(draft: Draft, command: Signal) -> None:
    """Given by other areas' services as the system: nobody presses a button for it."""
    if draft.facts.actor.kind != "system":
        raise NotAllowed("not_allowed")
    if draft.item.state not in states.RUNNING:
        raise NotNow("ended")
    if not _wake(draft, command):
        raise NotNow("unknown_signal", given=command.name)


def _wake(draft: Draft, command: Signal) -> bool:
    waiting = [
        task
        for task in draft.tasks.values()
        if task.state == states.OPEN
        and task.seat == WAIT
        and draft.procedure.step(task.step).signal == command.name
    ]
    draft.happen("signalled", outcome=command.name)
    for task in waiting:
        finish(draft, task, SYSTEM, command.outcome or command.name, data=command.data)
    return bool(waiting)


def _title(draft: Draft, code: str) -> str:
    """Give what a clock is called: the item's own by its name, a step's by the step's."""
    spec, step = draft.procedure.clock(code), draft.procedure.by_code.get(code[len(STEP_CLOCK) :])
    return spec.title if spec else step.title if step else code


def expire(draft: Draft, command: Expire) -> None:
    """A clock has run out: it does what it was told to, once."""
    if draft.facts.actor.kind != "system":
        raise NotAllowed("not_allowed")
    clock = draft.clocks.get(command.clock)
    if clock is None or clock.stopped_at is not None or clock.expired_at is not None:
        raise NotNow("not_now")
    if clock.due_at is None or clock.due_at > draft.at:
        raise NotNow("not_now")
    draft.clocks[clock.seq] = replace(clock, expired_at=draft.at)
    draft.payload.update(clock=clock.code, title=_title(draft, clock.code))
    draft.happen("expired", clock.code, clock.on_expiry)
    verb, _, name = clock.on_expiry.partition(":")
    if verb == "deem_accepted":
        deem_accepted(draft)
    elif verb == "deem_withdrawn" and draft.item.state in states.BEFORE_DECISION:
        draft.end_item(states.WITHDRAWN, "deemed")
        draft.happen("withdrawn", outcome="deemed", clock=clock.code, due=clock.due_at)
    elif verb == "deem_decided":
        deem_decided(draft, name)
    elif verb == "signal":
        _wake(draft, Signal(name=name))
    elif verb == WAIT:
        step = clock.code.removeprefix(STEP_CLOCK)
        for task in draft.of_step(step):
            if task.state == states.OPEN:
                finish(draft, task, SYSTEM, EXPIRED)
