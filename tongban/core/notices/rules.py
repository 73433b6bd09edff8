"""Texts and pauses, pure."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tongban.core.notices.errors import MissingWord

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
_WORD = re.compile(r"\{(\w+)\}")


def filled(text: str, context: Mapping[str, Any]) -> str:
    """Replace each `{word}`; a plain replacement, so no context value is ever evaluated.

    Raises MissingWord.
    """

    def word(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in context:
            raise MissingWord(word=name)
        return str(context[name])

    return _WORD.sub(word, text)


def pause_after(attempts: int) -> timedelta | None:
    """Give how long to wait after the `attempts`-th failure, or None to give up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
