"""What the catalogue does in the background: moving open applications to new editions."""

from datetime import datetime, timedelta

from django_tasks import task

from tongban.catalogue.services import rebasing as moves
from tongban.core.shell import clock

EVERY = timedelta(minutes=1)


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
