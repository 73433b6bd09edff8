"""Canonical JSON (RFC 8785, JCS): one value, one sequence of bytes, in any language."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import rfc8785


class NotCanonical(ValueError):
    """The value has no canonical JSON: NaN, an integer past ±(2^53-1), or a foreign type."""


def plain(value: Any) -> Any:
    """Reduce `value` to what JSON knows.

    Instants become UTC with a Z (a naive one is refused: it names no instant), dates ISO 8601,
    decimals and UUIDs their text, enumerations their value, tuples lists. What is plain already
    may come back itself, not copied.
    """
    return value if _is_usual(value) else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, Mapping):
        return {_name(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise NotCanonical("a datetime without a time zone")
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise NotCanonical(f"{type(value).__name__} is not JSON")


def _name(key: Any) -> str:
    if not isinstance(key, str):
        raise NotCanonical(f"a name must be text, not {type(key).__name__}")
    return key


def encode(value: Any) -> bytes:
    """Return the canonical bytes (UTF-8) of `value`. Raises NotCanonical."""
    usual = _is_usual(value)
    made = value if usual else _plain(value)
    try:
        if usual or _is_usual(made):
            # Python's own writer, in C, gives the same bytes of what has no floats, ten times
            # sooner than one that knows how JavaScript writes them.
            return json.dumps(
                made, sort_keys=True, ensure_ascii=False, separators=(",", ":")
            ).encode()
        return rfc8785.dumps(made)
    except UnicodeEncodeError as error:
        raise NotCanonical("a text with half a character") from error
    except rfc8785.CanonicalizationError as error:
        raise NotCanonical(str(error)) from error


_MOST = 2**53 - 1
_ASTRAL = "\ud800"  # keys below sort by UTF-16 as they do by code point


def _is_usual(value: Any) -> bool:
    """Say whether a value is JSON of texts, whole numbers and the like, without floats."""
    kind = type(value)
    if kind is dict:
        return _usual_names(value) and _are_usual(value.values())
    if kind is list:
        return _are_usual(value)
    if kind is int:
        return bool(-_MOST <= value <= _MOST)
    return kind is str or kind is bool or value is None


def _are_usual(values: Iterable[Any]) -> bool:
    # A loop, and texts looked at where they stand: contents have hundreds of thousands.
    for value in values:  # noqa: SIM110
        if type(value) is not str and not _is_usual(value):
            return False
    return True


def _usual_names(names: Iterable[Any]) -> bool:
    for name in names:
        if type(name) is not str or not (name.isascii() or max(name) < _ASTRAL):
            return False
    return True


def text(value: Any) -> str:
    """Return the canonical JSON of `value` as text. Raises NotCanonical."""
    return encode(value).decode()
