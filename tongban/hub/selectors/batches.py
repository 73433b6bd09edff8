"""What came in, from whom, and how each source stands."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q, Sum

from tongban.hub.errors import RecordUnknown
from tongban.hub.models import Batch, Record
from tongban.hub.types import Sending

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

LATELY = timedelta(days=7)
PAGE = 50


def batches(actor: "Actor", *, source: str = "", before: int = 0, limit: int = PAGE) -> list[Batch]:
    """Give the newest batches in scope, one more than `limit` if there are."""
    rows = Batch.objects.visible_to(actor).select_related("organisation").defer("wrong_text")
    if source:
        rows = rows.filter(source=source)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: limit + 1])


def batch_of(actor: "Actor", token: str) -> Batch:
    """Give one batch in scope with what is wrong in it; raises RecordUnknown."""
    found: Batch | None = (
        Batch.objects.visible_to(actor).select_related("organisation").filter(token=token).first()
    )
    if found is None:
        raise RecordUnknown
    return found


def sendings(actor: "Actor", now: datetime) -> list[Sending]:
    """Give how each source in scope stands, in two statements."""
    sent = (
        Batch.objects.visible_to(actor)
        .order_by()
        .values("source", "organisation__name")
        .annotate(
            last_at=Max("received_at"),
            wrong=Sum("refused", filter=Q(received_at__gt=now - LATELY), default=0),
        )
    )
    counted = (
        Record.objects.visible_to(actor)
        .order_by()
        .values("source")
        .annotate(number=Count("pk"), backfilled=Count("pk", filter=Q(late=True)))
    )
    records = {row["source"]: row for row in counted}
    found = [
        Sending(
            source=row["source"],
            name=row["organisation__name"],
            records=records.get(row["source"], {}).get("number", 0),
            backfilled=records.get(row["source"], {}).get("backfilled", 0),
            last_at=row["last_at"],
            refused=row["wrong"],
        )
        for row in sent
    ]
    return sorted(found, key=lambda one: one.source)
