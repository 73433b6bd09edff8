"""The parameters that ship, as rows."""

from collections.abc import Callable
from datetime import datetime

from tongban.core.params.services import load_shipped


def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Store the shipped parameters; again: nothing to do."""
    say(f"参数：写入 {load_shipped()} 条")
