"""What higher areas fill: the ticks of the scheduler, and the clock it goes by."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from tongban.core.jobs.errors import DuplicateTick
from tongban.core.jobs.types import Tick


class Ticks:
    """The registry of ticks, filled in `apps.ready()`."""

    def __init__(self) -> None:
        self._ticks: dict[str, Tick] = {}

    def register(self, code: str, every: timedelta, run: Callable[[datetime], int]) -> None:
        """Have `run(now)` called every `every`, by one worker at a time.

        `run` must be idempotent (a worker may die in it) and commit its work by batches. Raises
        DuplicateTick for a code that is taken.
        """
        if code in self._ticks:
            raise DuplicateTick(code)
        self._ticks[code] = Tick(code, every, run)

    def __iter__(self) -> Iterator[Tick]:
        return iter(tuple(self._ticks.values()))

    def get(self, code: str) -> Tick:
        """Return the tick `code`. Raises KeyError."""
        return self._ticks[code]

    def remove(self, code: str) -> None:
        """Forget a tick (tests)."""
        self._ticks.pop(code, None)


class Clock:
    """The clock that ticks are given; the shell replaces it by its own, which may be compressed."""

    def __init__(self) -> None:
        self._read: Callable[[], datetime] = timezone.now

    def use(self, read: Callable[[], datetime]) -> None:
        self._read = read

    def now(self) -> datetime:
        return self._read()


ticks = Ticks()
clock = Clock()
