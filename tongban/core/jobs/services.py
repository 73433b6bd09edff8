"""What the worker does, one step at a time; each can be called alone (tests, the demo)."""

import logging
import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django_tasks_db.compat import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from tongban.core.jobs import ports
from tongban.core.jobs.models import JobWorker, TickRun
from tongban.core.jobs.types import Tick

log = logging.getLogger(__name__)

ATTEMPTS = 5
_BATCH = 500
# A clock set back must not silence a tick until it has caught up; hosts differ by seconds only.
_SET_BACK = timedelta(minutes=1)
# What went well is of no interest after a week; a failure stays as long as its inquiry may take.
_KEPT = {
    TaskResultStatus.SUCCESSFUL: timedelta(days=7),
    TaskResultStatus.FAILED: timedelta(days=90),
}


class TaskFailed(Exception):
    """A task failed in a strict drain; the text is its traceback."""


class GaveUp(Exception):
    """A task's worker died in it again and again."""


def worker_for(worker_id: str) -> Worker:
    """Return the library's worker, of which the running of one task is used."""
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )


def claim(worker_id: str) -> DBTaskResult[Any, Any] | None:
    """Take the next task that is due, in a short transaction of its own; None if there is none."""
    ready = DBTaskResult.objects.ready().filter(backend_name=DEFAULT_TASK_BACKEND_ALIAS)
    # An idle worker only reads: on SQLite a claim holds the one write lock.
    if not ready.exists():
        return None
    with transaction.atomic():
        task = ready.get_locked()
        if task is not None:
            task.claim(worker_id)
    return task


def drain(*, now: datetime, limit: int = 1000, strict: bool = False) -> int:
    """Run queued tasks here and now, those they enqueue too, until none is due or `limit` ran.

    Returns how many ran. A task that fails is marked FAILED as under a worker; with `strict`
    TaskFailed is raised then, with its traceback.
    """
    del now  # tasks become due by the queue's own clock
    worker = worker_for(f"drain-{os.getpid()}")
    for count in range(limit):
        task = claim(worker.worker_id)
        if task is None:
            return count
        worker.run_task(task)
        if strict and task.status == TaskResultStatus.FAILED:
            raise TaskFailed(f"{task.task_path}\n{task.traceback}")
    return limit


def run_due_ticks(now: datetime) -> int:
    """Run the ticks that are due at `now`, each by one worker only; return how many were run.

    A tick is claimed by moving its `last_run`, before it runs: whoever moves it runs it. One that
    fails is logged, kept in `last_error`, and comes again when it is next due.
    """
    due = [tick for tick in _due(now) if _claim_tick(tick, now)]
    for tick in due:
        error = ""
        try:
            tick.run(now)
        except Exception as problem:
            log.exception("tick %s failed", tick.code)
            error = f"{type(problem).__name__}: {problem}"
        TickRun.objects.filter(code=tick.code).exclude(last_error=error).update(last_error=error)
    return len(due)


def _due(now: datetime) -> list[Tick]:
    last = dict(TickRun.objects.values_list("code", "last_run"))
    found = []
    for tick in ports.ticks:
        if tick.code not in last:
            # Long ago, so that it is due at once; a race of two ends with one row.
            start = now - tick.every
            TickRun.objects.bulk_create(
                [TickRun(code=tick.code, last_run=start)], ignore_conflicts=True
            )
            last[tick.code] = start
        if last[tick.code] <= now - tick.every or last[tick.code] > now + _SET_BACK:
            found.append(tick)
    return found


def _claim_tick(tick: Tick, now: datetime) -> bool:
    due = Q(last_run__lte=now - tick.every) | Q(last_run__gt=now + _SET_BACK)
    return TickRun.objects.filter(due, code=tick.code).update(last_run=now) == 1


def host() -> str:
    """Name the machine and its process space, within which a process id means something."""
    try:
        space = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        space = ""
    return f"{socket.gethostname()}/{space}"


def beat(worker_id: str, *, now: datetime) -> None:
    """Say that `worker_id`, this process, lives."""
    seen = JobWorker.objects.filter(pk=worker_id).update(beat_at=now)
    if not seen:
        JobWorker.objects.create(worker_id=worker_id, host=host(), pid=os.getpid(), beat_at=now)


def leave(worker_id: str) -> None:
    """Say that `worker_id` has ended in good order."""
    JobWorker.objects.filter(pk=worker_id).delete()


def recover_stale(
    now: datetime,
    older_than: timedelta,
    *,
    alive: Callable[[int], bool] | None = None,
) -> int:
    """Put the RUNNING tasks of dead workers back to READY; return how many were taken up.

    A worker is dead if its process is gone (on this host) or its last beat is older than
    `older_than`; a task of an unknown worker is stale once it has run that long. A task that was
    begun `ATTEMPTS` times becomes FAILED with the reason.
    """
    dead = _dead_workers(now, older_than, alive or _alive)
    living = set(JobWorker.objects.values_list("pk", flat=True)) - dead
    count = 0
    for task in DBTaskResult.objects.running().order_by("started_at")[:_BATCH]:
        last = task.worker_ids[-1] if task.worker_ids else ""
        unknown = last not in dead and last not in living
        if last in living or (unknown and not _long_ago(task.started_at, now, older_than)):
            continue
        count += _take_up(task)
    JobWorker.objects.filter(pk__in=dead).delete()
    return count


def prune(now: datetime) -> int:
    """Delete finished tasks past their time, by batches; return how many."""
    total = 0
    for status, kept in _KEPT.items():
        old = DBTaskResult.objects.filter(status=status, finished_at__lt=now - kept).order_by()
        while batch := list(old.values_list("pk", flat=True)[:_BATCH]):
            DBTaskResult.objects.filter(pk__in=batch).delete()
            total += len(batch)
    return total


def _dead_workers(now: datetime, older_than: timedelta, alive: Callable[[int], bool]) -> set[str]:
    here = host()
    return {
        worker.pk
        for worker in JobWorker.objects.all()
        if worker.beat_at < now - older_than or (worker.host == here and not alive(worker.pid))
    }


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _long_ago(started: datetime | None, now: datetime, older_than: timedelta) -> bool:
    return started is None or started < now - older_than


@transaction.atomic
def _take_up(task: DBTaskResult[Any, Any]) -> int:
    """Put one task back, unless somebody else moved it since it was read."""
    rows = DBTaskResult.objects.filter(
        pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at
    )
    if connection.features.has_select_for_update:
        rows = rows.select_for_update()
    found = rows.first()
    if found is None:
        return 0
    if len(found.worker_ids) >= ATTEMPTS:
        found.set_failed(GaveUp(f"the worker died in it {len(found.worker_ids)} times"))
    else:
        found.status = TaskResultStatus.READY
        found.started_at = None
        found.save(update_fields=["status", "started_at"])
    return 1
