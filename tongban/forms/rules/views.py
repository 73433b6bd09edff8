"""What a page draws: sections of fields with labels, values, errors and sources."""

from collections.abc import Iterable, Mapping
from typing import Any

from tongban.forms.rules import shape
from tongban.forms.rules.vocabulary import VOCABULARY
from tongban.forms.types import (
    Data,
    FieldError,
    FieldView,
    FormView,
    Prefilled,
    Schema,
    SectionView,
)

_YES_NO = (("true", "是"), ("false", "否"))
_SHORT = 24


def build(
    schema: Schema,
    data: Data | None = None,
    errors: Iterable[FieldError] = (),
    prefill: Mapping[str, Prefilled] | None = None,
    answers: Data | None = None,
) -> FormView:
    """Return the form as a page shows it.

    A typed value wins over a prefilled one; the source is shown as long as the value is still the
    prefilled one. What depends on the scenario `answers` alone is left out when it does not
    apply; what depends on other fields is there, so that it can appear as they are filled.
    """
    known = prefill or {}
    given = {name: value.value for name, value in known.items()} | dict(data or {})
    facts = {**given, **(answers or {})}
    messages: dict[str, str] = {}
    for error in errors:
        messages.setdefault(error.path, error.message)
    required = frozenset(schema.get("required", ()))
    fields: dict[str, list[FieldView]] = {}
    for name, prop in shape.ordered(schema):
        if _never(schema, prop, facts):
            continue
        source = ""
        if name in known and given[name] == known[name].value:
            source = f"来自：{known[name].source.removeprefix('来自')}"
        view = _field(
            name,
            prop,
            value=given.get(name),
            error=messages.get(name, ""),
            source=source,
            required=name in required,
            hidden=not shape.holds(prop.get("x-when"), facts),
        )
        fields.setdefault(prop.get("x-section", ""), []).append(view)
    parts = [*schema.get("x-sections", ()), {"code": "", "title": ""}]
    sections = tuple(
        _section(part, fields[part["code"]], facts) for part in parts if part["code"] in fields
    )
    summary = tuple((f"id_{name}" if name else "", text) for name, text in messages.items())
    return FormView(sections, summary)


def _never(schema: Schema, prop: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Whether the field does not apply, and nothing typed into this form could change that."""
    section: Mapping[str, Any] = next(
        (p for p in schema.get("x-sections", ()) if p["code"] == prop.get("x-section")), {}
    )
    for when in (prop.get("x-when"), section.get("x-when")):
        if not shape.holds(when, facts) and not shape.asks_of(when) & schema["properties"].keys():
            return True
    return False


def _section(
    part: Mapping[str, Any], fields: list[FieldView], facts: Mapping[str, Any]
) -> SectionView:
    return SectionView(
        code=part["code"],
        title=part.get("title", ""),
        hint=part.get("hint", ""),
        fields=tuple(fields),
        show_when=_show_when(part.get("x-when")),
        hidden=not shape.holds(part.get("x-when"), facts),
    )


def _show_when(when: Any) -> str:
    """Return the kit's `name=a|b` for a plain comparison with another field, else ""."""
    if not isinstance(when, Mapping) or len(when) != 1:
        return ""
    ((word, operand),) = when.items()
    if word not in {"eq", "in", "has"} or "." not in operand[0]:
        return ""
    values = operand[1] if word == "in" else [operand[1]]
    return f"{operand[0]}={'|'.join(_text(value) for value in values)}"


def _field(
    name: str,
    prop: Mapping[str, Any],
    *,
    value: Any,
    error: str,
    source: str,
    required: bool,
    hidden: bool,
) -> FieldView:
    element, schema = VOCABULARY[prop["x-element"]], shape.effective(prop)
    options = _options(schema)
    widget = shape.widget(prop)
    label = shape.label(prop)
    longest = schema.get("maxLength")
    short = widget in {"number", "date", "tel"} or (longest is not None and longest <= _SHORT)
    return FieldView(
        key=name,
        html_id=f"id_{name}",
        label=f"{label}（{element.unit}）" if element.unit else label,
        hint=shape.hint(prop),
        # A number is typed into a text field: browsers change number fields by the wheel.
        type="text" if widget == "number" else widget,
        required=required,
        value=tuple(_text(v) for v in value) if isinstance(value, list) else _text(value),
        shown=_shown(value, options),
        options=options,
        error=error,
        source=source,
        autocomplete=element.autocomplete,
        inputmode=element.inputmode,
        max_length=longest,
        width="medium" if short else "full",
        show_when=_show_when(prop.get("x-when")),
        hidden=hidden,
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _shown(value: Any, options: tuple[tuple[str, str], ...]) -> str:
    """Return what a reader sees of an answer: the labels of choices, the value itself else."""
    names = dict(options) or dict(_YES_NO)
    values = value if isinstance(value, list) else [value]
    return "、".join(names.get(_text(one), _text(one)) for one in values)


def _options(schema: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    listed = schema.get("items", schema)
    if listed.get("type") == "boolean" and "const" not in listed:
        return _YES_NO
    if "enum" in listed:
        return tuple((str(value), str(value)) for value in listed["enum"])
    return tuple((str(one["const"]), str(one["title"])) for one in listed.get("oneOf", ()))
