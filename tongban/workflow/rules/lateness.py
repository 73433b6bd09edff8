"""Which of an act's tasks were late, and whether what is said of it suffices. Pure."""

from collections.abc import Iterable
from datetime import datetime

from tongban.workflow import states
from tongban.workflow.errors import Invalid
from tongban.workflow.types import LATE_REASONS, OTHER, Change, Late, Snapshot, TaskRow


def is_late(task: TaskRow, at: datetime) -> bool:
    """Say whether a body's task fell due in its own hands and is still open `at`.

    What was overdue already when it came is not the lateness of who got it.
    """
    return (
        task.office is not None and task.state == states.OPEN and task.opened_at < task.due_at <= at
    )


def late_tasks(before: Snapshot, change: Change) -> tuple[TaskRow, ...]:
    """Give the tasks, as they were, that the change does and that were late by then.

    Without those that time itself ended: nobody acted.
    """
    done = {
        row.seq
        for row in change.tasks
        if row.state == states.DONE and row.done_by not in {"", "system"}
    }
    at = change.item.last_at
    return tuple(row for row in before.open_tasks if row.seq in done and is_late(row, at))


def check(late: Iterable[TaskRow], said: Late | None) -> None:
    """Refuse a late act whose reason was asked for (`said` is given) and not told."""
    if said is None or not tuple(late):
        return
    if said.reason not in LATE_REASONS:
        raise Invalid("late_reason_needed", field="late_reason")
    if said.reason == OTHER and not said.note.strip():
        raise Invalid("late_note_needed", field="late_note")
