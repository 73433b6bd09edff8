"""Canonical JSON (RFC 8785, JCS): one value, one sequence of bytes, in any language."""

from collections.abc import Mapping
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
    decimals and UUIDs their text, enumerations their value, tuples lists.
    """
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {_name(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
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
    try:
        return rfc8785.dumps(plain(value))
    except rfc8785.CanonicalizationError as error:
        raise NotCanonical(str(error)) from error


def text(value: Any) -> str:
    """Return the canonical JSON of `value` as text. Raises NotCanonical."""
    return encode(value).decode()
