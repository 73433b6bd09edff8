"""The worker as a process of its own: signals, a dead parent, a killed predecessor."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tongban.core.jobs import ports, services
from tongban.core.jobs.management.worker import Loop
from tongban.core.jobs.models import JobWorker
from tongban.core.jobs.tests import chores
from tongban.core.jobs.tests.threads import need_disk

pytestmark = [pytest.mark.file_database, pytest.mark.django_db(transaction=True)]

WORKER = "import django; django.setup(); from django.core.management import call_command; "
RUN = WORKER + "call_command('jobs', skip_checks=True)"
# A parent that starts a worker, tells its process id, and waits to be killed.
PARENT = (
    "import subprocess, sys, time; "
    "p = subprocess.Popen([sys.executable, '-c', sys.argv[1]]); "
    "print(p.pid, flush=True); time.sleep(60)"
)


def environment() -> dict[str, str]:
    """Point a child at the test database."""
    if connection.vendor == "sqlite":
        url = f"sqlite:///{connection.settings_dict['NAME']}"
    else:
        part = connection.settings_dict
        url = (
            f"postgres://{part['USER']}:{part['PASSWORD']}@{part['HOST']}:{part['PORT']}"
            f"/{part['NAME']}"
        )
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "TONGBAN_KEYS": str(settings.KEYS),
    }


def until(what: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen]]:
    need_disk()
    started: list[subprocess.Popen] = []

    def run(*args: str, **options: object) -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, *args], env=environment(), **options)
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_finishes_the_task_it_has(start, tmp_path: Path, stop: int) -> None:
    mark = tmp_path / "task"
    chores.slow.enqueue(str(mark), 1.5)
    worker = start("-c", RUN)
    until(mark.with_suffix(".began").exists)
    chores.note.enqueue("left for the next")
    worker.send_signal(stop)
    worker.send_signal(stop)  # a terminal and a parent both send one
    assert worker.wait(30) == 0
    assert mark.with_suffix(".ended").exists()
    assert DBTaskResult.objects.successful().count() == 1
    assert DBTaskResult.objects.ready().count() == 1
    assert not JobWorker.objects.exists()


def test_it_ends_when_its_parent_dies(start, tmp_path: Path) -> None:
    mark = tmp_path / "task"
    chores.slow.enqueue(str(mark), 1.0)
    parent = start("-c", PARENT, RUN, stdout=subprocess.PIPE, text=True)
    worker = int(parent.stdout.readline())
    until(mark.with_suffix(".began").exists)
    parent.kill()
    parent.wait()
    until(lambda: not alive(worker))
    assert mark.with_suffix(".ended").exists()
    assert DBTaskResult.objects.successful().count() == 1


def test_what_a_killed_worker_had_is_done_by_the_next(start, tmp_path: Path) -> None:
    mark = tmp_path / "task"
    chores.slow.enqueue(str(mark), 3.0)
    killed = start("-c", RUN)
    until(mark.with_suffix(".began").exists)
    killed.kill()
    killed.wait()
    assert DBTaskResult.objects.running().count() == 1
    start("-c", RUN)
    until(lambda: DBTaskResult.objects.successful().exists())
    assert len(DBTaskResult.objects.get().worker_ids) == 2
    assert mark.with_suffix(".ended").exists()


def test_once_does_what_is_due_and_ends() -> None:
    ran = []
    ports.ticks.register("test.once", timedelta(seconds=1), lambda now: ran.append(now) or 0)
    try:
        chores.DONE.clear()
        chores.follow.enqueue("a")
        assert Loop(with_parent=False).run(once=True) == 2
    finally:
        ports.ticks.remove("test.once")
    assert chores.DONE == ["a"]
    assert ran
    assert not JobWorker.objects.exists()


def test_a_database_that_does_not_answer_is_waited_for(monkeypatch) -> None:
    real, failures = services.claim, [OperationalError("away"), OperationalError("still")]

    def claim(worker_id: str) -> object:
        if failures:
            raise failures.pop()
        return real(worker_id)

    monkeypatch.setattr(services, "claim", claim)
    chores.DONE.clear()
    chores.note.enqueue("a")
    loop = Loop(poll=0.01, with_parent=False)
    assert [loop._step() for _ in range(4)] == [0, 0, 1, 0]
    assert chores.DONE == ["a"]


def test_an_outcome_that_cannot_be_written_is_not_vouched_for(monkeypatch) -> None:
    loop = Loop(poll=0.01, with_parent=False)
    before = loop.worker.worker_id

    def lose(task: DBTaskResult) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(loop.worker, "run_task", lose)
    chores.note.enqueue("a")
    assert loop._step() == 1
    assert loop.worker.worker_id != before
    task = DBTaskResult.objects.get()
    assert (task.status, task.worker_ids) == (TaskResultStatus.RUNNING, [before])
