"""四减: steps, papers, days and visits of the same matter, between places and over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, Q

from tongban.catalogue.errors import MatterUnknown
from tongban.catalogue.models import Edition, Matter

MEASURES = ("steps", "asked", "promised_days", "visits")


@dataclass(frozen=True, slots=True)
class Spread:
    """One matter of the basic catalogue: how many places handle it, least and most of each
    measure. `gap` is how many papers more the one who asks most asks."""

    matter_id: int
    catalog_code: str
    name: str
    places: int
    least: dict[str, int | None]
    most: dict[str, int | None]
    gap: int


@dataclass(frozen=True, slots=True)
class SpreadPage:
    """One page of spreads; `after` continues behind the last row ("" at the end)."""

    rows: Sequence[Spread]
    after: str


def spreads(*, on: date, q: str = "", after: str = "", limit: int = 30) -> SpreadPage:
    """Return the matters that several places handle, the widest gap of papers first; one query."""
    found = Edition.objects.in_force(on).order_by()
    if q:
        found = found.filter(implementation__matter__name__icontains=q)
    measured = {
        f"{word}_{name}": kind(name)
        for name in MEASURES
        for word, kind in (("least", Min), ("most", Max))
    }
    rows = (
        found.values(
            matter=F("implementation__matter_id"),
            code=F("implementation__matter__catalog_code"),
            name=F("implementation__matter__name"),
        )
        .annotate(places=Count("id"), gap=Max("asked") - Min("asked"), **measured)
        .filter(places__gte=2)
        .order_by("-gap", "matter")
    )
    gap, _, last = after.partition("|")
    if gap.isdecimal() and last.isdecimal():
        rows = rows.filter(Q(gap__lt=int(gap)) | Q(gap=int(gap), matter__gt=int(last)))
    listed = [_spread(dict(row)) for row in rows[: limit + 1]]
    more = len(listed) > limit
    listed = listed[:limit]
    return SpreadPage(listed, f"{listed[-1].gap}|{listed[-1].matter_id}" if more else "")


def _spread(row: dict[str, Any]) -> Spread:
    return Spread(
        row["matter"],
        row["code"],
        row["name"],
        row["places"],
        {name: row[f"least_{name}"] for name in MEASURES},
        {name: row[f"most_{name}"] for name in MEASURES},
        row["gap"],
    )


def neighbours(catalog_code: str, *, on: date) -> tuple[Matter, list[Edition]]:
    """Return a matter and its editions in force everywhere, by division; raises MatterUnknown."""
    matter = Matter.objects.filter(catalog_code=catalog_code).first()
    if matter is None:
        raise MatterUnknown(matter=catalog_code)
    rows = Edition.objects.in_force(on).filter(implementation__matter=matter).with_names()
    return matter, list(rows.order_by("implementation__division_id", "id"))


def history(matter: Matter) -> list[Edition]:
    """Return every edition of the matter anywhere, oldest first, with its place."""
    rows = Edition.objects.filter(implementation__matter=matter).select_related(
        "implementation__division", "implementation__organisation"
    )
    return list(rows.defer("content_text").order_by("effective_from", "number", "id"))
