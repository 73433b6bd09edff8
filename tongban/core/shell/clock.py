"""The one place where a face asks what time it is.

A demo may run on a compressed clock: `TONGBAN_CLOCK_RATE=60` lets an hour pass in a minute,
`TONGBAN_CLOCK_START=2026-11-23T09:00:00+08:00` says where it begins (when the process started).
"""

import os
import time
from datetime import UTC, datetime, timedelta

RATE = float(os.environ.get("TONGBAN_CLOCK_RATE", "1") or "1")
_START = os.environ.get("TONGBAN_CLOCK_START", "")
_BEGAN = time.time()
_ORIGIN = (
    datetime.fromisoformat(_START).astimezone(UTC)
    if _START
    else datetime.fromtimestamp(_BEGAN, UTC)
)
COMPRESSED = RATE != 1 or bool(_START)


def now() -> datetime:
    """Give the present instant, aware, in UTC."""
    if not COMPRESSED:
        return datetime.now(UTC)
    return _ORIGIN + timedelta(seconds=(time.time() - _BEGAN) * RATE)
