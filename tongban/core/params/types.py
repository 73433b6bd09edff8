"""A parameter as its reader gets it (no Django)."""

from dataclasses import dataclass
from datetime import date

UNITS: dict[str, str] = {
    "minute": "分钟",
    "hour": "小时",
    "day": "日",
    "month": "个月",
    "year": "年",
    "count": "次",
    "person": "人",
    "ratio": "比例",
    "fen": "分（人民币）",
    "text": "",
}
TIME_UNITS = ("minute", "hour", "day", "month", "year")
DAY_KINDS: dict[str, str] = {"": "—", "working": "工作日", "natural": "自然日"}


@dataclass(frozen=True, slots=True)
class Param:
    """The value of `code` in force: `value` is an int where it reads as one, else text.

    `unit` and `day_kind` are words of UNITS and DAY_KINDS; `source` quotes the law or rule;
    `certain` is false where the source was not read and the value must be confirmed locally.
    """

    code: str
    value: int | str
    unit: str
    day_kind: str
    source: str
    certain: bool
    division: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    direction: str = "forward"
    note: str = ""

    def as_limit(self) -> dict[str, object]:
        """The fields of a time limit, as `workdays.types.Limit.parse` takes them."""
        return {
            "value": self.value,
            "unit": self.unit,
            "day_kind": self.day_kind or "natural",
            "direction": self.direction,
        }
