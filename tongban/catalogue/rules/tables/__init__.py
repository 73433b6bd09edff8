"""Editions as tables and back without loss; `wording.tables` names the tables and their columns."""

from collections.abc import Mapping
from typing import Any

from tongban.catalogue.rules.tables.contents import (
    CHOICES,
    FIELDS,
    LISTS,
    PARTS,
    Gathered,
    Place,
    content_of,
    place_of,
    read_row,
    rows_of,
    strays,
)
from tongban.catalogue.types.tables import Misread, Table

__all__ = [
    "CHOICES",
    "FIELDS",
    "LISTS",
    "PARTS",
    "Gathered",
    "Place",
    "back",
    "content_of",
    "place_of",
    "read_row",
    "rows_of",
    "strays",
]


def back(
    tables: Mapping[str, Table], rows: list[tuple[str, dict[str, Any]]]
) -> tuple[dict[str, Any], list[Misread]]:
    """Return the content of one edition's rows (as `rows_of` gives them), and what is wrong."""
    found: list[Misread] = []
    gathered = Gathered({}, Place(LISTS, 0))
    for number, (name, row) in enumerate(rows):
        if name == LISTS:
            gathered.head = row
        else:
            gathered.add(name, number, read_row(tables[name], row, found))
    return content_of(tables, gathered, found), found
