"""Names that a reader knows: of questions and answers, of form fields, of rows by their code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.forms.rules import VOCABULARY
from tongban.lib import conditions

_NUMBERED = ("materials", "fees", "scenarios", "questions", "special", "steps", "faq")
_TITLES = ("name", "text", "question", "law", "title")


@dataclass(frozen=True, slots=True)
class Names:
    """`labels` name the paths of conditions, `values` their values; `rows` the rows of a list by
    what identifies them in a difference (`rows["materials"]["lease"]`), and by place ("#0")."""

    labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def names_of(*contents: Mapping[str, Any]) -> Names:
    """Return the names in contents (JSON, which may be half written); the first that names wins."""
    labels: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    rows: dict[str, dict[str, str]] = {}
    for content in contents:
        for question in records(content.get("questions")):
            code = str(question.get("code", ""))
            labels.setdefault(code, str(question.get("text", "")) or code)
            named = values.setdefault(code, {})
            for choice in records(question.get("choices")):
                named.setdefault(str(choice.get("code", "")), str(choice.get("text", "")))
        form = content.get("form")
        asked = form.get("properties") if isinstance(form, Mapping) else None
        for name, prop in (asked or {}).items():
            if _is_map(prop):
                labels.setdefault(name, field_title(prop))
                values.setdefault(name, dict(options_of(prop)))
                rows.setdefault("form", {}).setdefault(name, field_title(prop))
        for name in ("materials", "fees", "scenarios", "questions", "special"):
            for row in records(content.get(name)):
                rows.setdefault(name, {}).setdefault(str(row.get("code", "")), title_of(row))
        for name in _NUMBERED:
            for n, row in enumerate(records(content.get(name))):
                rows.setdefault(name, {}).setdefault(f"#{n}", title_of(row))
    return Names(labels, values, rows)


def _is_map(value: Any) -> bool:
    return isinstance(value, Mapping)


def records(value: Any) -> list[Mapping[str, Any]]:
    """Return the records in what should be a list of them; what is none is left out."""
    return [one for one in value if _is_map(one)] if isinstance(value, list) else []


def title_of(row: Mapping[str, Any]) -> str:
    """Return what a row is called: its name, text, question, or law with its article."""
    found = next((str(row[name]) for name in _TITLES if row.get(name)), "")
    if row.get("law") and row.get("article"):
        return f"{found} {row['article']}"
    return found


def field_title(prop: Mapping[str, Any]) -> str:
    """Return what a form's property is called."""
    code = str(prop.get("x-element", ""))
    known = VOCABULARY.get(code)
    return str(prop.get("title") or (known.name if known else code))


def options_of(prop: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the answers that a form's property offers, as (value as text, words)."""
    known = VOCABULARY.get(str(prop.get("x-element", "")))
    schema = {**(known.schema if known else {}), **prop}
    listed = schema.get("items", schema)
    if listed.get("type") == "boolean":
        return [("true", "是"), ("false", "否")]
    if "enum" in listed:
        return [(str(value), str(value)) for value in listed["enum"]]
    return [(str(one.get("const")), str(one.get("title"))) for one in listed.get("oneOf", ())]


def condition_text(when: Any, names: Names) -> str:
    """Return a condition in words; "" for always."""
    if when is None:
        return ""
    if conditions.problems(when):
        return "（条件写法不对）"
    return conditions.to_text(when, names.labels, names.values)


def field_text(prop: Mapping[str, Any], names: Names) -> str:
    """Return in words what a form's property asks (with `required` beside it)."""
    parts = [field_title(prop), "必填" if prop.get("required") else "选填"]
    if prop.get("description"):
        parts.append(str(prop["description"]))
    when = condition_text(prop.get("x-when"), names)
    return "；".join([*parts, *([f"仅当{when}"] if when else [])])
