"""What may be asked for, why, and when. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

HOME, HOURS = "home", "hours"
KINDS: Final[Mapping[str, str]] = {HOME: "上门办", HOURS: "延时办"}

AGED, DISABLED, ILL = "aged", "disabled", "ill"
WHY: Final[Mapping[str, str]] = {
    AGED: "年满规定岁数的老年人",
    DISABLED: "残疾，出门不便",
    ILL: "生病、照护等，出门不便",
}

DAYS_OFF = "off"
PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    HOME: {"am": "上午", "pm": "下午"},
    HOURS: {"early": "上班前", "noon": "中午", "late": "下班后", DAYS_OFF: "双休日、节假日"},
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: `why` is "" for 延时办, which needs no reason."""

    kind: str
    why: str
    day: date | None
    part: str
    address: str
    phone: str
    note: str = ""
