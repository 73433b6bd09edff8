"""What stands on the face of a licence, in order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

_OWN = {"holder", "holder_code", "valid"}


def chinese_day(day: date) -> str:
    """2026年11月23日, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def term(valid_from: date, valid_to: date | None) -> str:
    """The validity as it is printed; no end is 长期."""
    if valid_to is None:
        return f"{chinese_day(valid_from)} 至 长期"
    return f"{chinese_day(valid_from)} 至 {chinese_day(valid_to)}"


def text_of(value: Any) -> str:
    """One value as one line: lists joined by 、, yes and no in Chinese, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(filter(None, map(text_of, value)))
    if isinstance(value, dict):
        return "、".join(filter(None, map(text_of, value.values())))
    return str(value)


def rows(
    *,
    labels: Mapping[str, str],
    content: Mapping[str, Any],
    holder: str,
    holder_code: str,
    valid_from: date,
    valid_to: date | None,
) -> list[tuple[str, str]]:
    """(label, value) by the type's labels; `holder`, `holder_code` and `valid` are the licence's
    own, the rest is taken from its content; what is empty is left out.
    """
    own = {
        "holder": holder,
        "holder_code": holder_code,
        "valid": term(valid_from, valid_to),
    }
    ordered = dict(labels) or {"holder": "持证主体", "valid": "有效期限"}
    found = [
        (label, own[key] if key in _OWN else text_of(content.get(key)))
        for key, label in ordered.items()
    ]
    return [(label, value) for label, value in found if value]
