"""特别程序: the clocks stop for a lawful reason and run again (行政许可法 §45)."""

from collections.abc import Iterator

from tongban.workflow import states
from tongban.workflow.errors import Invalid, NotAllowed, NotNow, WorkflowError
from tongban.workflow.rules import seats
from tongban.workflow.rules.draft import STEP_CLOCK, Draft
from tongban.workflow.types import LAWFUL_REASONS, Allowed, PauseRow, Resume, Suspend


def stoppable(draft: Draft) -> tuple[str, ...]:
    """Give the running clocks that a suspension stops: the item's, and with them the steps'."""
    running = [row.code for row in draft.clocks.values() if row.stopped_at is None]
    whole = [code for code in running if code in draft.procedure.suspend_clocks]
    steps = [
        row.code
        for row in draft.clocks.values()
        if row.stopped_at is None and row.code.startswith(STEP_CLOCK) and not row.on_expiry
    ]
    return tuple(whole + steps) if whole else ()


def running(draft: Draft) -> list[PauseRow]:
    """Give the stops that last, save those that the applicant ends."""
    return [row for row in draft.pauses.values() if row.ended_at is None and row.task is None]


def refusal(draft: Draft) -> WorkflowError | None:
    """Say why the actor may not stop the clocks, or None."""
    if draft.item.state != states.ACCEPTED or not stoppable(draft):
        return NotNow("not_now")
    return None if seats.has_seat(draft) else NotAllowed("not_seated")


def offer(draft: Draft) -> Iterator[Allowed]:
    """Give the lawful reasons that are left, and the suspensions that can end."""
    if refusal(draft) is None:
        taken = {row.reason for row in running(draft)}
        left = tuple(one for one in draft.procedure.suspend_reasons if one not in taken)
        if left:
            yield Allowed("suspend", choices=left, needs=("reason",))
    if seats.has_seat(draft):
        for row in running(draft):
            yield Allowed("resume", pause=row.seq, code=row.reason)


def suspend(draft: Draft, command: Suspend) -> None:
    why = refusal(draft)
    if why is not None:
        raise why
    if command.reason not in draft.procedure.suspend_reasons:
        raise Invalid("unlawful_reason", field="reason", given=command.reason)
    if any(row.reason == command.reason for row in running(draft)):
        given = LAWFUL_REASONS[command.reason]
        raise NotNow("already_suspended", given=given)
    if command.days is not None and command.days < 1:
        raise Invalid("days", field="days")
    seats.takes_seat(draft)
    row = draft.pause(stoppable(draft), command.reason, note=command.note)
    draft.payload.update(clocks=list(row.clocks), title=LAWFUL_REASONS[command.reason])
    draft.happen("suspended", outcome=command.reason, days=command.days, note=command.note)


def resume(draft: Draft, command: Resume) -> None:
    row = draft.pauses.get(command.pause)
    if row is None or row.ended_at is not None or row.task is not None:
        raise NotNow("not_suspended")
    if not seats.has_seat(draft):
        raise NotAllowed("not_seated")
    seats.takes_seat(draft)
    draft.end_pause(row)
    draft.payload["title"] = LAWFUL_REASONS.get(row.reason, row.reason)
    draft.happen("resumed", outcome=row.reason)
