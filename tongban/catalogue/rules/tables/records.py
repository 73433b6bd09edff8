"""One record as one row, and back to the very same JSON: order of keys, what was left out, all.

A row shows what holds. What it cannot show stands in its last cell (`types.tables.SYSTEM`): the
keys in their order where that is not the usual one, and values that no cell can hold. A row that
somebody wrote by hand has none, and gets the usual order.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tongban.catalogue.rules.tables import phrases
from tongban.catalogue.types.tables import SYSTEM, Field, Misread, Table

_UNTOUCHED = ("rows", "form")


def row_of(table: Table, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cells of a record by column; blank ones are left out.

    Values that stand in tables of their own (`rows`, `form`) are kept in the order of keys only.
    """
    row = dict(table.shown)
    keys: list[str] = []
    exact: dict[str, Any] = {}
    last, usual = -1, len(table.musts)
    for name, value in _flat(table, record):
        keys.append(name)
        field = table.by_name[name]
        place = table.places[name]
        if not last < place or not (field.must or not _same(value, field.default)):
            usual = -1
        last = place
        usual -= field.must
        if field.kind in _UNTOUCHED:
            continue
        row.pop(name, None)
        try:
            cell = None if _same(value, _blank(field)) else _WRITE[field.kind](field, value)
            if cell is None and field.name in table.shown:
                cell = value
            if cell is None and not _same(value, _blank(field)):
                exact[name] = value
        except (TypeError, ValueError, KeyError):
            cell = None
            exact[name] = value
        if cell is not None:
            row[name] = cell
    if usual == 0 and not exact:
        return row
    said = "" if usual == 0 else ",".join(keys)
    row[SYSTEM] = (
        json.dumps({"keys": said, "exact": exact}, ensure_ascii=False) if exact else said or ","
    )
    return row


def _flat(table: Table, record: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give the values by their columns' names, in the order of the record."""
    for name, value in record.items():
        if name in table.by_name:
            yield name, value
        else:
            yield from ((f"{name}.{inner}", one) for inner, one in value.items())


def record_of(
    table: Table, row: Mapping[str, Any], found: list[Misread], elsewhere: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the record of a row; what a cell cannot mean is added to `found` and left out.

    `elsewhere` are the values that stand in tables of their own, by key.
    """
    keys, exact, handmade = _kept(table, row, found)
    values = dict(elsewhere)
    for name, cell in row.items():
        field = table.by_name.get(name)
        if field is None or cell is None or cell in ("", ()) or field.kind in _UNTOUCHED:
            continue
        try:
            values[name] = _READ[field.kind](field, cell)
        except phrases.Unreadable as unreadable:
            found.append(Misread(name, field.kind, f"{unreadable}。"))
            values[name] = None  # as if it were blank, so that the rest can be looked at
    values = {**exact, **values}
    for name in [*keys, *(table.musts if handmade else ())]:
        if name not in values and (value := _blank(table.by_name[name])) is not _NOTHING:
            values[name] = value
    more = sorted(
        (name for name in values if name not in set(keys) and _must_say(table, name, values)),
        key=table.places.__getitem__,
    )
    record: dict[str, Any] = {}
    for name in (*keys, *more):
        if name in values:
            _put(record, name, values[name])
    return record


def _must_say(table: Table, name: str, values: Mapping[str, Any]) -> bool:
    """Whether a value that the row's keys do not name is said all the same."""
    field = table.by_name.get(name)
    if field is None:
        return False
    return field.must or not _same(values[name], field.default)


def _put(record: dict[str, Any], name: str, value: Any) -> None:
    outer, dot, inner = name.partition(".")
    if dot:
        record.setdefault(outer, {})[inner] = value
    else:
        record[name] = value


def _kept(
    table: Table, row: Mapping[str, Any], found: list[Misread]
) -> tuple[list[str], dict[str, Any], bool]:
    """Return the keys in their order, the exact values that the last cell keeps, and whether the
    row is in the usual order (or was written by hand)."""
    text = str(row.get(SYSTEM) or "").strip()
    if not text:
        return [], {}, True
    exact: Any = {}
    if text.startswith("{"):
        try:
            kept = json.loads(text)
            text, exact = str(kept["keys"]), kept["exact"]
        except (ValueError, KeyError, TypeError, RecursionError):
            text, exact = "?", {}
    keys = [one for one in text.split(",") if one]
    sound = isinstance(exact, dict) and all(name in table.by_name for name in [*keys, *exact])
    if not sound or len(set(keys)) != len(keys):
        message = "系统列被改动了。请从导出的表格里原样复制，或者清空这一格。"
        found.append(Misread(SYSTEM, "system", message))
        return [], {}, True
    return keys, exact, not text


_NOTHING: Any = object()  # a field that must be given and was not: the key stays out


def _blank(field: Field) -> Any:
    """Return what an empty cell means: what holds by default, "" for a text that must be there."""
    if not field.must:
        return field.default
    if field.kind == "text":
        return ""
    if field.kind in {"texts", "choices"}:
        return []
    return None if field.kind in {"limit", "condition", "money"} else _NOTHING


def _same(one: Any, two: Any) -> bool:
    """Equality as JSON has it: true is not 1, 1.0 is not 1, and the order of keys counts."""
    if type(one) is not type(two):
        return False
    if isinstance(one, dict):
        return list(one) == list(two) and all(_same(one[name], two[name]) for name in one)
    if isinstance(one, list):
        return len(one) == len(two) and all(map(_same, one, two))
    return bool(one == two)


# --- values in cells: None is a blank; TypeError, ValueError or KeyError: none can hold it ----


def _text(_field: Field, value: Any) -> Any:
    if not isinstance(value, str) or (value and value.isspace()):
        raise TypeError(value)
    return value or None


def _flag(_field: Field, value: Any) -> Any:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _whole(_field: Field, value: Any) -> Any:
    if value is not None and type(value) is not int:
        raise TypeError(value)
    return value


def _choice(field: Field, value: Any) -> Any:
    if value in (None, ""):
        return None
    if value not in field.choices:
        raise KeyError(value)
    return value


def _many(field: Field, value: Any) -> Any:
    items = [str(one) if field.whole and type(one) is int else one for one in value]
    if not isinstance(value, list) or not all(
        isinstance(one, str) and one and not (field.choices and one not in field.choices)
        for one in items
    ):
        raise TypeError(value)
    if field.choices and len(set(items)) != len(items):
        raise ValueError(value)
    return tuple(items) or None


def _limit(_field: Field, value: Any) -> Any:
    return phrases.limit_text(value) or None


def _condition(_field: Field, value: Any) -> Any:
    return phrases.condition_text(value) or None


def _rest(_field: Field, value: Any) -> Any:
    return value


_WRITE: Mapping[str, Callable[[Field, Any], Any]] = {
    "text": _text,
    "flag": _flag,
    "whole": _whole,
    "money": _whole,
    "choice": _choice,
    "choices": _many,
    "texts": _many,
    "limit": _limit,
    "condition": _condition,
    "rest": _rest,
}


def _read_many(field: Field, cell: Any) -> Any:
    return [int(one) for one in cell] if field.whole else list(cell)


_READ: Mapping[str, Callable[[Field, Any], Any]] = {
    "text": lambda _field, cell: cell,
    "flag": lambda _field, cell: cell,
    "whole": lambda _field, cell: cell,
    "money": lambda _field, cell: cell,
    "choice": lambda _field, cell: cell,
    "choices": _read_many,
    "texts": _read_many,
    "limit": lambda _field, cell: phrases.limit_of(cell),
    "condition": lambda _field, cell: phrases.condition_of(cell),
    "rest": lambda _field, cell: cell,
}
