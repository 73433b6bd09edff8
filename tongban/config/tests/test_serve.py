"""`tongban serve` as a process: it answers, and killed at any moment it leaves nothing behind."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def family(pid: int) -> list[int]:
    """Give the children of a process, and theirs."""
    try:
        lists = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except FileNotFoundError:
        return []
    children = [int(child) for each in lists for child in each]
    return children + [below for child in children for below in family(child)]


def ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def until(what: Callable[[], object], seconds: float = 200) -> None:
    """Wait for it, long enough for a machine on which much else runs."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


class Serving:
    """One `tongban serve` on a data folder and a port."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tongban", "serve", "--port", str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={
                **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
                "PYTHONPATH": os.pathsep.join(sys.path),
                "TONGBAN_VAR": str(folder),
                "TONGBAN_DEMO": "0",
            },
        )

    def children(self) -> list[int]:
        return family(self.process.pid)

    def answers(self) -> bool:
        assert self.process.poll() is None, self.process.stdout.read()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """Kill it as a machine would, and see that its children end too."""
        children = self.children()
        self.process.kill()
        self.process.wait()
        until(lambda: all(ended(child) for child in children))


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[], Serving]]:
    port = free_port()
    started: list[Serving] = []

    def start() -> Serving:
        started.append(Serving(tmp_path, port))
        return started[-1]

    yield start
    for each in started:
        children = each.children()
        each.process.kill()
        each.process.communicate()
        for child in children:
            if not ended(child):
                os.kill(child, signal.SIGKILL)


@pytest.mark.timeout(400)
def test_killed_at_any_moment_it_starts_again_at_once(serve) -> None:
    preparing = serve()
    until(preparing.children)
    preparing.kill()
    first = serve()
    until(first.answers)
    until(lambda: len(first.children()) == 2)  # web and jobs
    first.kill()
    loading = serve()
    until(loading.children)
    loading.kill()
    again = serve()
    until(again.answers)
    second = serve()
    assert second.process.wait(60) == 1
    assert f"地址 http://localhost:{again.port}。" in second.process.stdout.read()
    children = again.children()
    again.process.terminate()
    assert again.process.wait(60) == 0
    assert all(ended(child) for child in children)


@pytest.mark.timeout(400)
def test_it_says_that_it_is_started_once_it_answers(serve) -> None:
    served = serve()
    assert any("通办已启动" in line for line in served.process.stdout)
    assert served.answers()
