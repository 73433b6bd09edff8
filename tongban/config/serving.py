"""The demo and single-machine server: one lock, one web server, one jobs child, one life."""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO

PR_SET_PDEATHSIG = 1  # prctl(2)


class AlreadyServing(Exception):
    """Another process serves this data folder; carries the address that it wrote down."""


class DataLock:
    """An exclusive lock on the data folder, which also says who holds it.

    The kernel releases it with the process, however that ends, so nothing is ever stale.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "serving.lock"
        self.stream: IO[str] | None = None

    def __enter__(self) -> "DataLock":
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.stream = self.path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self.stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            self.stream.seek(0)
            raise AlreadyServing(self.stream.read().strip()) from busy
        return self

    def write(self, address: str) -> None:
        """Write down where the holder serves."""
        if self.stream is None:
            raise RuntimeError("the lock is not held")
        self.stream.truncate(0)
        self.stream.write(address)
        self.stream.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.stream is not None:
            self.stream.close()


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends (Linux; elsewhere nothing happens).

    After `kill -9` of the main process its children would otherwise live on and keep the port.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class JobsChild:
    """The worker of background jobs: started with the server, restarted if it falls, drained."""

    def __init__(self, command: list[str], *, say: Callable[[str], object]) -> None:
        self.command = command
        self.say = say
        self.stopping = threading.Event()
        self.child: subprocess.Popen[bytes] | None = None
        self.watcher = threading.Thread(target=self.watch, daemon=True, name="jobs-child")

    def start(self) -> None:
        """Start the child and the thread that minds it."""
        self.spawn()
        self.watcher.start()

    def spawn(self) -> None:
        environment = {**os.environ, "TONGBAN_PARENT": str(os.getpid())}
        self.child = subprocess.Popen(self.command, env=environment, start_new_session=True)  # noqa: S603

    def watch(self) -> None:
        while not self.stopping.wait(1.0):
            if self.child is not None and self.child.poll() is not None:
                self.say(f"后台任务进程退出（{self.child.returncode}），正在重新启动")
                self.spawn()

    def stop(self, *, patience: float = 20.0) -> None:
        """Let the child finish the task that it has, then end it."""
        self.stopping.set()
        if self.child is None or self.child.poll() is not None:
            return
        self.child.terminate()
        try:
            self.child.wait(patience)
        except subprocess.TimeoutExpired:
            self.child.kill()
