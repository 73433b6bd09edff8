import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tongban.core.jobs import ports, selectors, services
from tongban.core.jobs.errors import DuplicateTick
from tongban.core.jobs.models import JobWorker, TickRun
from tongban.core.jobs.tests import chores
from tongban.core.jobs.tests.threads import need_disk, together

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    chores.DONE.clear()
    yield
    chores.DONE.clear()


@pytest.fixture
def only_mine(monkeypatch) -> ports.Ticks:
    """A registry without the areas' own ticks."""
    registry = ports.Ticks()
    monkeypatch.setattr(ports, "ticks", registry)
    return registry


def running(worker_id: str = "", *, times: int = 1, started: datetime = NOW) -> DBTaskResult:
    """A task as a worker that stopped in it leaves it."""
    chores.note.enqueue("again")
    task = DBTaskResult.objects.latest("enqueued_at")
    task.status = TaskResultStatus.RUNNING
    task.started_at = started
    task.worker_ids = [worker_id or "gone"] * times
    task.save()
    return task


# --- draining ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_drain_runs_what_is_queued_and_what_that_enqueues() -> None:
    chores.note.enqueue("a")
    chores.follow.enqueue("b")
    assert services.drain(now=NOW) == 3
    assert sorted(chores.DONE) == ["a", "b"]
    assert services.drain(now=NOW) == 0


@pytest.mark.django_db
def test_a_drain_stops_at_its_limit() -> None:
    for text in "abc":
        chores.note.enqueue(text)
    assert services.drain(now=NOW, limit=2) == 2
    assert selectors.queue_state().ready == 1


@pytest.mark.django_db
def test_a_failure_is_kept_and_a_strict_drain_tells() -> None:
    chores.fail.enqueue()
    chores.note.enqueue("after")
    assert services.drain(now=NOW) == 2
    assert chores.DONE == ["after"]
    failed = DBTaskResult.objects.failed().get()
    assert "on purpose" in failed.traceback
    chores.fail.enqueue()
    with pytest.raises(services.TaskFailed, match="on purpose"):
        services.drain(now=NOW, strict=True)


@pytest.mark.django_db
def test_a_task_is_queued_with_its_transaction_or_not_at_all() -> None:
    with transaction.atomic():
        chores.note.enqueue("lost")
        transaction.set_rollback(True)
    assert services.drain(now=NOW) == 0


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_task_runs() -> None:
    chores.look.enqueue()
    assert services.drain(now=NOW) == 1
    assert chores.DONE == ["in_atomic_block=False"]


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_a_task_is_claimed_by_one_worker() -> None:
    need_disk()
    for text in "abcdefgh":
        chores.note.enqueue(text)

    def take(name: str) -> list[str]:
        taken = []
        while task := services.claim(name):
            taken.append(str(task.pk))
        return taken

    results = together(*[lambda n=n: take(f"w{n}") for n in range(3)])
    taken = [pk for part in results for pk in part]
    assert len(taken) == len(set(taken)) == 8


# --- stale tasks ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_task_of_a_dead_process_is_taken_up_at_once() -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    JobWorker.objects.create(worker_id="w", host=services.host(), pid=dead.pid, beat_at=NOW)
    task = running("w")
    assert services.recover_stale(NOW, MINUTE) == 1
    task.refresh_from_db()
    assert (task.status, task.started_at) == (TaskResultStatus.READY, None)
    assert not JobWorker.objects.exists()
    assert services.drain(now=NOW) == 1
    assert chores.DONE == ["again"]


@pytest.mark.django_db
def test_a_living_worker_keeps_its_task_however_long_it_takes() -> None:
    JobWorker.objects.create(
        worker_id="w", host=services.host(), pid=os.getpid(), beat_at=NOW - MINUTE / 2
    )
    running("w", started=NOW - timedelta(hours=5))
    assert services.recover_stale(NOW, MINUTE) == 0


@pytest.mark.django_db
def test_a_silent_worker_on_another_host_is_given_its_time() -> None:
    JobWorker.objects.create(worker_id="w", host="elsewhere", pid=1, beat_at=NOW)
    running("w")
    assert services.recover_stale(NOW + MINUTE, MINUTE) == 0
    assert services.recover_stale(NOW + MINUTE + timedelta(seconds=1), MINUTE) == 1


@pytest.mark.django_db
def test_the_task_of_an_unknown_worker_is_stale_by_its_age() -> None:
    running("drain-1")
    assert services.recover_stale(NOW + MINUTE / 2, MINUTE) == 0
    assert services.recover_stale(NOW + MINUTE * 2, MINUTE) == 1


@pytest.mark.django_db
def test_a_task_that_kills_its_workers_is_given_up() -> None:
    fourth = running(times=services.ATTEMPTS - 1)
    fifth = running(times=services.ATTEMPTS)
    assert services.recover_stale(NOW + MINUTE * 2, MINUTE) == 2
    fourth.refresh_from_db()
    fifth.refresh_from_db()
    assert fourth.status == TaskResultStatus.READY
    assert fifth.status == TaskResultStatus.FAILED
    assert "died in it 5 times" in fifth.traceback
    assert fifth.exception_class_path.endswith("GaveUp")


@pytest.mark.django_db
def test_finished_tasks_go_after_their_time() -> None:
    chores.note.enqueue("a")
    chores.fail.enqueue()
    services.drain(now=NOW)
    now = timezone.now()
    assert services.prune(now + timedelta(days=6)) == 0
    assert services.prune(now + timedelta(days=8)) == 1
    assert services.prune(now + timedelta(days=91)) == 1
    assert not DBTaskResult.objects.exists()


# --- ticks ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_tick_runs_when_it_is_due(only_mine: ports.Ticks) -> None:
    ran: list[datetime] = []
    only_mine.register("t", MINUTE, lambda now: ran.append(now) or 0)
    times = [NOW, NOW + MINUTE / 2, NOW + MINUTE, NOW + MINUTE * 5]
    assert [services.run_due_ticks(now) for now in times] == [1, 0, 1, 1]
    assert ran == [NOW, NOW + MINUTE, NOW + MINUTE * 5]


@pytest.mark.django_db
def test_a_clock_set_back_does_not_silence_a_tick(only_mine: ports.Ticks) -> None:
    only_mine.register("t", MINUTE, lambda now: 0)
    services.run_due_ticks(NOW)
    assert services.run_due_ticks(NOW - timedelta(seconds=30)) == 0  # only another host's clock
    assert services.run_due_ticks(NOW - timedelta(days=1)) == 1


@pytest.mark.django_db
def test_a_tick_that_fails_stops_no_other_and_comes_again(only_mine: ports.Ticks) -> None:
    outcomes = iter([RuntimeError("broken"), None])

    def flaky(now: datetime) -> int:
        outcome = next(outcomes)
        if outcome:
            raise outcome
        return 0

    ran: list[datetime] = []
    only_mine.register("a", MINUTE, flaky)
    only_mine.register("b", MINUTE, lambda now: ran.append(now) or 0)
    services.run_due_ticks(NOW)
    assert selectors.failing_ticks() == {"a": "RuntimeError: broken"}
    assert ran == [NOW]
    services.run_due_ticks(NOW + MINUTE)
    assert selectors.failing_ticks() == {}


def test_two_ticks_cannot_share_a_code() -> None:
    registry = ports.Ticks()
    registry.register("t", MINUTE, lambda now: 0)
    with pytest.raises(DuplicateTick):
        registry.register("t", MINUTE, lambda now: 0)


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [False, True])
def test_workers_that_race_run_a_tick_once(only_mine: ports.Ticks, known: bool) -> None:
    need_disk()
    ran: list[datetime] = []
    only_mine.register("t", MINUTE, lambda now: ran.append(now) or 0)
    if known:
        TickRun.objects.create(code="t", last_run=NOW - MINUTE)
    results = together(*[lambda: services.run_due_ticks(NOW)] * 4)
    assert sorted(results) == [0, 0, 0, 1]
    assert ran == [NOW]
