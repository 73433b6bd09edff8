"""Keeping what people looked for in vain, so that editors see it, and keeping it small."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from tongban.core.ledger import services as ledger
from tongban.core.search import permissions, rules
from tongban.core.search.errors import MissUnknown, SynonymsForbidden
from tongban.core.search.models import Miss, SynonymSet
from tongban.core.search.services.wording import add_word
from tongban.core.search.types import ActorLike

KEPT = 1_000  # of the most frequent, and as many of the latest
CEILING = 4 * KEPT  # above it nothing new is taken until the tick has made room
FORGOTTEN_AFTER = timedelta(days=180)
NEAR_LENGTH = 12  # characters; a longer query that found similar things is a sentence, not a word


@transaction.atomic
def record_miss(*, text: str, now: datetime, near: bool = False) -> bool:
    """Count a query that found nothing (`near`: only similar things), unless it looks like
    somebody's number; whether it was. One that editors had settled is open again."""
    kept = rules.worth_keeping(text)
    if not kept or (near and len(kept) > NEAR_LENGTH):
        return False
    rows = Miss.objects.filter(text=kept)
    if rows.update(count=F("count") + 1, last_at=now, near=near):
        rows.filter(state=Miss.State.DONE).update(state=Miss.State.OPEN)
        return True
    if Miss.objects.count() >= CEILING:
        return False
    Miss.objects.bulk_create([Miss(text=kept, last_at=now, near=near)], ignore_conflicts=True)
    return True


@transaction.atomic
def settle_miss(*, actor: ActorLike, now: datetime, miss: int, state: str) -> Miss:
    """Say what became of a query: done, ignored (never shown again), or open as before; returns it.

    Raises MissUnknown, SynonymsForbidden; ValueError for another state.
    """
    if not permissions.may_edit_words(actor):
        raise SynonymsForbidden
    row = Miss.objects.filter(pk=miss).first()
    if row is None:
        raise MissUnknown
    value = Miss.State(state)
    if row.state == value:
        return row
    row.state = value
    row.save(update_fields=["state"])
    # The text is what somebody typed: it may be forgotten, so it does not enter the ledger.
    ledger.append(
        subject=f"search-miss:{row.pk}",
        verb=f"search.miss_{value.value}",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={"count": row.count},
    )
    return row


@transaction.atomic
def answer_miss(*, actor: ActorLike, now: datetime, miss: int, means: str) -> SynonymSet:
    """Say what a query that found nothing means, and settle it; returns the set that says so now.

    Raises what `add_word` and `settle_miss` raise; then neither holds.
    """
    row = settle_miss(actor=actor, now=now, miss=miss, state=Miss.State.DONE)
    return add_word(actor=actor, now=now, word=row.text, means=means)


def trim(now: datetime) -> int:
    """Forget queries not made for half a year, and all but the most frequent and the latest of
    each state; the tick. Returns how many went."""
    gone, _ = Miss.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
    for state in Miss.State.values:
        rows = Miss.objects.filter(state=state)
        if rows.count() <= 2 * KEPT:
            continue
        kept = set(rows.order_by("-count", "-id").values_list("pk", flat=True)[:KEPT])
        kept |= set(rows.order_by("-last_at", "-id").values_list("pk", flat=True)[:KEPT])
        others = list(rows.order_by("pk").values_list("pk", flat=True))
        gone += _delete([pk for pk in others if pk not in kept])
    return gone


def _delete(ids: list[int]) -> int:
    for start in range(0, len(ids), 500):
        Miss.objects.filter(pk__in=ids[start : start + 500]).delete()
    return len(ids)
