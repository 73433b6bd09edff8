"""Whether a schema is a form: asked once, when it is published."""

from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from tongban.forms.errors import FormInvalid
from tongban.forms.rules import shape
from tongban.forms.rules.vocabulary import VOCABULARY
from tongban.forms.types import Schema
from tongban.lib import conditions

_WORDS = frozenset(
    {"x-element", "x-role", "x-section", "x-order", "x-when", "x-widget", "x-not-before"}
)


def check(schema: Schema) -> None:
    """Raise FormInvalid with every problem of a form's schema; return None when it is sound.

    `detail["problems"]` is a list of (path, what is wrong) in English, for whoever writes forms.
    """
    found: list[tuple[str, str]] = []
    properties = schema.get("properties")
    if schema.get("type") != "object" or not isinstance(properties, Mapping) or not properties:
        raise FormInvalid(problems=[("", "a form is an object with properties")])
    sections = {part.get("code") for part in schema.get("x-sections", ())}
    for part in schema.get("x-sections", ()):
        found += _condition(f"x-sections/{part.get('code')}", part.get("x-when"))
    for name, prop in properties.items():
        found += [(name, problem) for problem in _property(name, prop, sections, properties)]
        found += _condition(name, prop.get("x-when"))
    for name in schema.get("required", ()):
        if name not in properties:
            found.append((name, "required, but no such property"))
    if found:
        raise FormInvalid(problems=found)


def _property(
    name: str, prop: Mapping[str, Any], sections: set[Any], properties: Mapping[str, Any]
) -> list[str]:
    code, role = prop.get("x-element"), prop.get("x-role")
    if code not in VOCABULARY:
        return [f"unknown data element {code!r}"]
    found = []
    if not role or name != shape.key(str(role), str(code)):
        found.append("the key must be <x-role>.<x-element>")
    found += [f"unknown word {word}" for word in prop if word[:2] == "x-" and word not in _WORDS]
    if prop.get("x-section") and prop["x-section"] not in sections:
        found.append(f"no section {prop['x-section']!r}")
    if prop.get("x-not-before") and prop["x-not-before"] not in properties:
        found.append(f"no property {prop['x-not-before']!r} to stand after")
    if not jsonschema_rs.meta.is_valid(shape.effective(prop)):
        found.append("not a JSON Schema")
    return found


def _condition(path: str, when: Any) -> list[tuple[str, str]]:
    return [(path, f"x-when {p.path}: {p.code}") for p in conditions.problems(when)]
