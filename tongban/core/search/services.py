"""Putting things into the index and taking them out, inside the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from tongban.core.search import rules
from tongban.core.search.errors import SearchError
from tongban.core.search.models import Document, Miss
from tongban.core.search.querysets import engine


@transaction.atomic
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
    caller's transaction.

    `aliases` are other names that people use (药房 for 药店); `division` a code or empty for
    everywhere; a higher `weight` comes first among equals. Raises SearchError without a title.
    """
    if not title.strip():
        raise SearchError("search_title", field="title")
    values: dict[str, Any] = {
        "title": title.strip()[:300],
        "body": body[: rules.BODY_LIMIT],
        "aliases": [alias for alias in aliases if alias],
        "url": url,
        "division": division,
        "weight": weight,
    }
    row = Document.objects.filter(kind=kind, ref=ref).first()
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return
    if row is None:
        row, _ = Document.objects.get_or_create(kind=kind, ref=ref, defaults=values)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    _write(row)


def _write(row: Document) -> None:
    engine().write(
        row.pk,
        {
            "title": rules.words(row.title),
            "aliases": [word for alias in row.aliases for word in rules.words(alias)],
            "sound": rules.sounds([row.title, *row.aliases]),
            "body": rules.words(row.body),
        },
    )


@transaction.atomic
def drop(kind: str, ref: str) -> None:
    """Take a thing out of the index; nothing happens if it is not there."""
    row = Document.objects.filter(kind=kind, ref=ref).first()
    if row is not None:
        engine().erase(row.pk)
        row.delete()


def rebuild() -> int:
    """Write the words of every document anew (after a change of the rules); returns how many."""
    count = 0
    for row in Document.objects.iterator(chunk_size=500):
        _write(row)
        count += 1
    return count


@transaction.atomic
def record_miss(*, text: str, now: datetime) -> None:
    """Count a query that found nothing, unless it looks like somebody's number."""
    kept = rules.worth_keeping(text)
    if not kept:
        return
    row, fresh = Miss.objects.get_or_create(text=kept, defaults={"last_at": now})
    if not fresh:
        Miss.objects.filter(pk=row.pk).update(count=F("count") + 1, last_at=now)
