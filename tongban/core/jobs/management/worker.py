"""The worker's loop: tasks one by one, ticks between them, and an end in good order."""

import ctypes
import logging
import os
import secrets
import signal
import sys
import threading
import time
from datetime import timedelta
from types import FrameType
from typing import Any

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection, connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tongban.core.jobs import ports, services

log = logging.getLogger(__name__)

POLL = 0.25  # seconds: how long a new task waits at most for an idle worker
_TICKS = 0.5  # seconds between looks at the ticks
_BEAT = 5.0  # seconds between signs of life
_RECOVER = 60.0  # seconds between looks for the tasks of dead workers
# Twelve missed beats: a worker that is only slow (a swapping host, a paused container) keeps its
# task, and a dead host's tasks move on within two minutes.
SILENT = timedelta(seconds=60)
_PR_SET_PDEATHSIG = 1


class Loop:
    """One worker process. `run` returns when it was told to stop, its last task finished."""

    def __init__(self, *, poll: float = POLL, with_parent: bool = True) -> None:
        self.poll = poll
        self.running = True
        self.parent = os.getppid() if with_parent else 0
        self.worker = services.worker_for(_fresh_id())
        self._stop_beat = threading.Event()
        self._next_ticks = self._next_recover = 0.0

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """Finish what is under way and end. Harmless when repeated: a terminal's Ctrl-C reaches
        the parent and the child, and the parent then sends its own signal."""
        self.running = False

    def listen(self) -> None:
        """Stop on SIGTERM and SIGINT, and when the parent dies."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        if self.parent and sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

    def run(self, *, once: bool = False) -> int:
        """Work until stopped, or with `once` until nothing is due; return how many tasks ran."""
        ran = 0
        services.beat(self.worker.worker_id, now=timezone.now())
        beating = threading.Thread(target=self._beat, name="beat", daemon=True)
        beating.start()
        try:
            while self.running and not self._orphaned():
                worked = self._step()
                ran += worked
                if not worked:
                    if once:
                        break
                    time.sleep(self.poll)
        finally:
            self._stop_beat.set()
            beating.join(timeout=_BEAT)
            services.leave(self.worker.worker_id)
        return ran

    def _orphaned(self) -> bool:
        return bool(self.parent) and os.getppid() != self.parent

    def _step(self) -> int:
        """Do what is due and then one task; return 1 if there was one. A database that is away or
        locked is waited for, not died of."""
        try:
            if not connection.in_atomic_block:
                close_old_connections()
            self._housekeeping()
            task = services.claim(self.worker.worker_id) if self.running else None
        except DatabaseError:
            log.exception("the database does not answer")
            time.sleep(self.poll)
            return 0
        return self._run(task) if task is not None else 0

    def _run(self, task: DBTaskResult[Any, Any]) -> int:
        try:
            self.worker.run_task(task)
        except DatabaseError:
            # Its outcome could not be written. Under a new name this worker no longer vouches for
            # it, so that it is taken up again like a dead worker's.
            log.exception("the outcome of task %s is not recorded", task.pk)
            self.worker.worker_id = _fresh_id()
        return 1

    def _housekeeping(self) -> None:
        now = time.monotonic()
        if now >= self._next_recover:
            self._next_recover = now + _RECOVER
            services.recover_stale(timezone.now(), SILENT)
        if now >= self._next_ticks:
            self._next_ticks = now + _TICKS
            services.run_due_ticks(ports.clock.now())

    def _beat(self) -> None:
        while not self._stop_beat.wait(_BEAT):
            try:
                services.beat(self.worker.worker_id, now=timezone.now())
            except DatabaseError:
                log.exception("no sign of life could be given")
                connections.close_all()
        connections.close_all()


def _fresh_id() -> str:
    return f"{os.getpid()}-{secrets.token_hex(8)}"
