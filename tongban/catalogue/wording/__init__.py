"""The catalogue's fields, values and differences in Chinese."""

import re
from collections.abc import Mapping
from typing import Any

from tongban.catalogue.types import Difference
from tongban.catalogue.wording.fields import FIELDS, ROWS, SECTIONS, Word
from tongban.catalogue.wording.names import Names, condition_text, field_text, names_of
from tongban.core.workdays.types import Limit
from tongban.lib.errors import Refusal
from tongban.lib.money import in_yuan

__all__ = [
    "FIELDS",
    "ROWS",
    "SECTIONS",
    "Names",
    "Word",
    "condition_text",
    "field",
    "label",
    "names_of",
    "said",
    "section",
    "spoken",
    "words_of",
]

_BY_NAME = {one.name: one for one in FIELDS}
_PART = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?")
_PLACES = {"order": "顺序", "sections": "分组"}  # of a difference, not of a field


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


def label(path: str, names: Names | None = None) -> str:
    """Return a path in words: `materials[lease].hint` is 申请材料“lease”的填报须知, and a place by
    number (`materials[0].name`) is 申请材料第 1 条的材料名称. `names` calls rows by their names."""
    parts = _PART.findall(path)
    called = names.rows if names else {}
    said_so_far, rows = "", ""
    for n, (name, row) in enumerate(parts):
        word = field(name) if n == 0 else _inner(rows, name)
        title = _PLACES.get(name, word.title) if n else word.title
        if not said_so_far.endswith(title):  # 承诺时限 has a 时限: once is enough
            said_so_far += f"的{title}" if n else title
        if row:
            said_so_far += _row(row, called.get(name, {}))
        rows = name
    return said_so_far


def _row(row: str, called: Mapping[str, str]) -> str:
    if not row.isdecimal():
        return f"“{called.get(row) or row}”"
    title = called.get(f"#{row}", "")
    return f"第 {int(row) + 1} 条" + (f"“{title}”" if title else "")


def _inner(rows: str, name: str) -> Word:
    return next((one for one in words_of(rows) if one.name == name), Word(name, name))


def said(path: str, value: Any, names: Names | None = None) -> str:
    """Return a value of the JSON as people read it; "" for nothing."""
    parts = _PART.findall(path)
    if parts[0][0] == "form":
        return _said_form(parts, value, names or Names())
    word = field(parts[0][0]) if len(parts) == 1 else _inner(parts[-2][0], parts[-1][0])
    if parts[-1][0] == "order" and isinstance(value, list) and names:
        called = names.rows.get(parts[0][0], {})
        return "、".join(called.get(str(one), str(one)) for one in value)
    return _said(word, value, names or Names())


def _said_form(parts: list[tuple[str, str]], value: Any, names: Names) -> str:
    """Say a form by what it asks, one of its fields, its order or its sections."""
    if isinstance(value, Mapping) and (len(parts) == 1 and not parts[0][1]):
        value = [field_text(one, names) for one in (value.get("properties") or {}).values()]
    elif isinstance(value, Mapping) and parts[0][1]:
        return field_text(value, names)
    elif isinstance(value, Mapping):
        value = [part.get("title", "") for part in value.get("x-sections") or ()]
    elif isinstance(value, list):
        value = [names.rows.get("form", {}).get(str(one), str(one)) for one in value]
    return "、".join(str(one) for one in value) if isinstance(value, list) else str(value or "")


def _said(word: Word, value: Any, names: Names) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if word.kind == "condition":
        return condition_text(value, names)
    if isinstance(value, list):
        return "、".join(_said(word, one, names) for one in value)
    if isinstance(value, Mapping):
        return _record(word, value, names)
    return _plain(word, value)


def _plain(word: Word, value: Any) -> str:
    if word.kind == "money" and isinstance(value, int):
        return f"{in_yuan(value)} 元"
    if word.kind == "file":
        return f"文件（{str(value)[:6]}…）"
    return dict(word.choices).get(str(value), str(value))


def _record(word: Word, value: Mapping[str, Any], names: Names) -> str:
    """Say a limit as a limit; another record by its fields that are not empty."""
    if "value" in value and "unit" in value:
        try:
            return Limit.parse(value).text()
        except Refusal:
            return str(dict(value))
    known = {one.name: one for one in words_of(word.name)}
    parts = []
    for name, inner in value.items():
        text = _said(known.get(name, Word(name, name)), inner, names)
        if text:
            parts.append(f"{known[name].title if name in known else name}：{text}")
    return "；".join(parts)


def spoken(difference: Difference, names: Names | None = None) -> dict[str, str]:
    """Return a difference in words: section, label, kind, tone, before, after."""
    kinds = {"added": "新增", "removed": "删去", "changed": "修改"}
    return {
        "section": section(difference.path),
        "label": label(difference.path, names),
        "kind": kinds[difference.kind],
        "tone": {"added": "good", "removed": "warn", "changed": "info"}[difference.kind],
        "before": said(difference.path, difference.before, names),
        "after": said(difference.path, difference.after, names),
    }
