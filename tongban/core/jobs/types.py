from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to do every so often. `run(now)` is idempotent and returns how much it did."""

    code: str
    every: timedelta
    run: Callable[[datetime], int]


@dataclass(frozen=True, slots=True)
class QueueState:
    """The queue at an instant: how many tasks stand where, and since when the oldest waits."""

    ready: int
    running: int
    failed: int
    oldest: datetime | None
