"""What higher areas plug into cases."""

from collections.abc import Callable
from datetime import datetime

Bar = Callable[[int, datetime], str]


class Credit:
    """Whether a party's credit keeps it from 告知承诺; area credit fills it, until then nothing."""

    def __init__(self) -> None:
        self._known: dict[str, Bar] = {}

    def register(self, name: str, ask: Bar) -> None:
        """Ask `ask(party, now)` for the reason in Chinese, or "". Raises ValueError if taken."""
        if self._known.setdefault(name, ask) is not ask:
            raise ValueError(f"credit source {name!r} is registered twice")

    def barred(self, party: int, now: datetime) -> str:
        """Give the first reason that a source tells, or ""."""
        return next(filter(None, (ask(party, now) for ask in self._known.values())), "")


credit = Credit()
