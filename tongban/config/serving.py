"""The demo and single-machine server: one lock, one web server, one jobs child, one life."""

import ctypes
import fcntl
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO

PR_SET_PDEATHSIG = 1  # prctl(2)
PARENT = "TONGBAN_PARENT"  # in the environment: the process id that a child lives and dies with


class AlreadyServing(Exception):
    """Another process serves this data folder; carries the address that it wrote down."""


class DataLock:
    """An exclusive lock on the data folder, which also says who holds it.

    The kernel releases it with the process, however that ends, so nothing is ever stale. The web
    worker inherits it and may outlive a killed server by a moment: that is waited for, `patience`
    seconds at most.
    """

    def __init__(self, folder: Path, *, patience: float = 2.0) -> None:
        self.path = folder / "serving.lock"
        self.patience = patience
        self.stream: IO[str] | None = None

    def __enter__(self) -> "DataLock":
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.stream = self.path.open("a+", encoding="utf-8")
        end = time.monotonic() + self.patience
        while not self._taken():
            if time.monotonic() >= end:
                self.stream.seek(0)
                raise AlreadyServing(self.stream.read().strip())
            time.sleep(0.05)
        return self

    def _taken(self) -> bool:
        try:
            fcntl.flock(self._open(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _open(self) -> IO[str]:
        if self.stream is None:
            raise RuntimeError("the lock is not held")
        return self.stream

    def write(self, address: str) -> None:
        """Write down where the holder serves."""
        stream = self._open()
        stream.truncate(0)
        stream.write(address)
        stream.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.stream is not None:
            self.stream.close()


def lead() -> None:
    """Make this process the one that its children live and die with."""
    os.environ[PARENT] = str(os.getpid())


def die_with_parent() -> None:
    """If this process is the child of one that leads, end when that one does.

    After `kill -9` of the main process its children would otherwise live on, and keep port and
    lock. To be called before anything slow, in the child's main thread. The kernel is asked to do
    it (Linux; elsewhere only a parent that is gone already is noticed).
    """
    parent = os.environ.pop(PARENT, "")  # not for the children of this one
    if not parent:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):
        os._exit(1)  # it ended before the kernel was asked


def forked() -> threading.Event:
    """Give an event that is set once this process has forked its web worker.

    The worker is a copy of this process with one thread: a lock that another thread held in that
    moment (of imports, of looking a name up) would stay locked in it for ever, and it would never
    answer. So the threads that are there by then wait for this before they do anything.
    """
    done = threading.Event()
    if multiprocessing.get_start_method() == "fork":
        os.register_at_fork(after_in_parent=done.set)
    else:
        done.set()  # it is no copy
    return done


def listening(host: str, port: int) -> bool:
    """Tell whether somebody takes connections there. The web worker does once it has loaded."""
    try:
        socket.create_connection((host, port), timeout=1.0).close()
    except OSError:
        return False
    return True


class JobsChild:
    """The worker of background jobs: started after the server, restarted if it falls, drained.

    It loads what the web worker loads; on a small machine the two at once would keep the first
    page waiting. So it comes when the web is `up`, or after `patience` seconds in any case.
    """

    def __init__(
        self,
        command: list[str],
        *,
        up: Callable[[], bool],
        say: Callable[[str], object],
        patience: float = 60.0,
    ) -> None:
        self.command = command
        self.up = up
        self.say = say
        self.patience = patience
        self.stopping = threading.Event()
        self.child: subprocess.Popen[bytes] | None = None
        self.watcher = threading.Thread(target=self.watch, daemon=True, name="jobs-child")

    def start(self) -> None:
        """Start the thread that starts the child and minds it."""
        self.watcher.start()

    def watch(self) -> None:
        # The kernel takes the end of the thread that starts a child for the end of its parent, so
        # this one stays as long as the child is wanted.
        end = time.monotonic() + self.patience
        while not self.stopping.wait(0.2):
            if self.up() or time.monotonic() >= end:
                break
        while not self.stopping.is_set():
            if self.child is not None and self.child.poll() is not None:
                self.say(f"后台任务进程退出（{self.child.returncode}），正在重新启动\n")
            if self.child is None or self.child.poll() is not None:
                self.child = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603
            self.stopping.wait(1.0)

    def stop(self, *, patience: float = 20.0) -> None:
        """Let the child finish the task that it has, then end it."""
        self.stopping.set()
        self.watcher.join(patience)
        if self.child is None or self.child.poll() is not None:
            return
        self.child.terminate()
        try:
            self.child.wait(patience)
        except subprocess.TimeoutExpired:
            self.child.kill()
