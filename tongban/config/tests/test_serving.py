"""One life: the lock, the children that end with their parent, the jobs child that comes last."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tongban.config import serve, serving
from tongban.config.serving import AlreadyServing, DataLock, JobsChild

linux = pytest.mark.skipif(sys.platform != "linux", reason="prctl(2) is Linux's")

HOLDER = (
    "import sys; from pathlib import Path; from tongban.config.serving import DataLock\n"
    "with DataLock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
)
CHILD = (
    "import os, time; from tongban.config.serving import PARENT, die_with_parent\n"
    "die_with_parent(); print(os.getpid(), PARENT in os.environ, flush=True); time.sleep(60)"
)
LEADER = (
    "import subprocess, sys; from tongban.config.serving import lead\n"
    "lead(); subprocess.run([sys.executable, '-c', sys.argv[1]])"
)
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def until(what: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def python() -> Iterator[Callable[..., subprocess.Popen]]:
    started: list[subprocess.Popen] = []

    def run(code: str, *args: str, **more: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *args],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **more},
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def test_a_second_start_is_told_where_the_first_serves(tmp_path: Path) -> None:
    with DataLock(tmp_path) as first:
        first.write("http://localhost:8000")
        with pytest.raises(AlreadyServing, match=r"^http://localhost:8000$"):
            DataLock(tmp_path, patience=0.1).__enter__()
    with DataLock(tmp_path, patience=0):
        pass


def test_a_holder_about_to_end_is_waited_for(tmp_path: Path, python) -> None:
    holder = python(HOLDER, str(tmp_path))
    holder.stdout.readline()
    threading.Timer(0.3, holder.kill).start()
    with DataLock(tmp_path, patience=30):
        assert holder.wait(30) == -9


@linux
def test_a_child_ends_when_the_leader_is_killed(python) -> None:
    leader = python(LEADER, CHILD)
    pid, inherits = leader.stdout.readline().split()
    assert inherits == "False"  # the child's own children are not the leader's
    assert alive(int(pid))
    leader.kill()
    leader.wait()
    until(lambda: not alive(int(pid)))


def test_a_child_whose_leader_is_gone_already_does_nothing(python) -> None:
    gone = python("")
    gone.wait()
    child = python(CHILD, **{serving.PARENT: str(gone.pid)})
    assert child.wait(30) == 1
    assert child.stdout.read() == ""


def test_a_process_without_a_leader_lives_on(python) -> None:
    assert python(CHILD).stdout.readline().split()[1] == "False"


def test_jobs_come_when_the_web_is_up_and_end_on_stop() -> None:
    up = threading.Event()
    asked = threading.Event()

    def is_up() -> bool:
        asked.set()
        return up.is_set()

    jobs = JobsChild(SLEEP, up=is_up, say=lambda _: None)
    jobs.start()
    assert asked.wait(30)
    assert jobs.child is None
    up.set()
    until(lambda: jobs.child)
    child = jobs.child
    jobs.stop()
    assert child.poll() is not None


def test_jobs_come_in_any_case_after_a_while() -> None:
    jobs = JobsChild(SLEEP, up=lambda: False, say=lambda _: None, patience=0)
    jobs.start()
    until(lambda: jobs.child)
    child = jobs.child
    jobs.stop()
    assert child.poll() is not None


def test_stopped_before_the_web_is_up_jobs_never_start() -> None:
    jobs = JobsChild(SLEEP, up=lambda: False, say=lambda _: None)
    jobs.start()
    jobs.stop()
    assert not jobs.watcher.is_alive()
    assert jobs.child is None


def test_jobs_that_fell_are_started_again() -> None:
    said: list[str] = []
    jobs = JobsChild([sys.executable, "-c", "exit(3)"], up=lambda: True, say=said.append)
    jobs.start()
    until(lambda: said)
    assert "（3）" in said[0]
    jobs.stop()


def test_a_database_filled_at_full_scale_stays_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(serve, "STATE", tmp_path / ".prepared")
    monkeypatch.setattr(serve, "wanted", lambda: "one")
    monkeypatch.setitem(serve.settings.DATABASES["default"], "NAME", str(tmp_path))
    monkeypatch.setattr(serve.subprocess, "run", lambda given, **_rest: ran.append(given[-1]))
    serve.prepare()
    serve.prepare()
    serve.prepare("full")
    serve.prepare()
    assert ran == ["small", "full"]
    monkeypatch.setattr(serve, "wanted", lambda: "two")  # an upgrade
    serve.prepare()
    assert ran == ["small", "full", "full"]


FORKING = """
import os
from tongban.config.serving import forked
worker = forked()
before = worker.is_set()
if os.fork() == 0:
    os._exit(0)
os.wait()
print(before, worker.is_set(), flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the worker is no copy")
def test_threads_know_when_the_worker_was_forked(python) -> None:
    assert python(FORKING).stdout.readline().split() == ["False", "True"]
