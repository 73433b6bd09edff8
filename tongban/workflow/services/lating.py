"""What is kept of an act that came late: a row a task, and the reason in the ledger's entry."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tongban.core.accounts.types import Actor
from tongban.core.workdays.rules import Calendar, local_date
from tongban.workflow.models import Lateness, WorkItem
from tongban.workflow.types import Change, Late, TaskRow


def told(change: Change, overdue: Sequence[TaskRow], late: Late | None) -> Change:
    """Give the change with the reason in its payload, so that it stands in the chain."""
    if not overdue or late is None or not late.reason:
        return change
    said = {"reason": late.reason, "note": late.note.strip()}
    return replace(change, payload={**change.payload, "late": said})


def keep(
    row: WorkItem,
    overdue: Sequence[TaskRow],
    *,
    at: datetime,
    actor: Actor,
    late: Late | None,
    calendar: Calendar,
) -> None:
    """Write the rows; none, and no statement, for an act in time."""
    if not overdue:
        return
    said = late or Late()
    Lateness.objects.bulk_create(
        Lateness(
            item=row,
            seq=task.seq,
            step=task.step,
            organisation_id=task.office.id,
            organisation_path=task.office.path,
            division_path=row.division_path,
            due_at=task.due_at,
            done_at=at,
            days=max(calendar.working_days_between(local_date(task.due_at), local_date(at)), 0),
            by=actor.ref,
            reason=said.reason,
            note=said.note.strip()[:300],
        )
        for task in overdue
        if task.office is not None
    )
