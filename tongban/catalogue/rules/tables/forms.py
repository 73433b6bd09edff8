"""An application's form as two tables, its parts and its fields, and back to the very same JSON.

Fields stand in the order of the schema's properties; what an applicant is asked first follows from
the part and from `order` (x-order), as in the form itself. What the two tables do not show, a word
that a property has besides (minimum, x-not-before …), stands in the cell `rest`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tongban.catalogue.rules.tables.records import record_of, row_of
from tongban.catalogue.types.tables import Misread, Table
from tongban.forms.rules import key

_PART = {"x-when": "when"}
_FIELD = {
    "x-role": "role",
    "x-element": "element",
    "x-section": "section",
    "x-order": "order",
    "x-when": "when",
}
_FRAME = ("type", "properties", "required", "x-sections")


def part_rows(table: Table, form: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parts of a form as rows."""
    return [_row(table, part, _PART) for part in form.get("x-sections") or ()]


def field_rows(table: Table, form: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of a form as rows."""
    must = set(form.get("required") or ())
    return [
        {**_row(table, prop, _FIELD), "required": name in must}
        for name, prop in (form.get("properties") or {}).items()
    ]


def _row(table: Table, given: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return a row; a word that has no column, or whose value none can hold, goes to `rest`."""
    record: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for word, value in given.items():
        field = table.by_name.get(names.get(word, word))
        if field is None or field.name in {"rest", "required"} or not _holds(field.kind, value):
            rest[word] = value
        else:
            record[field.name] = value
    if rest:
        record["rest"] = {"keys": list(given), "words": rest}
    return row_of(table, record)


def _holds(kind: str, value: Any) -> bool:
    if kind == "whole":
        return type(value) is int
    return kind == "condition" or isinstance(value, str)


def frame_of(form: Mapping[str, Any]) -> str:
    """Return what the form says besides its parts and fields, as text; "" where it is as usual."""
    names = form.get("properties") or {}
    must = form.get("required")
    kept: dict[str, Any] = {}
    for word, value in form.items():
        kept[word] = None if word in {"properties", "x-sections"} else value
    if must is not None and list(must) == [name for name in names if name in set(must)]:
        kept["required"] = None
    usual = {"type": "object", **dict.fromkeys(_FRAME[1:])}
    same = list(kept) == list(_FRAME) and kept == usual
    return "" if same else json.dumps(kept, ensure_ascii=False)


def part_of(table: Table, row: Mapping[str, Any], found: list[Misread]) -> dict[str, Any]:
    """Return the part of a row."""
    return _given(table, row, _PART, found)


def field_of(
    table: Table, row: Mapping[str, Any], found: list[Misread]
) -> tuple[str, dict[str, Any], bool]:
    """Return the key of a field's row, its property, and whether it must be filled in."""
    prop = _given(table, row, _FIELD, found)
    name = key(str(prop.get("x-role") or ""), str(prop.get("x-element") or ""))
    return name, prop, bool(row.get("required"))


def _given(
    table: Table, row: Mapping[str, Any], names: Mapping[str, str], found: list[Misread]
) -> dict[str, Any]:
    back = {ours: theirs for theirs, ours in names.items()}
    record = record_of(table, row, found, {})
    record.pop("required", None)
    rest = record.pop("rest", None)
    given = {back.get(name, name): value for name, value in record.items()}
    if rest is None:
        return given
    if not _is_rest(rest):
        found.append(
            Misread("rest", "rest", "这一格被改动了。请从导出的表格里原样复制，或者清空。")
        )
        return given
    words = {**given, **rest["words"]}
    order = [word for word in rest["keys"] if word in words]
    return {word: words[word] for word in [*order, *(w for w in words if w not in order)]}


def _is_rest(rest: Any) -> bool:
    return (
        isinstance(rest, dict)
        and isinstance(rest.get("words"), dict)
        and isinstance(rest.get("keys"), list)
        and all(isinstance(word, str) for word in rest["keys"])
    )


def form_of(
    frame: str,
    parts: Sequence[Mapping[str, Any]],
    fields: Sequence[tuple[str, Mapping[str, Any], bool]],
    found: list[Misread],
) -> dict[str, Any]:
    """Return the form that the rows make, in the frame that was kept with them."""
    kept: Any = {"type": "object", **dict.fromkeys(_FRAME[1:])}
    if frame.strip():
        try:
            kept = json.loads(frame)
        except (ValueError, RecursionError):
            kept = None
        if not isinstance(kept, dict):
            message = "系统列被改动了。请从导出的表格里原样复制，或者清空这一格。"
            found.append(Misread("form", "system", message))
            return {}
    must = [name for name, _prop, required in fields if required]
    listed = kept.get("required")
    if not (isinstance(listed, list) and sorted(map(str, listed)) == sorted(must)):
        listed = must
    made = {
        "properties": {name: dict(prop) for name, prop, _required in fields},
        "required": listed,
        "x-sections": list(parts),
    }
    form = {word: made.get(word, value) for word, value in kept.items()}
    for word, value in made.items():
        if word not in form and value:
            form[word] = value
    return form
