"""What time itself brings about."""

from datetime import datetime


def tick(now: datetime) -> int:
    """Let every clock that has run out do what it must; give how many did. Idempotent."""
    raise NotImplementedError


def recompute(now: datetime) -> int:
    """Recompute the clocks that were provisional when a year's days off are announced."""
    raise NotImplementedError
