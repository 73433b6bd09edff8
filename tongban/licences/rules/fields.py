"""The fields on the face of a licence: what they are called, and what may stand in them."""

from collections.abc import Mapping, Sequence
from typing import Any

from tongban.forms import rules as forms
from tongban.licences.types import FieldProblem, TypeField

OWN = {"holder": "party.name", "holder_code": "party.uscc", "valid": ""}
"""Fields that the licence's own columns fill; they are printed where the type puts them."""
TEXT_MOST = 2000
FIELDS_MOST = 30
_ROLE = "licence"
_TYPED = {"text", "textarea", "tel"}


def problems(fields: Sequence[TypeField], data: Mapping[str, Any]) -> list[FieldProblem]:
    """What is wrong with the values of a face, each at its field: missing, unknown, too long, not
    what its data element allows.

    Values are words as printed, so an element with options does not bind here (处方药, not "rx").
    """
    found: list[FieldProblem] = []
    known = {one.key: one for one in fields if one.key not in OWN}
    for key in sorted(data.keys() - known.keys()):
        found.append(FieldProblem(key, "field_unknown", f"这种证照没有“{key}”这一项。"))
    for key, one in known.items():
        text = data.get(key)
        if text is None or (isinstance(text, str) and not text.strip()):
            if one.required:
                found.append(FieldProblem(key, "field_required", f"请填写{one.label}。"))
        elif isinstance(text, str):
            found += _text(one, text)
    return found


def _text(one: TypeField, text: str) -> list[FieldProblem]:
    if len(text) > TEXT_MOST:
        sentence = f"{one.label}最多 {TEXT_MOST} 个字，现在有 {len(text)} 个。"
        return [FieldProblem(one.key, "field_long", sentence)]
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
        return [FieldProblem(one.key, "field_control", f"{one.label}里有不能识别的控制字符。")]
    element = forms.VOCABULARY.get(one.element)
    if element is None or element.widget not in _TYPED or element.schema.get("type") != "string":
        return []
    name = forms.key(_ROLE, one.element)
    property_ = {"x-role": _ROLE, "x-element": one.element, "title": one.label}
    errors = forms.validate({"type": "object", "properties": {name: property_}}, {name: text})
    return [FieldProblem(one.key, error.code, error.message) for error in errors]


def declared(fields: Sequence[TypeField]) -> list[FieldProblem]:
    """What is wrong with the fields of a type: none, too many, twice the same, no such element.

    The key of a problem is the field's place, counted from 1.
    """
    found: list[FieldProblem] = []
    if not fields:
        found.append(FieldProblem("0", "fields_none", "至少要有一个照面字段。"))
    if len(fields) > FIELDS_MOST:
        found.append(FieldProblem("0", "fields_many", f"照面字段最多 {FIELDS_MOST} 个。"))
    keys: dict[str, int] = {}
    labels: dict[str, int] = {}
    for place, one in enumerate(fields, start=1):
        if not one.label.strip() or len(one.label) > 20:
            found.append(FieldProblem(str(place), "field_label", "请填写字段名称，20 个字以内。"))
        if one.element and one.element not in forms.VOCABULARY:
            sentence = f"没有“{one.element}”这个数据元，请从列表里选。"
            found.append(FieldProblem(str(place), "field_element", sentence))
        for seen, name in ((keys, one.key), (labels, one.label)):
            if name and seen.setdefault(name, place) != place:
                sentence = f"与第 {seen[name]} 行重复。"
                found.append(FieldProblem(str(place), "field_twice", sentence))
                break
    return found


def key_for(element: str, taken: Sequence[str]) -> str:
    """A key for a new field: by its data element where that is free, else by number."""
    if element:
        key = element.replace(".", "_")
        if key not in taken:
            return key
    number = 1
    while f"field_{number}" in taken:
        number += 1
    return f"field_{number}"
