"""The shape of a form: keys, what a property really demands, which parts apply."""

from collections.abc import Mapping
from typing import Any

from tongban.forms.rules.vocabulary import VOCABULARY
from tongban.forms.types import Data, Schema
from tongban.lib import conditions


def key(role: str, element: str) -> str:
    """Return the property key of an element in a role: `applicant.party.name`."""
    return f"{role}.{element}"


def effective(prop: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of a property: its element's, overridden by what it says itself."""
    own = {word: value for word, value in prop.items() if not word.startswith("x-")}
    return {**VOCABULARY[prop["x-element"]].schema, **own}


def label(prop: Mapping[str, Any]) -> str:
    """Return what a page calls the field."""
    return str(prop.get("title") or VOCABULARY[prop["x-element"]].name)


def hint(prop: Mapping[str, Any]) -> str:
    """Return the help under the label ("" for none)."""
    return str(prop.get("description") or VOCABULARY[prop["x-element"]].hint)


def widget(prop: Mapping[str, Any]) -> str:
    """Return how a page asks for the field."""
    return str(prop.get("x-widget") or VOCABULARY[prop["x-element"]].widget)


def ordered(schema: Schema) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the properties by section, then x-order, then as written."""
    places = {part["code"]: n for n, part in enumerate(schema.get("x-sections", ()))}
    rows = enumerate(schema["properties"].items())
    found = sorted(
        rows,
        key=lambda row: (
            places.get(row[1][1].get("x-section", ""), len(places)),
            row[1][1].get("x-order", 1000),
            row[0],
        ),
    )
    return [item for _, item in found]


def applies(
    schema: Schema, prop: Mapping[str, Any], data: Data, answers: Data | None = None
) -> bool:
    """Whether the field is asked: its own condition and its section's both hold."""
    facts = {**data, **(answers or {})}
    section = next(
        (p for p in schema.get("x-sections", ()) if p["code"] == prop.get("x-section")), None
    )
    if section is not None and not holds(section.get("x-when"), facts):
        return False
    return holds(prop.get("x-when"), facts)


def holds(when: Any, facts: Mapping[str, Any]) -> bool:
    """Whether a condition holds over `facts`; None always does."""
    return when is None or conditions.evaluate(when, facts)


def prune(schema: Schema, data: Data, answers: Data | None = None) -> dict[str, Any]:
    """Return `data` without unknown fields and without those that are not asked.

    A field whose condition names a field that is itself not asked is dropped with it, so the
    result is the same whatever the order of the properties.
    """
    props = schema["properties"]
    kept = {name: value for name, value in data.items() if name in props}
    while True:
        asked = {n: v for n, v in kept.items() if applies(schema, props[n], kept, answers)}
        if len(asked) == len(kept):
            return asked
        kept = asked


def asks_of(when: Any) -> frozenset[str]:
    """Return the paths that a condition looks at; none for None."""
    return frozenset() if when is None else conditions.variables(when)
