"""What the engine does in the background besides its tick."""

from datetime import date

from django_tasks import task

from tongban.core.shell import clock
from tongban.workflow import services


@task()
def recompute(first: str) -> int:
    """Recompute what a new version of the calendar moves; `first` is the first day it writes."""
    return services.recompute(clock.now(), date.fromisoformat(first))


def after_amendment(first: date) -> None:
    """Queue the recomputation with the amendment: both are committed, or neither."""
    recompute.enqueue(first=first.isoformat())
