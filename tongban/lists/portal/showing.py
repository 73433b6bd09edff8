"""Entries and differences as pages show them; used by the desk too."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tongban.lists import rules, selectors
from tongban.lists.models import Entry, ListEdition
from tongban.lists.selectors import Names
from tongban.lists.types import Column, ColumnType, Differences, Item, Kind

STATES = {"draft": "neutral", "review": "info", "published": "good", "withdrawn": "bad"}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a cell: its words, perhaps a link, perhaps not yet checked."""

    text: str
    url: str = ""
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of an entry, ready to draw. `look` is text, long, number, tag or parts."""

    column: Column
    look: str
    text: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.text or self.parts)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a table: where it leads, its title and its other cells."""

    key: str
    title: str
    url: str
    cells: tuple[Cell, ...]
    place: int = 0


_LOOKS = {
    ColumnType.LONG: "long",
    ColumnType.MONEY: "number",
    ColumnType.INTEGER: "number",
    ColumnType.CHOICE: "tag",
    ColumnType.BOOL: "tag",
}


def cell(column: Column, value: Any, names: Names) -> Cell:
    """Return a value ready to draw."""
    if value is None:
        everywhere = "全部" if column.type == ColumnType.PLACES else ""
        return Cell(column, "text", everywhere)
    if column.type == ColumnType.BASIS:
        laws = tuple(
            Part(
                f"《{one['law']}》{one.get('article', '')}", uncertain=not one.get("certain", True)
            )
            for one in value
        )
        return Cell(column, "parts", parts=laws)
    if column.type == ColumnType.MATTERS:
        links = [(code, names.matters.get(code)) for code in value]
        return Cell(
            column,
            "parts",
            parts=tuple(Part(link.name, link.url) if link else Part(code) for code, link in links),
        )
    if column.type == ColumnType.PLACES:
        return Cell(column, "parts", parts=tuple(Part(names.places.get(c, c)) for c in value))
    return Cell(column, _LOOKS.get(column.type, "text"), rules.shown(column, value))


def head_of(kind: Kind | None, columns: Sequence[Column]) -> str:
    """Return the name of the column that heads an entry."""
    return kind.head if kind else columns[0].name


def listed(columns: Sequence[Column], head: str) -> list[Column]:
    """Return the columns that a table shows beside the title."""
    return [column for column in columns if column.listed and column.name != head]


def said(columns: Iterable[Column], entries: Sequence[Entry]) -> list[Column]:
    """Return the columns in which any of these entries says something."""
    return [one for one in columns if any(row.values.get(one.name) is not None for row in entries)]


def rows(entries: Iterable[Entry], columns: Sequence[Column], names: Names, url: Any) -> list[Row]:
    """Return entries as rows of a table; `url` gives the address of a key."""
    return [
        Row(
            entry.key,
            entry.title,
            url(entry.key),
            tuple(cell(column, entry.values.get(column.name), names) for column in columns),
            entry.order,
        )
        for entry in entries
    ]


def cells(columns: Sequence[Column], values: Mapping[str, Any], names: Names) -> list[Cell]:
    """Return every column of an entry that says something."""
    found = [cell(column, values.get(column.name), names) for column in columns]
    return [one for one in found if not one.empty]


def differences(
    found: Differences, columns: Sequence[Column], head: str, division: str
) -> dict[str, Any]:
    """Return differences ready to draw, for `lists/parts/differences.html`."""
    every = [item.values for item in (*found.added, *found.removed)]
    every += [item.values for one in found.changed for item in (one.before, one.after)]
    names = selectors.names_in(columns, every, division)

    def shown(item: Item) -> dict[str, Any]:
        return {
            "key": item.key,
            "title": rules.title(columns, head, item.values),
            "cells": [one for one in cells(columns, item.values, names) if one.column.name != head],
        }

    return {
        "found": found,
        "added": [shown(item) for item in found.added],
        "removed": [shown(item) for item in found.removed],
        "changed": [
            {
                "key": one.after.key,
                "title": rules.title(columns, head, one.after.values),
                "cells": [
                    {
                        "column": inner.column,
                        "before": cell(inner.column, inner.before, names),
                        "after": cell(inner.column, inner.after, names),
                    }
                    for inner in one.cells
                ],
            }
            for one in found.changed
        ],
    }


def edition_url(edition: ListEdition) -> str:
    """Return the permanent address of an edition."""
    return reverse("lists-edition", args=[edition.published_list.code, edition.number])
