"""The form of an entry, from the columns of its kind: what to draw, and what was typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from tongban.core.divisions import selectors as divisions
from tongban.lists import ports, rules, selectors
from tongban.lists.models import PublishedList
from tongban.lists.types import Column, ColumnType, Kind, Known, Values

RADIOS = 6  # as many choices are all in sight; more are folded into a select
TYPES = {
    ColumnType.LONG: "textarea",
    ColumnType.BASIS: "textarea",
    ColumnType.MATTERS: "textarea",
    ColumnType.DATE: "date",
    ColumnType.BOOL: "radio",
    ColumnType.PLACES: "checkboxes",
}
WIDTHS = {ColumnType.MONEY: "short", ColumnType.INTEGER: "short", ColumnType.DATE: "medium"}
NUMBERS = {ColumnType.MONEY: "decimal", ColumnType.INTEGER: "numeric"}


def posted(kind: Kind, data: QueryDict) -> dict[str, str]:
    """Return what was typed, by column; several boxes of one column are joined."""
    return {
        column.name: "、".join(data.getlist(column.name))
        if column.type == ColumnType.PLACES
        else data.get(column.name, "")
        for column in kind.columns
    }


def typed_of(kind: Kind, values: Values, owner: PublishedList) -> dict[str, str]:
    """Return an entry's values as they would be typed: matters by name where they have one."""
    codes = rules.matters(kind.columns, values)
    links = ports.matters.find(codes, owner.division_id)
    known = ports.matters.codes([link.name for link in links.values()])
    names = {code: link.name for code, link in links.items() if known.get(link.name) == code}
    found = {}
    for column in kind.columns:
        value = values.get(column.name)
        if column.type == ColumnType.MATTERS and value:
            found[column.name] = "\n".join(names.get(code, code) for code in value)
        elif column.type == ColumnType.CHOICE:
            found[column.name] = value or ""
        else:
            found[column.name] = rules.written(column, value)
    return found


def known(kind: Kind, typed: Sequence[Mapping[str, str]], owner: PublishedList) -> Known:
    """Return the names that may stand for codes in what was typed; two queries at most."""
    columns = [one.name for one in kind.columns if one.type == ColumnType.MATTERS]
    names = {
        name for row in typed for column in columns for name in rules.matter_names(row[column])
    }
    places = selectors.places_below(kind.columns, owner.division_id)
    return Known(places.codes, ports.matters.codes(names))


def fields(
    kind: Kind, typed: Mapping[str, str], wrong: Mapping[str, str], owner: PublishedList
) -> list[dict[str, Any]]:
    """Return the fields of the form, in the order of the columns."""
    return [
        {
            "name": column.name,
            "title": column.title,
            "value": _value(column, typed.get(column.name, "")),
            "type": _type(column),
            "hint": _hint(column),
            "error": wrong.get(column.name, ""),
            "required": column.required,
            "options": _options(column, typed.get(column.name, ""), owner),
            "rows": 3 if column.type in {ColumnType.BASIS, ColumnType.MATTERS} else 5,
            "width": WIDTHS.get(column.type, "full"),
            "inputmode": NUMBERS.get(column.type, ""),
            "maxlength": column.limit if column.type in {ColumnType.TEXT, ColumnType.LONG} else "",
        }
        for column in kind.columns
    ]


def _type(column: Column) -> str:
    if column.type == ColumnType.CHOICE:
        return "radio" if len(column.choices) <= RADIOS else "select"
    return TYPES.get(column.type, "text")


def _hint(column: Column) -> str:
    unit = "单位：元。" if column.type == ColumnType.MONEY and "元" not in column.help else ""
    return f"{unit}{column.help}"


def _value(column: Column, typed: str) -> Any:
    return [one for one in typed.split("、") if one] if column.type == ColumnType.PLACES else typed


def _options(column: Column, typed: str, owner: PublishedList) -> list[tuple[str, ...]]:
    if column.type == ColumnType.CHOICE:
        return [(one.code, one.title, one.hint) for one in column.choices]
    if column.type == ColumnType.BOOL:
        return [("是", "是", ""), ("否", "否", "")]
    if column.type == ColumnType.PLACES:
        below = [(one.code, one.name, "") for one in divisions.children(owner.division_id)]
        chosen = {one for one in typed.split("、") if one} - {code for code, *_ in below}
        others = divisions.names(chosen) if chosen else {}
        return [*below, *((code, name, "") for code, name in sorted(others.items()))]
    return []
