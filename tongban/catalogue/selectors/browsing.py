"""Browsing what is in force: pages, counts, topics, life events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import Left

from tongban.catalogue.models import Edition, Topic
from tongban.catalogue.querysets import EditionQuerySet


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader narrows the catalogue by; empty means any."""

    division: str = ""
    topic: str = ""
    audience: str = ""  # person | enterprise
    organisation: int | None = None
    kind: str = ""  # instant | promised
    online: bool = False
    once: bool = False  # at most one visit
    letter: str = ""  # a to z: the first of the name's pinyin


@dataclass(frozen=True, slots=True)
class Page:
    """One page of editions in force: `after` continues behind the last row ("" at the end)."""

    rows: Sequence[Edition]
    total: int
    after: str


def _narrowed(filters: Filters, on: date, *, skip: str = "") -> EditionQuerySet:
    """Return the editions in force that pass the filters, but the one named `skip`."""
    found = Edition.objects.in_force(on)
    if filters.division:
        # A county's people are also served by their city's bodies.
        codes = {filters.division, settings.CITY}
        found = found.filter(implementation__division_id__in=codes)
    if filters.topic and skip != "topic":
        found = found.filter(implementation__matter__entries__topic__code=filters.topic)
    if filters.audience == "person":
        found = found.filter(implementation__matter__for_person=True)
    elif filters.audience == "enterprise":
        found = found.filter(implementation__matter__for_enterprise=True)
    if filters.organisation and skip != "organisation":
        found = found.filter(implementation__organisation_id=filters.organisation)
    if filters.kind:
        found = found.filter(project_kind=filters.kind)
    if filters.online:
        found = found.filter(online=True)
    if filters.once:
        found = found.filter(visits__lte=1)
    if filters.letter and skip != "letter":
        found = found.filter(implementation__matter__pinyin__startswith=filters.letter)
    return found


def browse(filters: Filters, *, on: date, after: str = "", limit: int = 30) -> Page:
    """Return a page of what is in force, by name (pinyin); two queries whatever the size."""
    found = _narrowed(filters, on)
    total = found.count()
    rows = found.with_names().order_by("implementation__matter__pinyin", "id")
    pinyin, _, last = after.rpartition("|")
    if pinyin and last.isdigit():
        rows = rows.filter(
            Q(implementation__matter__pinyin__gt=pinyin)
            | Q(implementation__matter__pinyin=pinyin, id__gt=int(last))
        )
    listed = list(rows[: limit + 1])
    more = len(listed) > limit
    listed = listed[:limit]
    key = f"{listed[-1].implementation.matter.pinyin}|{listed[-1].pk}" if more else ""
    return Page(listed, total, key)


def topic_counts(filters: Filters, *, on: date) -> list[tuple[Topic, int]]:
    """Return the topics (not life events) with how many matters each has under the filters."""
    counts = {
        row["implementation__matter__entries__topic"]: row["n"]
        for row in _narrowed(filters, on, skip="topic")
        .values("implementation__matter__entries__topic")
        .annotate(n=Count("id", distinct=True))
        .order_by()
    }
    topics = Topic.objects.exclude(kind=Topic.Kind.LIFE_EVENT)
    return [(topic, counts.get(topic.pk, 0)) for topic in topics]


def letter_counts(filters: Filters, *, on: date) -> list[tuple[str, int]]:
    """Return (letter, how many) of the names under the filters, a to z, those that there are."""
    rows = (
        _narrowed(filters, on, skip="letter")
        .annotate(letter=Left("implementation__matter__pinyin", 1))
        .values_list("letter")
        .annotate(n=Count("id", distinct=True))
        .order_by("letter")
    )
    return [(letter, n) for letter, n in rows if letter.isalpha()]


def organisation_counts(filters: Filters, *, on: date) -> list[tuple[int, str, int]]:
    """Return (id, short name, how many) of the organisations under the filters, by pinyin."""
    rows = (
        _narrowed(filters, on, skip="organisation")
        .values(
            "implementation__organisation_id",
            "implementation__organisation__name",
            "implementation__organisation__pinyin",
        )
        .annotate(n=Count("id", distinct=True))
        .order_by("implementation__organisation__pinyin")
    )
    return [
        (
            row["implementation__organisation_id"],
            row["implementation__organisation__name"],
            row["n"],
        )
        for row in rows
    ]


def topics(kind: str = "") -> list[Topic]:
    """Return the topics of a kind (person, enterprise, life_event), or all, in order."""
    found = Topic.objects.all()
    return list(found.filter(kind=kind) if kind else found)


def life_event(code: str, *, on: date, division: str) -> tuple[Topic, list[dict[str, Any]]] | None:
    """Return a life event and its matters in order, each with its edition in `division`.

    A matter that the division has not (a city body handles it) shows the city's; one that nobody
    handles has no edition.
    """
    topic = Topic.objects.filter(code=code, kind=Topic.Kind.LIFE_EVENT).first()
    if topic is None:
        return None
    entries = list(topic.entries.select_related("matter"))
    editions = (
        Edition.objects.in_force(on)
        .with_names()
        .filter(
            implementation__matter__in=[entry.matter_id for entry in entries],
            implementation__division_id__in={division, settings.CITY},
        )
    )
    best: dict[int, Edition] = {}
    for edition in editions:
        key = edition.implementation.matter_id
        if key not in best or edition.implementation.division_id == division:
            best[key] = edition
    rows = [
        {"matter": one.matter, "note": one.note, "edition": best.get(one.matter_id)}
        for one in entries
    ]
    return topic, rows
