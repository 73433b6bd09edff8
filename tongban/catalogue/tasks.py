"""What the catalogue does in the background: moving open applications, checking the catalogue,
taking files in, telling the followers of guides."""

from datetime import datetime, timedelta

from django_tasks import task

from tongban.catalogue.services import announcing, checking, imports, open_data
from tongban.catalogue.services import rebasing as moves
from tongban.core.shell import clock

EVERY = timedelta(minutes=1)
MEASURED = timedelta(minutes=10)  # open data: at most so long without size and digest


@task()
def carry_on(rebasing: int) -> bool:
    """Do a batch of a move, and queue the next one if there is more."""
    more = moves.move(now=clock.now(), rebasing=rebasing)
    if more:
        carry_on.enqueue(rebasing=rebasing)
    return more


def begin(now: datetime) -> int:
    """Queue every move whose edition holds and that nobody is at work on; return how many."""
    due = moves.due(now)
    for rebasing in due:
        carry_on.enqueue(rebasing=rebasing)
    return len(due)


@task()
def check(run: int) -> bool:
    """Do a batch of a check-up, and queue the next one if there is more."""
    more = checking.step(now=clock.now(), run_id=run)
    if more:
        check.enqueue(run=run)
    return more


def begin_check(run: int) -> None:
    """Queue the first batch of a check-up."""
    check.enqueue(run=run)


def take_up(now: datetime) -> int:
    """Queue the check-ups whose process died; return how many."""
    due = checking.due(now)
    for run in due:
        check.enqueue(run=run)
    return len(due)


@task()
def take_in(run: int) -> None:
    """Look through the file of an import, or apply it: whatever it waits for."""
    imports.carry_on(now=clock.now(), run_id=run)


def begin_import(run: int) -> None:
    """Queue what an import waits for."""
    take_in.enqueue(run=run)


def take_up_imports(now: datetime) -> int:
    """Queue the imports whose process died unseen; return how many."""
    due = imports.due(now)
    for run in due:
        take_in.enqueue(run=run)
    return len(due)


def tell(now: datetime) -> int:
    """Tell of the changes of guides whose time has come, a transaction a batch; return how many."""
    changes = announcing.due(now)
    for change in changes:
        while announcing.tell(now=now, change=change):
            pass
    return len(changes)


def measure(now: datetime) -> int:
    """Work out size and digest of the open data that have changed; return how many files."""
    return open_data.measure(now)
