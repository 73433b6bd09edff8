"""The synonyms that ship."""

from collections.abc import Callable
from datetime import datetime

from tongban.core.search.services import load_shipped


def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Store the shipped synonyms; again: nothing to do."""
    say(f"同义词：写入 {load_shipped(now=now)} 组")
