"""Sending: in order, from the position on, until it is taken."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from tongban.core.ledger import selectors as ledger
from tongban.core.ledger.types import FeedEntry
from tongban.core.webhooks import ports, rules, selectors
from tongban.core.webhooks.errors import Unreachable
from tongban.core.webhooks.models import Receipt, Receiver
from tongban.core.webhooks.types import Run

logger = logging.getLogger(__name__)
# While one worker sends, no other does; longer than the slowest answer that is waited for.
LEASE = timedelta(minutes=1)
KEPT = timedelta(days=400)
_SCANNED = 1000  # entries of the feed that are read at once, where few of them are wanted
_SWEPT = 500


def enqueue_due(now: datetime) -> int:
    """Queue a run for every receiver that is behind and whose time has come; gives how many."""
    due = list(selectors.due(now))
    for receiver in due:
        ports.later.send(receiver)
    return len(due)


def send(*, receiver: int, now: datetime) -> Run:
    """Send one batch of what a receiver has not taken; gives what came of it.

    Outside any transaction of others. At most one worker sends to a receiver at a time. Taken: the
    position moves and a receipt stays, in one transaction. Killed between the two: the batch is
    sent again, with the same ids.
    """
    leased = Receiver.objects.filter(pk=receiver, paused_at=None, next_at__lte=now)
    if not leased.update(next_at=now + LEASE):
        return Run()
    row = Receiver.objects.get(pk=receiver)
    entries, reached = _next(row)
    if not entries:
        _arrived(row, reached, now)
        return Run(more=reached < ledger.position())
    batch = f"{row.code}-{entries[0].position}-{entries[-1].position}"
    content = rules.body(_events(row, entries))
    headers = rules.headers(row.secret, batch=batch, at=now, content=content)
    try:
        answer = ports.wire.post(row.url, content, headers)
    except Unreachable as fault:
        return _failed(row, str(fault), now)
    if not answer.taken:
        return _failed(row, f"HTTP {answer.status} {answer.text}".strip(), now)
    pause = rules.pace(len(entries), row.per_second)
    receipt = Receipt(
        receiver=row,
        batch=batch,
        first=entries[0].position or 0,
        last=entries[-1].position or 0,
        count=len(entries),
        tries=row.failures + 1,
        status=answer.status,
        answer=answer.text[:500],
        at=now,
    )
    with transaction.atomic():
        receipt.save()
        _arrived(row, reached, now + pause)
    return Run(sent=len(entries), more=reached < ledger.position(), pause=pause)


def _next(row: Receiver) -> tuple[list[FeedEntry], int]:
    """Give the next entries that the receiver wants, and the position up to which it was looked."""
    prefixes = row.prefixes
    scanned = ledger.feed(after=row.position, limit=_SCANNED if prefixes else rules.BATCH)
    wanted = [entry for entry in scanned if rules.wants(entry.verb, prefixes)]
    if len(wanted) > rules.BATCH:
        wanted = wanted[: rules.BATCH]
        return wanted, wanted[-1].position or row.position
    return wanted, (scanned[-1].position if scanned else None) or row.position


def _events(row: Receiver, entries: Sequence[FeedEntry]) -> list[dict[str, object]]:
    rows = ports.rows.of({entry.subject for entry in entries}) if row.whole else {}
    source = f"{settings.SITE_URL}/api/v1/feed"
    return [rules.event(one, source=source, row=rows.get(one.subject)) for one in entries]


def _arrived(row: Receiver, reached: int, next_at: datetime) -> None:
    # Not past a place that somebody has meanwhile set back: what was asked for again is sent again.
    Receiver.objects.filter(pk=row.pk, position=row.position).update(position=reached)
    Receiver.objects.filter(pk=row.pk).update(
        failures=0, failing_since=None, error="", next_at=next_at
    )


def _failed(row: Receiver, error: str, now: datetime) -> Run:
    pause = rules.pause_after(row.failures + 1)
    Receiver.objects.filter(pk=row.pk).update(
        failures=F("failures") + 1,
        failing_since=row.failing_since or now,
        error=error[:200],
        next_at=now + pause,
    )
    logger.warning(
        "a receiver did not take a batch",
        extra={"receiver": row.code, "failures": row.failures + 1, "error": error[:200]},
    )
    return Run(more=True, pause=pause, error=error[:200])


def sweep(now: datetime) -> int:
    """Delete receipts older than 400 days, a batch at a time; gives how many went."""
    old = Receipt.objects.filter(at__lt=now - KEPT).order_by("id").values_list("pk", flat=True)
    return Receipt.objects.filter(pk__in=list(old[:_SWEPT])).delete()[0]
