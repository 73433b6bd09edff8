"""Acts on files: receive, keep, bind, discard, judge, sweep, drop."""

from tongban.core.files.services.lifecycle import (
    bind,
    discard,
    drop,
    judge,
    judge_waiting,
    sweep,
)
from tongban.core.files.services.storing import keep, receive

__all__ = ["bind", "discard", "drop", "judge", "judge_waiting", "keep", "receive", "sweep"]
