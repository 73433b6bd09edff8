"""What is here, beside the province's file: every entry as the file would say it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from tongban.catalogue import states
from tongban.catalogue.models import (
    ImportItem,
    ImportRun,
    Matter,
    MatterVersion,
    Topic,
    TopicMatter,
)

KIND = "basic"


@dataclass(frozen=True, slots=True)
class Present:
    """An entry that is here: the row, and what a file would have to say to change nothing."""

    matter: Matter
    said: dict[str, Any]

    @property
    def seen(self) -> dict[str, Any]:
        """What whoever applies a file later looks for: nothing of it may have moved."""
        return {"version": self.matter.version, "state": self.matter.state, "said": self.said}


def present(codes: list[str] | None = None) -> dict[str, Present]:
    """Return the entries (those of `codes`, or all) by code; three queries."""
    found = Matter.objects.order_by("catalog_code")
    versions = MatterVersion.objects.filter(number=F("matter__version"))
    places = TopicMatter.objects.order_by("topic_id")
    if codes is not None:
        found = found.filter(catalog_code__in=codes)
        versions = versions.filter(matter__catalog_code__in=codes)
        places = places.filter(matter__catalog_code__in=codes)
    newest = {one.matter_id: one for one in versions}
    topics: dict[int, list[str]] = {}
    for matter, topic in places.values_list("matter_id", "topic__code"):
        topics.setdefault(matter, []).append(topic)
    return {
        one.catalog_code: Present(one, _said(one, newest.get(one.pk), topics.get(one.pk, [])))
        for one in found
    }


def _said(matter: Matter, version: MatterVersion | None, topics: list[str]) -> dict[str, Any]:
    return {
        "code": matter.catalog_code,
        "name": matter.name,
        "type": matter.type,
        "department": matter.department,
        "levels": matter.levels,
        "person": matter.for_person,
        "enterprise": matter.for_enterprise,
        "basis": matter.basis,
        "aliases": matter.aliases,
        "topics": sorted(topics),
        "unified": {
            name: value
            for name, value in (version.unified if version else {}).items()
            if name != "basis"  # it stands for itself
        },
        "suggested": version.suggested if version else {},
    }


def topic_names() -> dict[str, str]:
    """Return what the topics are called by code; those of the same name with their kind."""
    rows = list(Topic.objects.order_by("kind", "order", "code"))
    often = Counter(one.name for one in rows)
    return {
        one.code: one.name if often[one.name] == 1 else f"{one.name}（{one.get_kind_display()}）"
        for one in rows
    }


def exported(*, origin: str = "") -> Iterator[dict[str, Any]]:
    """Give what is in use as the file would say it, by code."""
    for one in present().values():
        if one.matter.state == states.IN_USE and origin in {"", one.matter.origin}:
            yield one.said


def gone_of(run: ImportRun) -> list[ImportItem]:
    """Return what was here, was not in the file of a run that has been applied, and is still in
    use; nothing if a later file has been applied since."""
    later = ImportRun.objects.filter(kind=KIND, state=states.APPLIED, pk__gt=run.pk)
    if run.state != states.APPLIED or later.exists():
        return []
    rows = list(run.items.filter(act="gone").order_by("order"))
    live = Matter.objects.filter(catalog_code__in=[one.ref for one in rows], state=states.IN_USE)
    still = set(live.values_list("catalog_code", flat=True))
    return [one for one in rows if one.ref in still]
