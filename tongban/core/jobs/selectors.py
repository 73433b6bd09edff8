"""Reading the queue, for the people who run the place and for metrics."""

from datetime import datetime

from django.db.models import Count
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tongban.core.jobs.models import JobWorker, TickRun
from tongban.core.jobs.types import QueueState


def queue_state() -> QueueState:
    """Count the tasks by state; `oldest` is when the longest waiting one was enqueued."""
    counts = dict(DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk")))
    oldest = DBTaskResult.objects.ready().order_by("enqueued_at").first()
    return QueueState(
        ready=counts.get(TaskResultStatus.READY, 0),
        running=counts.get(TaskResultStatus.RUNNING, 0),
        failed=counts.get(TaskResultStatus.FAILED, 0),
        oldest=oldest.enqueued_at if oldest else None,
    )


def workers(*, since: datetime) -> int:
    """Count the workers that gave a sign of life after `since`."""
    return JobWorker.objects.filter(beat_at__gte=since).count()


def failing_ticks() -> dict[str, str]:
    """Return the ticks whose last run failed, with the error."""
    return dict(TickRun.objects.exclude(last_error="").values_list("code", "last_error"))
