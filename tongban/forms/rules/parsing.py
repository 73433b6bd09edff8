"""From what a browser sent to typed data, and from data to its two halves."""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from tongban.forms.rules import shape
from tongban.forms.rules.vocabulary import VOCABULARY
from tongban.forms.types import Data, Schema, Split, Values

_NUMBER = re.compile(r"^-?\d{1,15}(\.\d{1,6})?$")
_CODES = frozenset({"identity", "uscc", "phone", "disability-card"})
_TRUE, _FALSE = frozenset({"1", "true", "on", "yes"}), frozenset({"0", "false", "off", "no"})


def parse(schema: Schema, values: Values) -> dict[str, Any]:
    """Return what a browser sent, typed after the schema; empty fields are left out.

    Text is stripped at its ends and keeps every other character (names may hold any); codes lose
    their blanks and full-width forms. What cannot be typed (letters in a number) stays text, for
    `validate` to name.
    """
    data: dict[str, Any] = {}
    for name, prop in schema["properties"].items():
        given = [text.strip() for text in values.getlist(name)]
        given = [text for text in given if text]
        if not given:
            continue
        wanted = shape.effective(prop)
        if wanted.get("type") == "array":
            data[name] = list(dict.fromkeys(given))
        else:
            value = _typed(wanted, given[-1])
            if value is not None:
                data[name] = value
    return data


def _typed(wanted: Mapping[str, Any], text: str) -> Any:
    kind = wanted.get("type")
    if kind == "boolean":
        low = text.lower()
        return True if low in _TRUE else False if low in _FALSE else text
    if kind in {"integer", "number"}:
        return _number(unicodedata.normalize("NFKC", text).replace(",", ""), text)
    if wanted.get("format") in _CODES:
        return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    return text.replace("\r\n", "\n")


def _number(text: str, original: str) -> Any:
    if not _NUMBER.match(text):
        return original
    value = float(text)
    return int(value) if value.is_integer() else value


def split(schema: Schema, data: Data) -> Split:
    """Part `data` into plain values and personal ones (as text) for the ledger.

    What the form does not know is treated as personal: better hidden than leaked.
    """
    plain: dict[str, Any] = {}
    personal: dict[str, str] = {}
    for name, value in data.items():
        code = schema["properties"].get(name, {}).get("x-element", "")
        if code not in VOCABULARY or VOCABULARY[code].personal:
            personal[name] = (
                value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            )
        else:
            plain[name] = value
    return Split(plain, personal)


def by_element(schema: Schema, data: Data) -> dict[tuple[str, str], Any]:
    """Return the values of `data` by (role, element): how other areas read a form."""
    props = schema["properties"]
    return {
        (props[name]["x-role"], props[name]["x-element"]): value
        for name, value in data.items()
        if name in props
    }
