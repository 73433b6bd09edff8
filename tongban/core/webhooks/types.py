"""Plain values of the area."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered: HTTP status and the beginning of its text."""

    status: int
    text: str = ""

    @property
    def taken(self) -> bool:
        """Whether the events are the receiver's from now on."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a receiver's row: `per_second` events at most, `verbs` as prefixes."""

    name: str
    url: str
    verbs: tuple[str, ...]
    whole: bool
    per_second: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a receiver stands: `state` current, behind, failing or paused; `lag` entries to go."""

    state: str
    lag: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What one run brought: events sent, whether more is to come, and after what pause."""

    sent: int = 0
    more: bool = False
    pause: timedelta = timedelta()
    error: str = ""
