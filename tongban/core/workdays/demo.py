"""The calendar that ships, as rows."""

from collections.abc import Callable
from datetime import datetime

from tongban.core.workdays.services import load_shipped


def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Store the shipped calendar; again: nothing to do."""
    say(f"工作日历：写入 {load_shipped(now=now)} 天")
