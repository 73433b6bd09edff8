"""In whose hands an item is."""

from datetime import datetime

from tongban.core.accounts import selectors as accounts
from tongban.workflow.types import Snapshot


def hands(snapshot: Snapshot, division_path: str, now: datetime) -> set[int]:
    """Give the accounts that may do the open tasks: who took one, else all who hold its role."""
    found: set[int] = set()
    for task in snapshot.open_tasks:
        if task.assignee is not None:
            found.add(task.assignee)
        elif task.office is not None:
            holders = accounts.holders(
                task.role, task.office.id, now=now, division_path=division_path
            )
            found |= {one.pk for one in holders}
    return found
