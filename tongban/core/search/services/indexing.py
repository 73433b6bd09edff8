"""Putting things into the index and taking them out, inside the caller's transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.db import transaction

from tongban.core.search import rules
from tongban.core.search.errors import SearchError
from tongban.core.search.models import Document, Heading
from tongban.core.search.querysets import Fields, engine
from tongban.core.search.types import Entry

BATCH = 500
TRIES = 3
NAMES = 60  # of a heading, at most

Thing = TypeVar("Thing")


def put(
    *,
    kind: str,
    ref: str,
    title: str,
    body: str = "",
    aliases: Iterable[str] = (),
    url: str = "",
    division: str = "",
    weight: int = 0,
) -> None:
    """Index one thing, or index it anew under the same `(kind, ref)`; idempotent, inside the
    caller's transaction. What each means: types.Entry. Raises SearchError without a title.
    """
    put_many([Entry(kind, ref, title, body, tuple(aliases), url, division, weight)])


def put_many(entries: Iterable[Entry]) -> int:
    """As `put` for thousands; returns how many were new or had changed.

    In batches of 500, each whole; inside a transaction of the caller all of them or none. Raises
    SearchError (search_title) before anything is written if one has no title.
    """
    ready = {(entry.kind, entry.ref): _ready(entry) for entry in entries}
    # One heading's documents together, so that its words are written once and not a hundred times;
    # the same order for everybody, so that two who write do not wait for each other in a circle.
    ordered = sorted(ready.values(), key=lambda one: (one.name, one.entry.ref))
    return sum(_put(batch) for batch in _batches(ordered))


@transaction.atomic
def drop(kind: str, ref: str) -> None:
    """Take a thing out of the index; nothing happens if it is not there."""
    drop_many(kind, [ref])


def drop_many(kind: str, refs: Iterable[str]) -> int:
    """As `drop` for thousands, in batches of 500; returns how many there were."""
    return sum(_drop(kind, batch) for batch in _batches(sorted(set(refs))))


def rebuild() -> int:
    """Write the words of every heading anew (after a change of the rules); returns how many."""
    ids = list(Heading.objects.order_by("pk").values_list("pk", flat=True))
    for batch in _batches(ids):
        _refresh(batch)
    return len(ids)


def rewrite(now: datetime) -> int:
    """Write anew the words of headings that older rules wrote, some thousand at a time; the tick
    after an upgrade. Returns how many."""
    del now
    old = Heading.objects.exclude(made_by=rules.VERSION).order_by("pk")
    ids = list(old.values_list("pk", flat=True)[: 10 * BATCH])
    for batch in _batches(ids):
        _refresh(batch)
    return len(ids)


@dataclass(frozen=True, slots=True)
class _Ready:
    """An entry as it is stored."""

    entry: Entry
    name: tuple[str, str]  # kind and title: of what it is a document
    aliases: str
    body: str

    @property
    def values(self) -> tuple[str, str, str, str, str, int]:
        entry = self.entry
        return (
            self.name[1], self.aliases, self.body, entry.url, entry.division, entry.weight
        )  # fmt: skip


class _Told(NamedTuple):
    """What a heading is told by one of its documents."""

    aliases: str
    body: str
    division: str
    weight: int


def _ready(entry: Entry) -> _Ready:
    title = " ".join(entry.title.split())[:300]
    if not title:
        raise SearchError("search_title", field="title")
    names = dict.fromkeys(" ".join(alias.split()) for alias in entry.aliases)
    aliases = "\n".join(name for name in names if name)
    return _Ready(entry, (entry.kind, title), aliases, entry.body[: rules.BODY_LIMIT])


def _batches(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    for start in range(0, len(things), BATCH):
        yield things[start : start + BATCH]


@transaction.atomic
def _put(batch: Sequence[_Ready]) -> int:
    there = {
        (kind, ref): (heading, tuple(values))
        for kind, ref, heading, *values in Document.objects.filter(
            kind__in={one.entry.kind for one in batch}, ref__in=[one.entry.ref for one in batch]
        ).values_list(
            "kind", "ref", "heading_id",
            "heading__title", "aliases", "body", "url", "division", "weight",
        )
    }  # fmt: skip
    changed, left = [], set()
    for one in batch:
        heading, values = there.get((one.entry.kind, one.entry.ref), (0, ()))
        if values != one.values:
            changed.append(one)
            left.add(heading)
    if not changed:
        return 0
    ids = _headings({one.name for one in changed})
    Document.objects.bulk_create(
        [
            Document(
                heading_id=ids[one.name],
                kind=one.entry.kind,
                ref=one.entry.ref,
                aliases=one.aliases,
                body=one.body,
                url=one.entry.url,
                division=one.entry.division,
                weight=one.entry.weight,
            )
            for one in changed
        ],
        update_conflicts=True,
        unique_fields=["kind", "ref"],
        update_fields=["heading", "aliases", "body", "url", "division", "weight"],
    )
    _refresh({*ids.values(), *left} - {0})
    return len(changed)


def _headings(names: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The headings of these kinds and titles, made where they are not there, and locked."""
    rows = Heading.objects.filter(
        kind__in={kind for kind, _ in names}, title__in={title for _, title in names}
    )
    found: dict[tuple[str, str], int] = {}
    for _ in range(TRIES):
        locked = rows.select_for_update().order_by("pk").values_list("kind", "title", "pk")
        found = {(kind, title): pk for kind, title, pk in locked if (kind, title) in names}
        # Another may make the same, or take away its last document, at this moment: look again.
        lacking = sorted(name for name in names if name not in found)
        if not lacking:
            break
        Heading.objects.bulk_create(
            [Heading(kind=kind, title=title) for kind, title in lacking], ignore_conflicts=True
        )
    return found


@transaction.atomic
def _drop(kind: str, refs: Sequence[str]) -> int:
    rows = Document.objects.filter(kind=kind, ref__in=refs)
    headings = set(rows.values_list("heading_id", flat=True))
    if not headings:
        return 0
    count, _ = rows.delete()
    _refresh(headings)
    return count


@transaction.atomic
def _refresh(ids: Collection[int]) -> None:
    """Bring headings up to date with their documents: names, weight, words, or their end."""
    headings = list(Heading.objects.filter(pk__in=ids).select_for_update().order_by("pk"))
    documents: dict[int, list[_Told]] = defaultdict(list)
    rows = Document.objects.filter(heading__in=ids).order_by("pk")
    for one in rows.values_list("heading_id", "aliases", "body", "division", "weight", named=True):
        documents[one.heading_id].append(_Told(one.aliases, one.body, one.division, one.weight))
    empty = [heading.pk for heading in headings if heading.pk not in documents]
    if empty:
        engine().erase(empty)
        Heading.objects.filter(pk__in=empty).delete()
    kept = [heading for heading in headings if heading.pk in documents]
    Heading.objects.bulk_update(
        [heading for heading in kept if _changed(heading, documents[heading.pk])],
        ["aliases", "said", "places", "weight", "made_by"],
    )
    engine().write([(one.pk, _fields(one, documents[one.pk])) for one in kept])


def _changed(heading: Heading, documents: Sequence[_Told]) -> bool:
    """Give the heading all names and places of its documents and the highest weight; whether any
    of that is new."""
    names = dict.fromkeys(name for one in documents for name in one.aliases.split("\n") if name)
    aliases = "\n".join(list(names)[:NAMES])
    places = rules.places_text(one.division for one in documents)
    weight = max(one.weight for one in documents)
    renamed = heading.made_by != rules.VERSION or heading.aliases != aliases
    if renamed:
        heading.aliases = aliases
        heading.said = "\n".join(map(rules.said, (heading.title, *_aliases(heading))))
    if not renamed and (heading.places, heading.weight) == (places, weight):
        return False
    heading.places, heading.weight, heading.made_by = places, weight, rules.VERSION
    return True


def _aliases(heading: Heading) -> list[str]:
    return heading.aliases.split("\n") if heading.aliases else []


def _fields(heading: Heading, documents: Iterable[_Told]) -> Fields:
    aliases = _aliases(heading)
    return {
        "title": rules.words(heading.title),
        "aliases": [word for alias in aliases for word in rules.words(alias)],
        "sound": rules.sounds([heading.title, *aliases]),
        "body": rules.words(rules.merged(one.body for one in documents), rules.MERGED_LIMIT),
    }
