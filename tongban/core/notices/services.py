"""Acts on notices: write, send, read."""

import logging
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import Actor
from tongban.core.notices import rules
from tongban.core.notices.errors import ChannelDown, ChannelRefused
from tongban.core.notices.models import Delivery, DeliveryState, Notice, OutboxMessage
from tongban.core.notices.ports import channels, later, templates
from tongban.core.notices.types import Channel, Message, Recipient, Template

logger = logging.getLogger(__name__)
# While one worker sends, no other takes the same delivery; long enough for a slow gateway.
LEASE = timedelta(minutes=2)
OUTBOX_KEPT = 500
CODE_TEMPLATE = "accounts.code"


@transaction.atomic
def notify(
    *,
    to_account: int | None,
    to_phone: str = "",
    template: str,
    context: Mapping[str, Any],
    now: datetime,
    link: str = "",
    key: str | None = None,
) -> Notice:
    """Tell someone: an inbox entry now, the template's channels after commit; gives the Notice.

    `to_account` None sends to `to_phone` alone; with an account its own phone is used unless
    `to_phone` is given. `link` is a path of this site. The same `key` twice is the same notice.
    Raises UnknownNotice (template), MissingWord.
    """
    text = templates.get(template)
    title, body = rules.filled(text.title, context), rules.filled(text.body, context)
    if key is not None:
        known = Notice.objects.filter(key=key).first()
        if known is not None:
            return known
    phone = to_phone or _phone_of(to_account)
    notice = Notice(
        token=secrets.token_urlsafe(16),
        account_id=to_account,
        phone=phone,
        template=text.code,
        title=title[:120],
        body=body,
        link=link,
        secret=text.secret,
        key=key,
        created_at=now,
    )
    if key is None:
        notice.save()
    else:
        try:
            with transaction.atomic():
                notice.save()
        except IntegrityError:
            return Notice.objects.get(key=key)
    _dispatch(notice, text, Recipient(to_account, phone), now)
    return notice


@transaction.atomic
def notify_many(
    *,
    to_accounts: Iterable[int],
    template: str,
    context: Mapping[str, Any],
    now: datetime,
    key: str,
    link: str = "",
) -> int:
    """Tell many the same: as `notify` for each, under `key` and the account's number; gives how
    many had not been told. Accounts that are inactive are left out.

    In as many statements for a thousand as for one, but for what a database takes at a time. The
    channels are left to the tick: a thousand messages are not sent inside one transaction.
    """
    text = templates.get(template)
    title, body = rules.filled(text.title, context), rules.filled(text.body, context)
    phones = accounts.phones_of(to_accounts)
    keys = {f"{key}.{account}": account for account in phones}
    known = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = [
        Notice(
            token=secrets.token_urlsafe(16),
            account_id=account,
            phone=phones[account],
            template=text.code,
            title=title[:120],
            body=body,
            link=link,
            secret=text.secret,
            key=one,
            created_at=now,
        )
        for one, account in keys.items()
        if one not in known
    ]
    Notice.objects.bulk_create(fresh)
    Delivery.objects.bulk_create(
        delivery
        for notice in fresh
        for delivery in _deliveries(notice, text, Recipient(notice.account_id, notice.phone), now)
    )
    return len(fresh)


def _deliveries(
    notice: Notice, text: Template, recipient: Recipient, now: datetime
) -> Iterator[Delivery]:
    for code in text.channels:
        channel = channels.get(code)
        address = channel.address(recipient) if channel else ""
        if channel is not None and address:
            yield Delivery(
                notice=notice,
                channel=code,
                masked=channel.mask(address),
                next_at=now,
                created_at=now,
            )


def _phone_of(account_id: int | None) -> str:
    return accounts.phone_of(account_id) if account_id is not None else ""


def _dispatch(notice: Notice, text: Template, recipient: Recipient, now: datetime) -> None:
    for delivery in _deliveries(notice, text, recipient, now):
        channel = channels.get(delivery.channel)
        if channel is not None and channel.instant:
            _try(delivery, channel, now)
            delivery.save()
            _forget(delivery)
        else:
            delivery.save()
            later.deliver(delivery.pk)


def deliver(*, delivery_id: int, now: datetime) -> str:
    """Try one delivery and give its state; idempotent, at most one worker at a time sends it.

    A channel that is down is tried again after 1 min, 5 min, 30 min, 2 h and 12 h, then given up.
    """
    taken = Delivery.objects.due(now).filter(pk=delivery_id).update(next_at=now + LEASE)
    delivery = Delivery.objects.select_related("notice").filter(pk=delivery_id).first()
    if delivery is None:
        return DeliveryState.DEAD
    if not taken:
        return delivery.state
    _try(delivery, channels.get(delivery.channel), now)
    delivery.save(update_fields=["state", "attempts", "next_at", "error", "sent_at"])
    _forget(delivery)
    return delivery.state


def _try(delivery: Delivery, channel: Channel | None, now: datetime) -> None:
    """Send once and note on the unsaved row how it went."""
    delivery.attempts += 1
    try:
        if channel is None:
            raise ChannelDown("channel is not configured")
        channel.send(_message(delivery.notice, channel))
    except ChannelRefused as refusal:
        _failed(delivery, str(refusal), None)
    except ChannelDown as fault:
        pause = rules.pause_after(delivery.attempts)
        _failed(delivery, str(fault), now + pause if pause else None)
    else:
        delivery.state, delivery.sent_at, delivery.error = DeliveryState.SENT, now, ""


def _forget(delivery: Delivery) -> None:
    """A code is not kept once it has gone out, or cannot."""
    if delivery.notice.secret and delivery.state in {DeliveryState.SENT, DeliveryState.DEAD}:
        Notice.objects.filter(pk=delivery.notice_id).update(body="")


def _message(notice: Notice, channel: Channel) -> Message:
    recipient = Recipient(notice.account_id, notice.phone)
    link = f"{settings.SITE_URL}{notice.link}" if notice.link else ""
    return Message(channel.address(recipient), notice.title, notice.body, link, notice.template)


def _failed(delivery: Delivery, reason: str, next_at: datetime | None) -> None:
    delivery.error = reason[:200]
    delivery.state = DeliveryState.FAILED if next_at else DeliveryState.DEAD
    delivery.next_at = next_at or delivery.next_at
    logger.warning(
        "a notice was not delivered",
        extra={"channel": delivery.channel, "attempts": delivery.attempts, "error": reason[:200]},
    )


def retry(now: datetime) -> int:
    """Queue every delivery whose time has come (also those whose worker died); gives how many."""
    due = list(Delivery.objects.due(now).order_by("next_at").values_list("pk", flat=True)[:500])
    for pk in due:
        deliver(delivery_id=pk, now=now)
    return len(due)


@transaction.atomic
def mark_read(*, actor: Actor, now: datetime, tokens: Iterable[str] | None = None) -> int:
    """Mark the actor's own notices read (all of them without `tokens`); gives how many changed."""
    notices = Notice.objects.inbox(actor.account_id).unread()
    if tokens is not None:
        notices = notices.filter(token__in=list(tokens))
    return notices.update(read_at=now)


def send_code(phone: str, code: str, *, now: datetime) -> None:
    """Send a one-time code (accounts.ports.messages); it never enters the inbox or the log."""
    notify(to_account=None, to_phone=phone, template=CODE_TEMPLATE, context={"code": code}, now=now)


def put_in_outbox(*, channel: str, masked: str, message: Message, now: datetime) -> None:
    """Keep what would have been sent, for the demo's outbox; does nothing outside the demo."""
    if not settings.DEMO:
        return
    OutboxMessage.objects.create(
        channel=channel,
        masked=masked,
        title=message.title,
        body=message.body,
        link=message.link,
        created_at=now,
    )


def trim_outbox(_now: datetime) -> int:
    """Keep the newest messages of the outbox only; gives how many went."""
    edge = OutboxMessage.objects.order_by("-id").values_list("pk", flat=True)[OUTBOX_KEPT:][:1]
    oldest = list(edge)
    return OutboxMessage.objects.filter(pk__lte=oldest[0]).delete()[0] if oldest else 0
