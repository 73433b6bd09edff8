"""Editions out in a stream: by key and in batches, so that memory does not grow with them."""

from collections.abc import Iterator
from typing import Any

from tongban.catalogue.models import Edition
from tongban.catalogue.querysets import EditionQuerySet

BATCH = 500


def exported(editions: EditionQuerySet, *, batch: int = BATCH) -> Iterator[dict[str, Any]]:
    """Give the entries that `rules.exchange.lines` writes, by key; one query a batch."""
    for edition in by_key(editions.select_related("implementation"), batch=batch):
        yield entry(edition)


def by_key(editions: EditionQuerySet, *, batch: int = BATCH) -> Iterator[Edition]:
    """Give editions by key; one query a batch, and no more than a batch in memory."""
    found = editions.order_by("pk")
    after = 0
    while rows := list(found.filter(pk__gt=after)[:batch]):
        yield from rows
        if len(rows) < batch:
            return
        after = rows[-1].pk


def entry(edition: Edition) -> dict[str, Any]:
    """Give what an export says of one edition."""
    day = edition.effective_from
    return {
        "task_code": edition.implementation.task_code,
        "number": edition.number,
        "effective_from": day.isoformat() if day else "",
        "reason": edition.reason,
        "content": edition.raw,
    }
