"""The whole catalogue as open data: which files there are, and each as a stream.

A file is written anew for whoever takes it, by key and in batches, so that memory does not grow
with it; from the same state of the catalogue come the same bytes.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.urls import reverse

from tongban.catalogue.models import Edition, GuideChange, OpenDataset
from tongban.catalogue.models.open_data import FORMATS
from tongban.catalogue.querysets import EditionQuerySet
from tongban.catalogue.selectors.exporting import BATCH, by_key
from tongban.catalogue.wording import open_data as words
from tongban.core.divisions import selectors as divisions
from tongban.core.sheets.rules import guarded
from tongban.core.workdays.rules import day_start

__all__ = [
    "FORMATS",
    "Dataset",
    "Standing",
    "datasets",
    "lines",
    "opening",
    "parts_of",
    "standings",
    "stream",
]

WHOLE = ""
BOM = "\ufeff"  # so that a spreadsheet reads the Chinese


@dataclass(frozen=True, slots=True)
class Standing:
    """How one division's part of the catalogue stands: `state` is another after every change."""

    division: str
    name: str
    state: str
    rows: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dataset:
    """One file; `size` and `sha256` only while they hold for what would be taken now."""

    standing: Standing
    format: str
    size: int | None
    sha256: str

    @property
    def etag(self) -> str:
        return f'"{self.standing.state[:32]}-{self.format}"'

    @property
    def name(self) -> str:
        part = f"-{self.standing.division}" if self.standing.division else ""
        return f"catalogue{part}.{self.format}"


def standings(*, on: date, now: datetime) -> dict[str, Standing]:
    """Return how the whole catalogue and each division's part stand, by division ("" the whole).

    The city's own part is what is done at the city itself; a county's has its townships in it.
    Three queries; a line of each list in force is read, none is kept.
    """
    names = {WHOLE: "全部"} | {
        one.code: one.name for one in (divisions.city(), *divisions.counties())
    }
    hashes = {code: hashlib.sha256(f"{words.VERSION}".encode()) for code in names}
    rows = dict.fromkeys(names, 0)
    changed = _life(names, now)
    read = _in_force(on).values_list(
        "implementation__division__path", "published_at", "effective_from", "pk", "content_hash",
        "implementation__matter__catalog_code", "implementation__matter__name",
        "implementation__matter__type", "implementation__organisation__name",
        "implementation__division__name",
    )  # fmt: skip
    for path, published_at, since, *said in read.iterator(chunk_size=2_000):
        line = "\x1f".join(map(str, said)).encode()
        begun = day_start(since) if since else None
        at = max(one for one in (published_at, begun) if one)
        for code in _parts(path, names):
            hashes[code].update(line)
            rows[code] += 1
            changed[code] = max(changed.get(code, at), at)
    return {
        code: Standing(code, name, hashes[code].hexdigest(), rows[code], changed.get(code))
        for code, name in names.items()
    }


def _in_force(on: date) -> EditionQuerySet:
    return Edition.objects.in_force(on).order_by("pk")


def _parts(path: str, names: Mapping[str, Any]) -> Iterator[str]:
    """The whole, and the division of the city right below which `path` lies."""
    yield WHOLE
    below = path.partition(f"{settings.CITY}/")[2].split("/")[0] or settings.CITY
    if below in names:
        yield below


def parts_of(edition: Edition, standings: Mapping[str, Standing]) -> Iterator[str]:
    """Give the divisions ("" the whole) in whose files an edition has a line."""
    return _parts(edition.implementation.division.path, standings)


def _life(names: Mapping[str, str], now: datetime) -> dict[str, datetime]:
    """When something was last suspended, resumed or cancelled there: what is out leaves no line."""
    found: dict[str, datetime] = {}
    rows = (
        GuideChange.objects.filter(at__lte=now)
        .order_by()
        .values_list("implementation__division__path")
        .annotate(last=Max("at"))
    )
    for path, last in rows:
        for code in _parts(path, names):
            found[code] = max(found.get(code, last), last)
    return found


def datasets(*, on: date, now: datetime) -> list[Dataset]:
    """Return every file that there is, the whole catalogue first."""
    known = {(one.division, one.format): one for one in OpenDataset.objects.all()}
    return [
        _dataset(standing, code, known.get((standing.division, code)))
        for standing in standings(on=on, now=now).values()
        for code in FORMATS
    ]


def _dataset(standing: Standing, code: str, known: OpenDataset | None) -> Dataset:
    if known is None or known.state != standing.state:
        return Dataset(standing, code, None, "")
    return Dataset(standing, code, known.size, known.sha256)


def stream(*, division: str, on: date, code: str, batch: int = BATCH) -> Iterator[bytes]:
    """Give the file of a division ("" for all) in pieces, one query a batch of lists."""
    editions = _in_force(on)
    if division == settings.CITY:
        editions = editions.filter(implementation__division=division)
    elif division:
        editions = editions.filter(
            implementation__division__path__contains=f"{settings.CITY}/{division}/"
        )
    if code == "csv":
        yield opening()
    for edition in by_key(editions.with_names(), batch=batch):
        yield lines(edition, [code])[code]


def opening() -> bytes:
    """Return what a CSV begins with."""
    return (BOM + _row(words.titles())).encode()


def lines(edition: Edition, formats: Sequence[str] = tuple(FORMATS)) -> dict[str, bytes]:
    """Return a list as its line of each file."""
    head = _head(edition)
    found: dict[str, bytes] = {}
    if "jsonl" in formats:
        # The content goes out as it was frozen, character by character: nothing is parsed.
        start = json.dumps(head, ensure_ascii=False)[:-1]
        found["jsonl"] = f'{start}, "content": {edition.content_text}}}\n'.encode()
    if "csv" in formats:
        kind = str(edition.implementation.matter.get_type_display())
        found["csv"] = _row([guarded(one) for one in words.cells(head, kind, edition.raw)]).encode()
    return found


def _row(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()


def _head(edition: Edition) -> dict[str, Any]:
    place = edition.implementation
    published = edition.published_at
    return {
        "task_code": place.task_code,
        "catalog_code": place.matter.catalog_code,
        "name": place.matter.name,
        "type": place.matter.type,
        "division": place.division_id,
        "division_name": place.division.name,
        "organisation": place.organisation.name,
        "organisation_uscc": place.organisation.uscc,
        "edition": edition.number,
        "effective_from": edition.effective_from.isoformat() if edition.effective_from else "",
        "published_at": f"{published:%Y-%m-%dT%H:%M:%SZ}" if published else "",
        "content_hash": edition.content_hash,
        "url": f"{settings.SITE_URL}{reverse('catalogue-guide', args=[place.task_code])}",
        "demo": place.matter.demo,
    }
