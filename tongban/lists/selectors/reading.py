"""Reads: lists in force, a list with its entries, editions compared, what touches a matter."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tongban.core.divisions import selectors as divisions
from tongban.lists import ports, rules
from tongban.lists.errors import ListUnknown
from tongban.lists.models import (
    Entry,
    EntryFacet,
    EntryPlace,
    ListEdition,
    PublishedList,
)
from tongban.lists.states import OPEN
from tongban.lists.types import (
    Column,
    ColumnType,
    Differences,
    Item,
    MatterLink,
    Places,
)

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader narrows a list by; empty means any. `choices` is by column."""

    words: str = ""
    place: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether anything is narrowed at all."""
        return bool(self.words or self.place or self.choices)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of entries: `after` continues behind the last one ("" at the end)."""

    rows: Sequence[Entry]
    total: int
    after: str


@dataclass(frozen=True, slots=True)
class Names:
    """What the codes in some entries are called: matters with their guides, divisions."""

    matters: Mapping[str, MatterLink]
    places: Mapping[str, str]

    @property
    def by_code(self) -> dict[str, str]:
        """Names by code, of both."""
        return {**self.places, **{code: link.name for code, link in self.matters.items()}}


# --- lists ----------------------------------------------------------------------------------------


def in_force(*, on: date, kind: str = "", division: str = "") -> list[ListEdition]:
    """Return the editions in force, by kind's order and division, with their names; one query.

    `division` keeps the lists of that very division.
    """
    found = ListEdition.objects.in_force(on).with_names()
    if kind:
        found = found.filter(published_list__kind=kind)
    if division:
        found = found.filter(published_list__division=division)
    rows = found.order_by("published_list__division__path", "published_list__code")
    order = {one.code: place for place, one in enumerate(ports.kinds)}
    return sorted(rows, key=lambda row: order.get(row.published_list.kind, len(order)))


def get(code: str) -> PublishedList:
    """Return the list with this address; raises ListUnknown."""
    found = PublishedList.objects.with_names().filter(code=code).first()
    if found is None:
        raise ListUnknown(list=code)
    return found


def exists(code: str) -> bool:
    """Say whether there is a list with this address, published or not."""
    return PublishedList.objects.filter(code=code).exists()


def public_editions(code: str) -> list[ListEdition]:
    """Return every edition that was ever published, the newest first, without its text.

    Raises ListUnknown for a list that nobody has published.
    """
    found = list(
        ListEdition.objects.public()
        .filter(published_list__code=code)
        .with_names()
        .order_by("-number")
    )
    if not found:
        raise ListUnknown(list=code)
    return found


def holds(edition: ListEdition, on: date) -> bool:
    """Say whether a published edition is in force on a day."""
    starts, ends = edition.effective_from, edition.effective_to
    return (
        edition.state not in OPEN
        and starts is not None
        and starts <= on
        and (ends is None or ends >= on)
    )


def current(editions: Iterable[ListEdition], on: date) -> ListEdition | None:
    """Return the one of a list's editions that is in force on a day."""
    return next((one for one in editions if holds(one, on)), None)


def numbered(editions: Iterable[ListEdition], number: int) -> ListEdition:
    """Return the edition with this number; raises ListUnknown."""
    for one in editions:
        if one.number == number:
            return one
    raise ListUnknown("list_edition_unknown", number=number)


def content(edition: ListEdition) -> str:
    """Return the frozen text of an edition."""
    return ListEdition.objects.values_list("content_text", flat=True).get(pk=edition.pk)


# --- entries --------------------------------------------------------------------------------------


def _narrowed(edition: ListEdition, filters: Filters, *, skip: str = "") -> QuerySet[Entry]:
    found = Entry.objects.filter(edition=edition, removed=False)
    for word in rules.asked(filters.words):
        found = found.filter(text__contains=word)
    for column, value in filters.choices.items():
        if column != skip:
            found = found.filter(
                pk__in=EntryFacet.objects.filter(column=column, value=value).values("entry")
            )
    if filters.place:
        # What names no place holds everywhere; a village is served by its township too.
        path = divisions.tree_path(filters.place)
        named = EntryPlace.objects.filter(entry=OuterRef("pk"))
        near = Q(division__path__startswith=path) | Q(division__in=path.strip("/").split("/"))
        found = found.filter(~Exists(named) | Exists(named.filter(near)))
    return found


def entries(edition: ListEdition, filters: Filters, *, after: str = "", limit: int = PAGE) -> Page:
    """Return a page of an edition's entries in their order; two queries whatever its size."""
    found = _narrowed(edition, filters)
    total = found.count()
    order, _, last = after.partition("-")
    if order.isdecimal() and last.isdecimal() and len(after) < 30:
        found = found.filter(Q(order__gt=int(order)) | Q(order=int(order), pk__gt=int(last)))
    rows = list(found.order_by("order", "pk")[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, total, f"{rows[-1].order}-{rows[-1].pk}" if more else "")


def all_entries(edition: ListEdition) -> list[Entry]:
    """Return all entries of an edition in their order, without those taken out of a draft."""
    return list(Entry.objects.filter(edition=edition, removed=False).order_by("order", "pk"))


def entry(edition: ListEdition, key: str) -> Entry:
    """Return one entry of an edition; raises ListUnknown."""
    found = Entry.objects.filter(edition=edition, key=key).first()
    if found is None:
        raise ListUnknown("list_entry_unknown", key=key)
    return found


def history(code: str, key: str) -> list[Entry]:
    """Return an entry as it stood in each published edition of its list, the newest first."""
    return list(
        Entry.objects.filter(key=key, edition__published_list__code=code)
        .exclude(edition__state__in=OPEN)
        .select_related("edition")
        .defer("edition__content_text")
        .order_by("-edition__number")
    )


def facet_counts(edition: ListEdition, columns: Sequence[Column]) -> dict[str, dict[str, int]]:
    """Return how many entries of an edition have each choice, by column; one query."""
    names = [column.name for column in columns if rules.facet_choices(column)]
    if not names:
        return {}
    rows = (
        EntryFacet.objects.filter(entry__edition=edition, column__in=names)
        .values_list("column", "value")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found: dict[str, dict[str, int]] = {}
    for column, value, count in rows:
        found.setdefault(column, {})[value] = count
    return found


def names_in(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], division: str) -> Names:
    """Return what the codes in these values are called, as a reader in `division` is to see them;
    at most one query for divisions and what the catalogue needs for matters."""
    listed = list(rows)
    kinds = {column.type for column in columns}
    codes = {code for values in listed for code in rules.matters(columns, values)}
    places = {code for values in listed for code in rules.places(columns, values)}
    return Names(
        ports.matters.find(codes, division) if ColumnType.MATTERS in kinds else {},
        divisions.names(places) if places else {},
    )


def places_below(columns: Sequence[Column], division: str) -> Places:
    """Return what the entries of a list may name; one query, none for a kind without places."""
    if not any(column.type == ColumnType.PLACES for column in columns):
        return Places({}, {})
    found = divisions.descendants(division)
    count = Counter(one.name for one in found)
    names = {one.code: one.name if count[one.name] == 1 else one.code for one in found}
    codes = {name: code for code, name in names.items()} | {code: code for code in names}
    return Places(names, codes)


def compared(before: ListEdition | None, after: ListEdition) -> Differences:
    """Compare two editions of a list (None: everything is new); an open one as it stands now."""
    old: list[Item] = [one.item for one in all_entries(before)] if before else []
    new = [one.item for one in all_entries(after)]
    return rules.differences(
        old, new, columns_of(after), columns_of(before) if before is not None else ()
    )


def columns_of(edition: ListEdition) -> tuple[Column, ...]:
    """Return the columns of an edition: its own once published, its kind's while it is open."""
    if edition.columns_text:
        return edition.columns
    kind = ports.kinds.find(edition.published_list.kind)
    return kind.columns if kind else ()
