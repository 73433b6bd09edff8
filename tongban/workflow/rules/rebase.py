"""改按新版: whether an item may go on under another version of its procedure, and how it does.

Nothing that was done is undone and nothing that is open is lost: where the new graph would ask for
that, the item stays on the version that it began under. Clocks keep their start and take the new
limit (`reclocking`); steps whose predecessors are all done open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tongban.core.workdays.types import Limit
from tongban.lib.conditions import evaluate
from tongban.workflow import states
from tongban.workflow.errors import NotAllowed, NotNow, WorkflowError
from tongban.workflow.rules import reclocking, seats
from tongban.workflow.rules.draft import Draft
from tongban.workflow.rules.oversight import SUPERVISION
from tongban.workflow.rules.progress import advance, condition_facts, open_seat
from tongban.workflow.types import (
    Allowed,
    ClockShift,
    Facts,
    Obstacle,
    Preview,
    Procedure,
    Rebase,
    Seat,
    Snapshot,
    Step,
    TaskRow,
)

POWER = "workflow.rebase"
_REACHED = frozenset({states.OPEN, states.DONE})
_PAST = frozenset({states.DONE, states.SKIPPED})


def refusal(draft: Draft) -> WorkflowError | None:
    """Say why the actor may not move the item, or None: whoever holds the power, until decided."""
    if not draft.facts.actor.can(POWER, division_path=draft.item.division_path):
        return NotAllowed("not_allowed")
    if draft.item.state not in states.BEFORE_DECISION:
        return NotNow("rebase_decided", obstacles=["work_rebase_decided"])
    return None


def offer(draft: Draft) -> Iterator[Allowed]:
    """Give the act to whoever may; where to is not the engine's to know."""
    if refusal(draft) is None:
        yield Allowed("rebase", needs=("procedure",))


def rebase(draft: Draft, command: Rebase) -> None:
    why = refusal(draft)
    if why is not None:
        raise why
    draft.actor = draft.actor.acting(POWER, division_path=draft.item.division_path)
    found = move(draft, command)
    if found:
        first = found[0]
        raise NotNow(
            first.code.removeprefix("work_"), obstacles=[one.code for one in found], **first.detail
        )


def preview(snapshot: Snapshot, command: Rebase, facts: Facts) -> Preview:
    """Give what `command` would change of the item, or every reason why it stays; changes nothing.

    Asks no permission.
    """
    item, was = snapshot.item, snapshot.item.due_at
    due_before = None if was >= states.NEVER else was
    if item.state not in states.BEFORE_DECISION:
        code = "decided" if item.state == states.DECIDED else "ended"
        return Preview(item.id, (Obstacle(f"work_rebase_{code}"),), due_before)
    draft = Draft(snapshot, facts)
    found = move(draft, command)
    if found:
        return Preview(item.id, found, due_before)
    draft.settle()
    after = draft.change("", {}).applied_to(snapshot)
    old, new, due = snapshot.procedure, command.procedure, after.item.due_at
    known = {task.step for task in (*snapshot.tasks, *after.tasks)}
    held = {task.seq for task in snapshot.open_tasks}
    opened = {task.step for task in after.open_tasks if task.seq not in held}
    return Preview(
        item=item.id,
        due_before=due_before,
        due_after=None if due >= states.NEVER else due,
        clocks=_shifts(snapshot, after),
        opened=tuple(step.title for step in new.steps if step.code in opened),
        added=_only_in(new, old, known),
        dropped=_only_in(old, new, known),
    )


def _only_in(these: Procedure, others: Procedure, known: set[str]) -> tuple[str, ...]:
    """Give the titles of the steps of `these` alone that the item has not come to."""
    return tuple(
        step.title
        for step in these.steps
        if step.code not in others.by_code and step.code not in known
    )


def _shifts(before: Snapshot, after: Snapshot) -> tuple[ClockShift, ...]:
    """Give each clock of the whole item whose limit or end changes."""
    was = {row.code: row for row in before.clocks if row.stopped_at is None}
    now = {row.code: row for row in after.clocks if row.stopped_at is None}
    found = []
    for spec in after.procedure.clocks:
        old, new = was.get(spec.code), now.get(spec.code)
        if old == new:
            continue
        found.append(
            ClockShift(
                spec.code,
                spec.title,
                old.limits[0] if old else None,
                new.limits[0] if new else None,
                old.due_at if old else None,
                new.due_at if new else None,
            )
        )
    return tuple(found)


# --- the move -------------------------------------------------------------------------------------


def move(draft: Draft, command: Rebase) -> tuple[Obstacle, ...]:
    """Put the draft on the new version; with obstacles given the draft is of no more use."""
    old, new = draft.procedure, command.procedure
    found = [*_whole(draft, command), *_rows(draft, command)]
    if found:
        return tuple(found)
    draft.procedure = draft.moved_to = new
    draft.item = replace(
        draft.item,
        limits=limits_after(draft, command),
        facts={**draft.item.facts, **command.facts},
        offices={**command.offices, **draft.item.offices},
    )
    coming, blocked = _order(draft)
    found = [*blocked, *_can_open(draft, coming)]
    if found:
        return tuple(found)
    limits = {name: limit.as_dict() for name, limit in command.limits.items()}
    draft.payload.update(
        procedure=new.code, was=old.version, version=new.version, limits=limits,
        facts=dict(command.facts),
    )  # fmt: skip
    draft.happen(
        "rebased", was=old.version, version=new.version, facts=dict(command.facts), limits=limits,
        note=command.public_note,
    )  # fmt: skip
    _reseat(draft)
    found = reclocking.reclock(draft, old)
    if found:
        return tuple(found)
    advance(draft)
    return ()


def limits_after(draft: Draft, command: Rebase) -> dict[str, Limit]:
    """Give the limits of the item after the move: the command's, save the dated parameters (names
    with a dot), for which the day of the application counts."""
    kept = {name: limit for name, limit in draft.item.limits.items() if "." in name}
    return {**command.limits, **kept}


def _whole(draft: Draft, command: Rebase) -> Iterator[Obstacle]:
    """What stands against the move whatever the item has come to."""
    old, new = draft.procedure, command.procedure
    facts = {**draft.item.facts, **command.facts}
    if new == old and command.limits == draft.item.limits and facts == draft.item.facts:
        yield Obstacle("work_rebase_same")
    one, two = old.intake, new.intake
    if (one and one.code) != (two and two.code):
        yield Obstacle("work_rebase_intake")
    if any(step.decides for step in old.steps) and not any(step.decides for step in new.steps):
        yield Obstacle("work_rebase_no_decision")
    for row in draft.requests.values():
        asked = row.state == states.OPEN and row.code != SUPERVISION
        if asked and new.request(row.code) is None:
            spec = old.request(row.code)
            yield Obstacle("work_rebase_request", {"title": spec.title if spec else row.code})


def _rows(draft: Draft, command: Rebase) -> Iterator[Obstacle]:
    """What is open or done must be there in the new version, and count for as much."""
    for was in draft.procedure.steps:
        status = draft.status(was.code)
        if status not in _REACHED:
            continue
        now = command.procedure.by_code.get(was.code)
        if now is None:
            yield Obstacle("work_rebase_step_gone", {"step": was.title})
        elif now.kind != was.kind or (status == states.DONE and now.decides != was.decides):
            yield Obstacle("work_rebase_step_changed", {"step": was.title})
        elif was.kind == "wait":
            same = _resolved(was, draft.item.limits) == _resolved(now, command.limits)
            if status == states.OPEN and not (same and was.signal == now.signal):
                yield Obstacle("work_rebase_wait", {"step": was.title})
        else:
            yield from _work(draft, command, now, status)


def _resolved(step: Step, limits: Mapping[str, Limit]) -> Limit | None:
    return limits.get(step.limit) if isinstance(step.limit, str) else step.limit


def _work(draft: Draft, command: Rebase, now: Step, status: str) -> Iterator[Obstacle]:
    """What stands against the rows of a step that is open or done: seats, quorum, four eyes."""
    offices = {**command.offices, **draft.item.offices}
    by_code = {seat.code: seat for seat in now.seats}
    rows = [row for row in draft.of_step(now.code) if row.office is not None]
    for row in rows:
        seat = by_code.get(row.seat)
        if seat is None:
            yield Obstacle("work_rebase_seat_gone", {"step": now.title})
            continue
        taken = row.state == states.DONE or row.assignee is not None
        if taken and (row.role, row.office) != (seat.role, offices.get(seat.at.key)):
            yield Obstacle("work_rebase_seat_changed", {"step": now.title})
    done = [row for row in draft.of_step(now.code) if row.state == states.DONE]
    if (len(done) >= max(now.quorum, 1)) != (status == states.DONE):
        yield Obstacle("work_rebase_quorum", {"step": now.title})
    if not now.intake and any(row.outcome not in now.outcomes for row in done):
        yield Obstacle("work_rebase_outcome", {"step": now.title})
    for code in now.not_by:
        if any(_same_hand(row, other) for row in done for other in draft.of_step(code)):
            yield Obstacle("work_rebase_four_eyes", {"step": now.title})


def _same_hand(one: TaskRow, two: TaskRow) -> bool:
    both_done = one.state == two.state == states.DONE
    mine = seats.persons(one.done_by, one.on_behalf)
    return both_done and bool(mine & seats.persons(two.done_by, two.on_behalf))


def _order(draft: Draft) -> tuple[list[Step], list[Obstacle]]:
    """Walk the new graph: give the steps still to come, and what it wants before what is there.

    A step that was skipped and would not be skipped now is annulled, so that it opens in its turn.
    """
    stands: dict[str, str] = {}
    coming: list[Step] = []
    found: list[Obstacle] = []
    for step in draft.procedure.steps:
        stands[step.code] = status = draft.status(step.code)
        lacking = [code for code in step.after if stands[code] not in _PAST]
        skips = not lacking and _is_skipped(draft, step, stands)
        if status in _REACHED:
            if lacking:
                first = "、".join(draft.procedure.step(code).title for code in lacking)
                found.append(Obstacle("work_rebase_before", {"first": first, "step": step.title}))
            elif skips:
                found.append(Obstacle("work_rebase_not_needed", {"step": step.title}))
        elif skips:
            stands[step.code] = states.SKIPPED
        else:
            stands[step.code] = ""
            coming.append(step)
            for row in draft.of_step(step.code):
                draft.end_task(row, states.SUPERSEDED)
        if stands[step.code] == states.OPEN:
            coming.append(step)
    return coming, found


def _is_skipped(draft: Draft, step: Step, stands: Mapping[str, str]) -> bool:
    before = [stands[code] for code in step.after]
    idle = bool(before) and states.DONE not in before
    return idle or not evaluate(step.when, condition_facts(draft))


def _can_open(draft: Draft, coming: list[Step]) -> Iterator[Obstacle]:
    """Each step still to come must find its organisations and, a mere wait, its limit."""
    for step in coming:
        for seat in step.seats:
            if seat.at.key not in draft.item.offices:
                yield Obstacle("work_rebase_no_office", {"step": step.title})
                break
        endless = step.kind == "wait" and not step.signal
        if endless and _resolved(step, draft.item.limits) is None:
            yield Obstacle("work_rebase_no_limit", {"step": step.title})


def _reseat(draft: Draft) -> None:
    """Let open seats nobody has taken follow the new roles, open further ones, and tell rulers."""
    for step in draft.procedure.steps:
        rows = [row for row in draft.of_step(step.code) if row.office is not None]
        by_code = {seat.code: seat for seat in step.seats}
        for row in rows:
            seat = by_code.get(row.seat)
            if seat is not None and row.state == states.OPEN:
                office = draft.item.offices[seat.at.key]
                draft.end_task(row, states.OPEN, role=seat.role, office=office)
        if any(row.state == states.OPEN for row in rows):
            for seat in _further(step, rows):
                open_seat(draft, step, seat)
    for request in list(draft.requests.values()):
        spec = draft.procedure.request(request.code)
        if spec is not None and request.state == states.OPEN:
            draft.requests[request.seq] = replace(request, ruler=spec.ruler)


def _further(step: Step, rows: list[TaskRow]) -> list[Seat]:
    taken = {row.seat for row in rows}
    return [seat for seat in step.seats if seat.code not in taken]
