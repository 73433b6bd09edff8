"""What an application's form asks, as rows that a clerk edits, and back to the form.

The rows are `form_sections` (code, title, hint, when) and `form_fields` (element, role, title,
description, section, required, when); what a property says besides is kept in `rest`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tongban.forms.rules import key
from tongban.forms.rules.shape import ordered

_NAMES = {
    "x-element": "element",
    "x-role": "role",
    "title": "title",
    "description": "description",
    "x-section": "section",
    "x-when": "when",
}
_BACK = {ours: theirs for theirs, ours in _NAMES.items()}


def to_rows(form: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a form, in the order in which an applicant is asked."""
    must = set(form.get("required") or ())
    shape = {**form, "properties": form.get("properties") or {}}
    return {
        "form_sections": [
            {"when" if name == "x-when" else name: value for name, value in part.items()}
            for part in form.get("x-sections") or ()
        ],
        "form_fields": [_row(prop, name in must) for name, prop in ordered(shape)],
    }


def _row(prop: Mapping[str, Any], required: bool) -> dict[str, Any]:
    row = {_NAMES[word]: value for word, value in prop.items() if word in _NAMES}
    rest = {w: v for w, v in prop.items() if w not in _NAMES and w != "x-order"}
    return {**row, "required": required, **({"rest": rest} if rest else {})}


def asked_twice(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the element that two rows ask in one role; "" if there is none."""
    seen = set()
    for row in rows:
        pair = (row.get("role"), row.get("element"))
        if pair in seen:
            return str(pair[1])
        seen.add(pair)
    return ""


def to_form(
    before: Mapping[str, Any],
    sections: Sequence[Mapping[str, Any]],
    fields: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the form that the rows say; what they say nothing of stays as in `before`."""
    named = {key(str(row.get("role")), str(row.get("element"))): row for row in fields}
    must = [name for name, row in named.items() if row.get("required")]
    known = list(before.get("required") or ())
    form = {
        **before,
        "type": "object",
        "properties": {name: _property(row) for name, row in named.items()},
        "required": known if set(known) == set(must) else must,
        "x-sections": [
            {"x-when" if word == "when" else word: value for word, value in row.items() if value}
            for row in sections
        ],
    }
    return form if _in_order(before, form, list(named)) else _numbered(form, list(named))


def _property(row: Mapping[str, Any]) -> dict[str, Any]:
    given = {_BACK[ours]: value for ours, value in row.items() if ours in _BACK and value}
    return {**given, **(row.get("rest") or {})}


def _in_order(before: Mapping[str, Any], form: dict[str, Any], wanted: list[str]) -> bool:
    """Whether the form is asked as before: then nothing about the order needs to be said."""
    if any("x-order" in prop for prop in (before.get("properties") or {}).values()):
        return False
    former = list(before.get("properties") or {})
    form["properties"] = {
        name: form["properties"][name]
        for name in [n for n in former if n in form["properties"]]
        + [n for n in wanted if n not in former]
    }
    return [name for name, _ in ordered(form)] == by_section(form, wanted)


def by_section(form: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """Return the names by section, else as they stand."""
    places = {part.get("code"): n for n, part in enumerate(form.get("x-sections") or ())}
    props = form["properties"]
    return sorted(names, key=lambda name: places.get(props[name].get("x-section"), len(places)))


def _numbered(form: dict[str, Any], wanted: list[str]) -> dict[str, Any]:
    names = by_section(form, wanted)
    props = form["properties"]
    return {
        **form,
        "properties": {name: {**props[name], "x-order": n} for n, name in enumerate(names, 1)},
    }
