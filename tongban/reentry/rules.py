"""Receipt numbers and the patterns they must have; days that a duty has waited. Pure."""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from tongban.core.workdays.rules import local_date

LONGEST: Final = 64  # characters of a receipt number
PATTERN_LONGEST: Final = 120
_ESCAPED = re.compile(r"\\.")
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
_REPEATED_GROUP = re.compile(r"\)[*+{]")
_VARIABLE = re.compile(r"[*+]|\{\d*,\d*\}")
_OPTIONAL = re.compile(r"\?")
_MOST_VARIABLE, _MOST_OPTIONAL = 3, 8
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def pattern_fault(pattern: str) -> str:
    """Return the code of why a pattern may not be used, or "".

    A pattern is run on what people type, so it may not be one that takes for ever: no group is
    repeated, and few parts are of a length that is left open.
    """
    if len(pattern) > PATTERN_LONGEST:
        return "reentry_pattern_long"
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return "reentry_pattern_wrong"
    bare = _CLASS.sub("x", _ESCAPED.sub("x", pattern))
    slow = _REPEATED_GROUP.search(bare) or len(_VARIABLE.findall(bare)) > _MOST_VARIABLE
    return "reentry_pattern_slow" if slow or len(_OPTIONAL.findall(bare)) > _MOST_OPTIONAL else ""


@lru_cache(maxsize=200)
def _compiled(pattern: str) -> "re.Pattern[str]":
    return re.compile(pattern, re.ASCII)


def clean(text: str) -> str:
    """Return a receipt number as it is kept: without the blanks that copying brings along."""
    return "".join(text.split())


def fault(number: str, pattern: str) -> str:
    """Return the code of what is wrong with a cleaned receipt number, or ""."""
    if not number:
        return "reentry_number_missing"
    if len(number) > LONGEST or not number.isprintable():
        return "reentry_number_long"
    if pattern and not _compiled(pattern).fullmatch(number):
        return "reentry_number_form"
    return ""


def waited(since: datetime, now: datetime) -> int:
    """Return the days since acceptance: the day itself does not count, today does."""
    return max(0, (local_date(now) - local_date(since)).days)


def place_key(at: datetime, key: int) -> str:
    """Return the place of a row in a list by (instant, id), as an address carries it."""
    return f"{(at - _EPOCH) // timedelta(microseconds=1)}.{key}"


def place_of(text: str) -> tuple[datetime, int] | None:
    """Return the place that an address names; None for its beginning or for junk."""
    micro, dot, key = text.partition(".")
    parts = (micro, key)
    if not dot or not all(one.isascii() and one.isdigit() and len(one) < 19 for one in parts):
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(micro)), int(key)
    except OverflowError:
        return None
