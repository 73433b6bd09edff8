"""One form out of several: the union by role and element."""

from collections.abc import Iterable, Mapping
from typing import Any

from tongban.forms.errors import MergeConflict
from tongban.forms.rules import shape
from tongban.forms.types import Schema

_LOWER = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems"})
_UPPER = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems"})
# How a field looks, or where it stands, is nobody's constraint: the first form that says it wins.
_LOOKS = frozenset({"title", "description", "x-section", "x-order", "x-widget"})


def merge(schemas: Iterable[Schema]) -> dict[str, Any]:
    """Return one form that asks all of `schemas` once; raises MergeConflict.

    Fields unite by role and element: required where any form asks for it, the stricter bound
    wins, a field that one form asks always is asked always. What cannot hold together (two
    types, two formats, disjoint choices, two conditions, bounds that cross) raises.
    """
    properties: dict[str, dict[str, Any]] = {}
    required: list[str] = []
    sections: dict[str, Mapping[str, Any]] = {}
    for schema in schemas:
        for part in schema.get("x-sections", ()):
            sections.setdefault(part["code"], part)
        for name, prop in schema["properties"].items():
            if name in properties:
                properties[name] = _united(name, properties[name], prop)
            else:
                properties[name] = dict(prop)
        required += [name for name in schema.get("required", ()) if name not in required]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "x-sections": list(sections.values()),
    }


def _united(name: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    result = {**{k: v for k, v in second.items() if k in _LOOKS}, **first}
    for word in (first.keys() | second.keys()) - _LOOKS - {"x-when"}:
        if word in first and word in second:
            result[word] = _stricter(name, word, first[word], second[word])
        elif word not in first:
            result[word] = second[word]
    one, two = first.get("x-when"), second.get("x-when")
    if one is None or two is None:
        result.pop("x-when", None)
    elif one != two:
        raise MergeConflict(field=name, rule="x-when", values=[one, two])
    _bounds_meet(name, shape.effective(result))
    return result


def _stricter(name: str, word: str, one: Any, two: Any) -> Any:
    if one == two:
        return one
    if word in _LOWER:
        return max(one, two)
    if word in _UPPER:
        return min(one, two)
    if word == "enum":
        common = [value for value in one if value in two]
        if common:
            return common
    if word == "oneOf":
        allowed = [option["const"] for option in two]
        common = [option for option in one if option["const"] in allowed]
        if common:
            return common
    raise MergeConflict(field=name, rule=word, values=[one, two])


def _bounds_meet(name: str, schema: Mapping[str, Any]) -> None:
    for low, high in (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")):
        if low in schema and high in schema and schema[low] > schema[high]:
            raise MergeConflict(field=name, rule=low, values=[schema[low], schema[high]])
