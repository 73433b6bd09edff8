"""What an edition says, as the text that is frozen and hashed, and back. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tongban.lib import canonical
from tongban.lists.types import Choice, Column, ColumnType, Item, Kind


def columns_text(columns: Sequence[Column]) -> str:
    """Return the columns as text: an edition keeps its own, whatever becomes of the kind."""
    return json.dumps([column_dict(one) for one in columns], ensure_ascii=False)


def column_dict(column: Column) -> dict[str, Any]:
    """Return a column as JSON."""
    return {
        "name": column.name,
        "title": column.title,
        "type": column.type.value,
        "required": column.required,
        "listed": column.listed,
        "choices": [{"code": one.code, "title": one.title} for one in column.choices],
    }


def parse_columns(text: str) -> tuple[Column, ...]:
    """Return the columns that an edition kept."""
    return tuple(
        Column(
            name=raw["name"],
            title=raw["title"],
            type=ColumnType(raw["type"]),
            required=raw["required"],
            listed=raw["listed"],
            choices=tuple(Choice(one["code"], one["title"]) for one in raw["choices"]),
        )
        for raw in json.loads(text)
    )


def content_text(kind: Kind, head: Mapping[str, Any], items: Sequence[Item]) -> str:
    """Return the whole edition as canonical JSON: `head` (list, number, dates …), columns,
    entries in order."""
    return canonical.text(
        {
            **head,
            "kind": kind.code,
            "columns": [column_dict(one) for one in kind.columns],
            "entries": [{"key": item.key, "values": dict(item.values)} for item in items],
        }
    )


def content_hash(text: str) -> str:
    """Return the hash of an edition's text, with its algorithm's name."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def values_text(values: Mapping[str, Any]) -> str:
    """Return an entry's values as text."""
    return canonical.text(dict(values))


def parse_values(text: str) -> dict[str, Any]:
    """Return the values of an entry's text."""
    found: dict[str, Any] = json.loads(text)
    return found
