"""What higher areas hear of the calendar: those who own deadlines recompute them."""

from collections.abc import Callable
from datetime import date


class Amended:
    """Who wants to know that the calendar has a new version; filled in `apps.ready()`."""

    def __init__(self) -> None:
        self._known: dict[str, Callable[[date], object]] = {}

    def register(self, code: str, hear: Callable[[date], object]) -> None:
        """Call `hear(first)` with the first day that a new version writes, in its transaction.

        What takes long is to be queued there, not done. Raises ValueError if `code` is taken.
        """
        if self._known.setdefault(code, hear) is not hear:
            raise ValueError(f"{code!r} listens to the calendar twice")

    def tell(self, first: date) -> None:
        """Tell everybody."""
        for hear in self._known.values():
            hear(first)


amended = Amended()
