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
    "age": "岁",
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
    name: str = ""

    def share(self) -> tuple[int, int]:
        """Numerator and denominator of a ratio (`30/100`); of another value, itself over 1."""
        top, _, bottom = str(self.value).partition("/")
        return int(top), int(bottom or 1)

    def text(self) -> str:
        """In Chinese, with its unit: `20 个工作日`, `30/100`."""
        if self.unit == "day":
            words = "个工作日" if self.day_kind == "working" else "日"
        else:
            words = UNITS[self.unit] if self.unit not in {"ratio", "text"} else ""
        text = f"{self.value} {words}".strip()
        if self.value == 0 and self.unit in TIME_UNITS:
            text = "当场"
        return f"前 {text}" if self.direction == "backward" else text

    def as_limit(self) -> dict[str, object]:
        """The fields of a time limit, as `workdays.types.Limit.parse` takes them."""
        return {
            "value": self.value,
            "unit": self.unit,
            "day_kind": self.day_kind or "natural",
            "direction": self.direction,
        }
