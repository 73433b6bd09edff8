"""All errors of a form's data at once, one at each field."""

from collections.abc import Callable, Mapping
from typing import Any

import jsonschema_rs

from tongban.forms.rules import shape, wording
from tongban.forms.rules.formats import FORMATS
from tongban.forms.rules.vocabulary import VOCABULARY
from tongban.forms.types import Data, FieldError, Schema

_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
# Of several things wrong with one value, the one that helps most to put it right.
_RANK = ("type", "enum", "const", "minLength", "maxLength", "format", "pattern")


def validate(schema: Schema, data: Data, answers: Data | None = None) -> list[FieldError]:
    """Return every error of `data` against `schema`, in the form's order; [] when it will do.

    `answers` are the scenario answers that conditions may ask beside the form's own values.
    Fields that are not asked are neither required nor checked; unknown ones are errors, since a
    page never sends them.
    """
    known = shape.prune(schema, data, answers)
    asked = {
        name: prop
        for name, prop in shape.ordered(schema)
        if shape.applies(schema, prop, known, answers)
    }
    found: dict[str, FieldError] = {}
    for name in data:
        if name not in schema["properties"]:
            found[name] = FieldError(name, "unknown", wording.unknown(name))
    readable: dict[str, Any] = {}
    for name, prop in asked.items():
        value = known.get(name)
        if not _readable(value):
            found[name] = FieldError(name, "unreadable", wording.unreadable(shape.label(prop)))
        elif value not in (None, "", []):
            readable[name] = value
    required = [n for n in schema.get("required", ()) if n in asked]
    for name in required:
        if name not in readable and name not in found:
            found[name] = _missing(name, asked[name])
    for name, error in _checked(asked, readable).items():
        found.setdefault(name, error)
    for name, prop in asked.items():
        if name not in found and _before(prop, name, readable):
            other = shape.label(schema["properties"][prop["x-not-before"]])
            sentence = wording.not_before(shape.label(prop), other)
            found[name] = FieldError(name, "before", sentence)
    places = {name: n for n, name in enumerate(asked)}
    return sorted(found.values(), key=lambda e: (places.get(e.path, len(places)), e.path))


def _readable(value: Any) -> bool:
    """Whether every text in `value` can be kept: NUL and lone surrogates cannot."""
    if isinstance(value, list):
        return all(_readable(item) for item in value)
    if not isinstance(value, str):
        return True
    return "\x00" not in value and not any(0xD800 <= ord(ch) <= 0xDFFF for ch in value)


def _missing(name: str, prop: Mapping[str, Any]) -> FieldError:
    const = shape.effective(prop).get("const")
    sentence = wording.required(shape.label(prop), shape.widget(prop), const)
    return FieldError(name, "required", sentence)


def _before(prop: Mapping[str, Any], name: str, data: Mapping[str, Any]) -> bool:
    """Whether a date lies before the one that `x-not-before` names (ISO text compares well)."""
    other = prop.get("x-not-before")
    return bool(other and name in data and other in data and str(data[name]) < str(data[other]))


def _checked(
    asked: Mapping[str, Mapping[str, Any]], data: Mapping[str, Any]
) -> dict[str, FieldError]:
    """Run the JSON Schema validator; keep the most helpful error of each field."""
    schemas = {name: shape.effective(prop) for name, prop in asked.items()}
    validator = jsonschema_rs.Draft202012Validator(
        {"type": "object", "properties": schemas}, validate_formats=True, formats=FORMATS
    )
    best: dict[str, tuple[int, FieldError]] = {}
    for error in validator.iter_errors(dict(data)):
        name, word = str(error.instance_path[0]), str(error.schema_path[-1])
        rank = _RANK.index(word) if word in _RANK else len(_RANK)
        if name in best and best[name][0] <= rank:
            continue
        sentence = _sentence(asked[name], schemas[name], word, data[name])
        best[name] = (rank, FieldError(name, _code(word), sentence))
    return {name: error for name, (_, error) in best.items()}


def _code(word: str) -> str:
    codes = {
        "minLength": "too_short",
        "maxLength": "too_long",
        "oneOf": "choice",
        "enum": "choice",
        "const": "choice",
        "minItems": "too_few",
    }
    return codes.get(word, "bound" if word in _BOUNDS else word)


def _sentence(prop: Mapping[str, Any], schema: Mapping[str, Any], word: str, value: Any) -> str:
    label, widget = shape.label(prop), shape.widget(prop)
    unit = VOCABULARY[prop["x-element"]].unit
    writers: dict[str, Callable[[], str]] = {
        "type": lambda: wording.wrong_type(label, str(schema.get("type", "")), widget),
        "minLength": lambda: wording.length(label, schema, str(value)),
        "maxLength": lambda: wording.length(label, schema, str(value)),
        "format": lambda: wording.format_text(label, str(schema.get("format", ""))),
        "pattern": lambda: wording.pattern(label, shape.hint(prop)),
        "minItems": lambda: wording.choose(label, schema["minItems"]),
        "const": lambda: wording.required(label, widget, schema.get("const")),
    }
    if word in _BOUNDS:
        return wording.bound(label, word, schema[word], unit)
    return writers.get(word, lambda: wording.choose(label))()
