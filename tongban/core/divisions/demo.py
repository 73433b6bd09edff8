"""The demo city's divisions: real ones, from the shipped data."""

from collections.abc import Callable
from datetime import datetime

from tongban.core.divisions.services import load_divisions, shipped


def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Load 咸宁市 with its counties, townships and villages; again: nothing to do."""
    written = load_divisions(shipped())
    say(f"行政区划：写入 {written} 个")
