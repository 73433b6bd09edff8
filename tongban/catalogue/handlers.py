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
