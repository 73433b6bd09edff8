"""The catalogue's fields, values and differences in Chinese."""

import re
from collections.abc import Mapping
from typing import Any

from tongban.catalogue.types import Difference
from tongban.catalogue.wording.fields import FIELDS, ROWS, SECTIONS, Word
from tongban.core.workdays.types import Limit
from tongban.lib.errors import Refusal

__all__ = [
    "FIELDS",
    "ROWS",
    "SECTIONS",
    "Word",
    "field",
    "label",
    "said",
    "section",
    "spoken",
    "words_of",
]

_BY_NAME = {one.name: one for one in FIELDS}
_PART = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?")
_ORDER = "order"


def field(name: str) -> Word:
    """Return the words of an edition's field; a name that no edition has stands for itself."""
    return _BY_NAME.get(name, Word(name, name))


def words_of(rows: str) -> tuple[Word, ...]:
    """Return the fields of the rows (or the record) of this name; () where it has none."""
    return ROWS.get(rows, ())


def section(path: str) -> str:
    """Return the section that a path of a problem or difference lies in."""
    return SECTIONS.get(field(_first(path)).section, "其他")


def _first(path: str) -> str:
    found = _PART.match(path)
    return found[1] if found else path


def label(path: str) -> str:
    """Return a path in words: `materials[lease].hint` is 申请材料“lease”的填报须知, and a place by
    number (`materials[0].name`) is 申请材料第 1 条的材料名称."""
    parts = _PART.findall(path)
    said_so_far, rows = "", ""
    for n, (name, row) in enumerate(parts):
        word = field(name) if n == 0 else _inner(rows, name)
        title = "顺序" if name == _ORDER and n else word.title
        said_so_far += f"的{title}" if n else title
        if row:
            said_so_far += f"第 {int(row) + 1} 条" if row.isdecimal() else f"“{row}”"
        rows = name
    return said_so_far


def _inner(rows: str, name: str) -> Word:
    return next((one for one in words_of(rows) if one.name == name), Word(name, name))


def said(path: str, value: Any) -> str:
    """Return a value of the JSON as people read it; "" for nothing."""
    parts = [name for name, _row in _PART.findall(path)]
    word = field(parts[0]) if len(parts) == 1 else _inner(parts[-2], parts[-1])
    return _said(word, value)


def _said(word: Word, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_said(word, one) for one in value)
    if isinstance(value, Mapping):
        return _record(word, value)
    if word.kind == "money" and isinstance(value, int):
        return f"{value / 100:.2f} 元"
    return dict(word.choices).get(str(value), str(value))


def _record(word: Word, value: Mapping[str, Any]) -> str:
    """Say a limit as a limit; another record by its fields that are not empty."""
    if "value" in value and "unit" in value:
        try:
            return Limit.parse(value).text()
        except Refusal:
            return str(dict(value))
    known = {one.name: one for one in words_of(word.name)}
    parts = []
    for name, inner in value.items():
        text = _said(known.get(name, Word(name, name)), inner)
        if text:
            parts.append(f"{known[name].title if name in known else name}：{text}")
    return "；".join(parts)


def spoken(difference: Difference) -> dict[str, str]:
    """Return a difference in words: section, label, kind, before, after."""
    kinds = {"added": "新增", "removed": "删去", "changed": "修改"}
    return {
        "section": section(difference.path),
        "label": label(difference.path),
        "kind": kinds[difference.kind],
        "tone": {"added": "good", "removed": "warn", "changed": "info"}[difference.kind],
        "before": said(difference.path, difference.before),
        "after": said(difference.path, difference.after),
    }
