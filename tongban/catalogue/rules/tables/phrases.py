"""Limits and conditions as a clerk writes them in a cell; what is richer stands there as JSON.

    20个工作日 · 5个自然日 · 3个月 · 2年 · 24小时 · 30分钟
    scope = rx · scope ≠ rx · why = lost | damaged · shop.premises.storage_area > 0
    kind = retail 且 area ≥ 100 · tenure = leased 或 tenure = lent

Each is exactly one JSON value: what is written for it is read back to the same.
"""

import json
import re
import unicodedata
from functools import lru_cache
from typing import Any

from tongban.lib import conditions

_UNITS = {"个月": "month", "年": "year", "小时": "hour", "分钟": "minute"}
_LIMIT = re.compile(
    r"(\d{1,5})\s*(个?工作日|个?自然日|个?月|年|个?小时|分钟|个?日|个?天)", re.ASCII
)
_OPERATORS = {"=": "eq", "≠": "ne", ">": "gt", "≥": "ge", "<": "lt", "≤": "le"}
_SIGNS = {word: sign for sign, word in _OPERATORS.items()}
_LINE = re.compile(r"([^\W\d][\w-]*(?:\.[\w-]+)*)\s*([=≠>≥<≤])\s*(.+)")
_WORD = re.compile(r"[\w-]+")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})", re.ASCII)
_JOINTS = {"且": "all", "或": "any"}


class Unreadable(ValueError):
    """The text is no limit, or no condition; the argument says what to write instead."""


def limit_text(limit: Any) -> str:
    """Return a limit (its JSON) as text; "" for none."""
    return "" if limit is None else _limit_text(_exact(limit))


@lru_cache(maxsize=4096)
def _limit_text(exact: str) -> str:
    limit = json.loads(exact)
    said = _said(limit) if isinstance(limit, dict) else ""
    return said if said and _exact(_limit_of(said)) == exact else exact


def _said(limit: dict[str, Any]) -> str:
    value, unit = limit.get("value"), limit.get("unit")
    if unit == "day":
        return f"{value}{'个工作日' if limit.get('day_kind') == 'working' else '个自然日'}"
    word = next((word for word, code in _UNITS.items() if code == unit), "")
    return f"{value}{word}" if word else ""


def limit_of(text: str) -> Any:
    """Return the limit that a text says; None for "". Raises Unreadable."""
    if not text.strip():
        return None
    known = _limit_of(text)
    if known is None:
        raise Unreadable("时限写成“20个工作日”“5个自然日”或“3个月”这样，当场办结的留空")
    return dict(known)


@lru_cache(maxsize=4096)
def _limit_of(text: str) -> Any:
    typed = unicodedata.normalize("NFKC", text).strip()
    if typed.startswith("{"):
        return _json(typed, dict)
    found = _LIMIT.fullmatch(typed)
    if not found:
        return None
    value, word = int(found[1]), found[2].removeprefix("个")
    if word in {"日", "天"}:
        raise Unreadable("请写明是工作日还是自然日，例如“20个工作日”")
    if word in {"工作日", "自然日"}:
        kind = "working" if word == "工作日" else "natural"
        return {"value": value, "unit": "day", "day_kind": kind}
    return {"value": value, "unit": _UNITS["个月" if word == "月" else word]}


def condition_text(when: Any) -> str:
    """Return a condition (its JSON) as text; "" for none."""
    return "" if when is None else _condition_text(_exact(when))


@lru_cache(maxsize=4096)
def _condition_text(exact: str) -> str:
    said = _lines(json.loads(exact))
    if not said:
        return exact
    try:
        return said if _exact(_condition_of(said)) == exact else exact
    except Unreadable:
        return exact


def _lines(when: Any) -> str:
    if not isinstance(when, dict) or len(when) != 1:
        return ""
    ((op, operand),) = when.items()
    if op not in _JOINTS.values():
        return _line(when)
    parts = [_line(part) for part in operand] if isinstance(operand, list) else []
    sign = "且" if op == "all" else "或"
    return f" {sign} ".join(parts) if len(parts) > 1 and all(parts) else ""


def _line(when: Any) -> str:
    if not isinstance(when, dict) or len(when) != 1:
        return ""
    ((op, operand),) = when.items()
    if not isinstance(operand, list) or len(operand) != 2:
        return ""
    path, value = operand
    if op == "in" and isinstance(value, list) and len(value) > 1:
        return f"{path} = {' | '.join(str(one) for one in value)}"
    return f"{path} {_SIGNS[op]} {value}" if op in _SIGNS else ""


def condition_of(text: str) -> Any:
    """Return the condition that a text says; None for "". Raises Unreadable."""
    return None if not text.strip() else json.loads(_exact(_condition_of(text)))


@lru_cache(maxsize=4096)
def _condition_of(text: str) -> Any:
    typed = text.strip()
    if typed.startswith(("{", "[")) or typed in {"true", "false"}:
        when = _json(typed, (dict, bool))
    else:
        when = _spoken(unicodedata.normalize("NFKC", typed).replace("!=", "≠"))
    if when is None or conditions.problems(when):
        raise Unreadable("条件写成“scope = rx”这样，多个条件之间用“且”或者“或”连接，不能混用")
    return when


def _spoken(typed: str) -> Any:
    typed = typed.replace(">=", "≥").replace("<=", "≤").replace("==", "=")
    joints = [sign for sign in _JOINTS if re.search(rf"\s{sign}\s", typed)]
    if len(joints) > 1:
        return None
    parts = [_part(one) for one in re.split(rf"\s+{joints[0]}\s+", typed)] if joints else []
    if not joints:
        return _part(typed)
    return None if None in parts else {_JOINTS[joints[0]]: parts}


def _part(typed: str) -> Any:
    found = _LINE.fullmatch(typed.strip())
    if not found:
        return None
    path, sign, rest = found.groups()
    words = [one.strip() for one in rest.split("|")]
    if not all(_WORD.fullmatch(one) for one in words):
        return None
    values = [int(one) if _NUMBER.fullmatch(one) else one for one in words]
    if len(values) > 1:
        return {"in": [path, values]} if sign == "=" else None
    return {_OPERATORS[sign]: [path, values[0]]}


def _json(typed: str, kinds: Any) -> Any:
    try:
        value = json.loads(typed)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, kinds) else None


def _exact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
