"""What the catalogue plugs into lower areas: names and guides of matters for published lists."""

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse

from tongban.catalogue.models import Edition, Implementation, Matter
from tongban.lists.types import MatterLink


def matter_links(codes: Collection[str], division: str) -> Mapping[str, MatterLink]:
    """Return what catalogue codes are called, each with the guide of `division`, else the city's,
    else a search for its name; unknown codes are left out. Two queries."""
    names = dict(Matter.objects.filter(catalog_code__in=codes).values_list("catalog_code", "name"))
    published = Edition.objects.filter(implementation=OuterRef("pk"), state="published")
    rows = Implementation.objects.filter(
        Exists(published),
        matter__catalog_code__in=names,
        state="in_use",
        division__in={division, settings.CITY},
    ).values_list("matter__catalog_code", "division_id", "task_code")
    guides: dict[str, str] = {}
    for code, _place, task_code in sorted(rows, key=lambda row: row[1] == division):
        guides[code] = reverse("catalogue-guide", args=[task_code])
    return {
        code: MatterLink(name, guides.get(code) or f"/search/?{urlencode({'q': name})}")
        for code, name in names.items()
    }


def matter_codes(names: Collection[str]) -> Mapping[str, str]:
    """Return the catalogue codes of matters in use by their full names; a name that several have
    is left out. One query."""
    rows = Matter.objects.filter(name__in=names, state="in_use").values_list("name", "catalog_code")
    found: dict[str, list[str]] = {}
    for name, code in rows:
        found.setdefault(name, []).append(code)
    return {name: codes[0] for name, codes in found.items() if len(codes) == 1}
