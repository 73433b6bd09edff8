"""How Excel shows numbers, so far as it changes what people saw when they typed."""

import re
from datetime import date, timedelta
from decimal import Decimal

_BUILTIN: dict[int, str] = {0: "", 1: "", 49: ""} | dict.fromkeys(
    [*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)], "date"
)
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_LONGEST = 255  # Excel's own limit
_DATED = re.compile(r"[ymdhs]", re.IGNORECASE)


def format_class(number: int, code: str | None) -> str:
    """Give "" (shown as it is), "date", zeros such as "0000" (padded to so many), or "other".

    `number` is the format's id, `code` its text where the workbook declares one.
    """
    if code is None:
        return _BUILTIN.get(number, "other")
    if len(code) > _LONGEST:
        return "other"
    bare = _LITERAL.sub("", code.split(";", 1)[0]).strip()
    if bare.lower() in {"general", "@", "0", ""}:
        return ""
    if _DATED.search(bare):
        return "date"
    return bare if set(bare) == {"0"} else "other"


def from_1904(value: str) -> bool:
    """Say whether a workbook's date1904 attribute is on."""
    return value.lower() in {"1", "true", "on"}


def serial_day(serial: Decimal) -> date | None:
    """Give the day of Excel's whole serial number; None for its 1900-02-29 and beyond 9999."""
    if not 1 <= serial <= 2_958_465 or serial == 60:
        return None
    # Excel believes that 1900 was a leap year: days before March count from a day later.
    origin = date(1899, 12, 30) if serial > 60 else date(1899, 12, 31)
    return origin + timedelta(days=int(serial))
