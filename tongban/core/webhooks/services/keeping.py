"""Who is sent the feed: entered, changed, stopped, sent again. Every act is in the ledger."""

import base64
import secrets
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tongban.core.accounts.types import Actor
from tongban.core.ledger import selectors as ledger
from tongban.core.ledger import services as entries
from tongban.core.webhooks import rules
from tongban.core.webhooks.errors import (
    CodeUnfit,
    PositionUnfit,
    UnknownReceiver,
    WebhookForbidden,
)
from tongban.core.webhooks.models import Receiver
from tongban.core.webhooks.permissions import may_manage
from tongban.core.webhooks.types import Wanted


@transaction.atomic
def create(*, actor: Actor, now: datetime, code: str, wanted: Wanted) -> tuple[Receiver, str]:
    """Enter a receiver, from the feed's present end on; gives it and its secret, shown this once.

    Raises WebhookForbidden, CodeUnfit, NameMissing, AddressUnfit, RateUnfit.
    """
    _allowed(actor)
    wanted = rules.checked(code, wanted)
    secret = _secret()
    row = Receiver(
        code=code, secret=secret, position=ledger.position(), next_at=now, changed_at=now
    )
    _take(row, wanted)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise CodeUnfit(field="code") from None
    _say(row, "create", actor, now, url=row.url, whole=row.whole)
    return row, secret


@transaction.atomic
def change(*, actor: Actor, now: datetime, code: str, wanted: Wanted) -> Receiver:
    """Give a receiver another name, address, choice or pace; raises what `create` does."""
    row = _locked(actor, code)
    wanted = rules.checked(code, wanted)
    before = (row.name, row.url, row.verbs, row.whole, row.per_second)
    _take(row, wanted)
    if before != (row.name, row.url, row.verbs, row.whole, row.per_second):
        row.changed_at, row.next_at = now, now
        row.save()
        _say(row, "change", actor, now, url=row.url, whole=row.whole)
    return row


@transaction.atomic
def pause(*, actor: Actor, now: datetime, code: str) -> Receiver:
    """Send nothing until `resume`; what happens meanwhile waits. Twice is once."""
    row = _locked(actor, code)
    if row.paused_at is None:
        row.paused_at = row.changed_at = now
        row.save(update_fields=["paused_at", "changed_at"])
        _say(row, "pause", actor, now)
    return row


@transaction.atomic
def resume(*, actor: Actor, now: datetime, code: str) -> Receiver:
    """Go on where it stopped, at once."""
    row = _locked(actor, code)
    if row.paused_at is not None:
        row.paused_at, row.changed_at, row.next_at = None, now, now
        row.save(update_fields=["paused_at", "changed_at", "next_at"])
        _say(row, "resume", actor, now)
    return row


@transaction.atomic
def resend_from(*, actor: Actor, now: datetime, code: str, position: int) -> Receiver:
    """Send everything after `position` (again): for a receiver that lost what it had taken.

    Raises PositionUnfit for a place before the beginning or after the end.
    """
    row = _locked(actor, code)
    if not 0 <= position <= ledger.position():
        raise PositionUnfit(field="position", most=ledger.position())
    was, row.position, row.next_at, row.changed_at = row.position, position, now, now
    row.save(update_fields=["position", "next_at", "changed_at"])
    _say(row, "resend", actor, now, was=was, position=position)
    return row


@transaction.atomic
def renew_secret(*, actor: Actor, now: datetime, code: str) -> str:
    """Sign with a new secret from now on; gives it, shown this once."""
    row = _locked(actor, code)
    row.secret, row.changed_at = _secret(), now
    row.save(update_fields=["secret", "changed_at"])
    _say(row, "renew_secret", actor, now)
    return row.secret


def _allowed(actor: Actor) -> None:
    if not may_manage(actor):
        raise WebhookForbidden


def _locked(actor: Actor, code: str) -> Receiver:
    _allowed(actor)
    row = Receiver.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise UnknownReceiver
    return row


def _take(row: Receiver, wanted: Wanted) -> None:
    row.name, row.url, row.whole = wanted.name, wanted.url, wanted.whole
    row.verbs, row.per_second = "\n".join(wanted.verbs), wanted.per_second


def _secret() -> str:
    return rules.SIGNED + base64.b64encode(secrets.token_bytes(32)).decode()


def _say(row: Receiver, verb: str, actor: Actor, now: datetime, **payload: Any) -> None:
    entries.append(
        subject=row.subject,
        verb=f"webhooks.{verb}",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={"name": row.name, **payload},
    )
