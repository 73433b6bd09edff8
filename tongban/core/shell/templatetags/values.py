"""Values as people read them: local dates, money, sizes. All answer an empty text to nothing."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tongban.lib.money import in_yuan

CHINA = ZoneInfo("Asia/Shanghai")


def _local(value: datetime) -> datetime:
    return value.astimezone(CHINA) if value.tzinfo else value


def day(value: Any) -> str:
    """Give `2026-11-22` for an instant or a date."""
    if isinstance(value, datetime):
        return _local(value).strftime("%Y-%m-%d")
    if isinstance(value, date):
        return value.isoformat()
    return str(value or "")


def minute(value: Any) -> str:
    """Give `2026-11-22 09:05` for an instant."""
    return _local(value).strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else day(value)


def monthday(value: Any) -> str:
    """Give `11-26`."""
    return day(value)[5:] if isinstance(value, date) else str(value or "")


def money(cents: Any) -> str:
    """Give `1,234.50 元` for an amount in 分."""
    if cents is None or cents == "":
        return ""
    return f"{in_yuan(int(cents), grouped=True)} 元"


def percent(ratio: Any, places: int = 1) -> str:
    """Give `98.5%` for 0.985, rounded half up."""
    if ratio is None or ratio == "":
        return ""
    step = Decimal(1).scaleb(-int(places))
    return f"{(Decimal(str(ratio)) * 100).quantize(step, ROUND_HALF_UP)}%"


def thousands(number: Any) -> str:
    """Give `253,941`."""
    return "" if number is None or number == "" else f"{number:,}"


def size(count: Any) -> str:
    """Give `50 MB` for a number of bytes."""
    left = float(count or 0)
    for unit in ("B", "KB", "MB"):
        if left < 1024:
            return f"{left:.0f} {unit}" if left >= 10 or unit == "B" else f"{left:.1f} {unit}"
        left /= 1024
    return f"{left:.1f} GB"
