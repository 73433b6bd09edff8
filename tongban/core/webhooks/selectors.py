"""Reading receivers. Those who ask must hold the power `webhooks.manage`."""

from collections.abc import Iterable
from datetime import datetime

from tongban.core.accounts.types import Actor
from tongban.core.ledger import selectors as ledger
from tongban.core.webhooks.errors import UnknownReceiver, WebhookForbidden
from tongban.core.webhooks.models import Receipt, Receiver
from tongban.core.webhooks.permissions import may_manage
from tongban.core.webhooks.types import Standing

SHOWN = 50


def listing(actor: Actor, now: datetime) -> list[tuple[Receiver, Standing]]:
    """Give every receiver with its standing, in two statements; raises WebhookForbidden."""
    if not may_manage(actor):
        raise WebhookForbidden
    head = ledger.position()
    return [(row, standing(row, head, now)) for row in Receiver.objects.all()]


def by_code(actor: Actor, code: str) -> Receiver:
    """Give one receiver; raises WebhookForbidden, UnknownReceiver."""
    if not may_manage(actor):
        raise WebhookForbidden
    row = Receiver.objects.filter(code=code).first()
    if row is None:
        raise UnknownReceiver
    return row


def standing(row: Receiver, head: int, now: datetime) -> Standing:
    """Say how a receiver stands where the feed ends at `head`."""
    lag = max(head - row.position, 0)
    if row.paused_at is not None:
        return Standing("paused", lag, row.paused_at)
    if row.failures:
        return Standing("failing", lag, row.failing_since)
    return Standing("behind" if lag else "current", lag)


def receipts(row: Receiver, *, before: int = 0) -> list[Receipt]:
    """Give the newest receipts (older than `before`), fifty at most."""
    found = row.receipts.order_by("-id")
    return list((found.filter(pk__lt=before) if before else found)[: SHOWN + 1])


def due(now: datetime) -> Iterable[int]:
    """Give the receivers that have something coming and whose time has come."""
    waiting = Receiver.objects.filter(paused_at=None, next_at__lte=now)
    return waiting.filter(position__lt=ledger.position()).values_list("pk", flat=True)
