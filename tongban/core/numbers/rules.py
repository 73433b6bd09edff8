"""How a number is written."""

from datetime import datetime
from zoneinfo import ZoneInfo

_CITY = ZoneInfo("Asia/Shanghai")


def series_of(prefix: str, now: datetime) -> str:
    """Return the series of `prefix` on the local day (Asia/Shanghai) of the aware instant `now`."""
    return f"{prefix}{now.astimezone(_CITY):%Y%m%d}"


def number_text(series: str, value: int, width: int) -> str:
    """Return the series followed by `value`, padded with zeros to at least `width` digits."""
    return f"{series}{value:0{width}d}"
