"""What notices plug in: the demo's channels, the badge, the sending of codes."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tongban.core.accounts.types import Actor
from tongban.core.notices import selectors, services
from tongban.core.notices.types import Channel, Message, Recipient
from tongban.core.shell import clock
from tongban.core.vault.rules import mask_phone


def _phone(recipient: Recipient) -> str:
    return recipient.phone


def _account(recipient: Recipient) -> str:
    return f"account:{recipient.account_id}" if recipient.account_id is not None else ""


def _shown(address: str) -> str:
    return address


def demo_sms() -> Channel:
    """Give the demo's SMS: a row of the outbox, at once."""

    def send(message: Message) -> None:
        services.put_in_outbox(
            channel="sms", masked=mask_phone(message.to), message=message, now=clock.now()
        )

    return Channel("sms", str(_("短信")), _phone, send, mask_phone, instant=True)


def demo_miniprogram() -> Channel:
    """Give the demo's 小程序 subscription message: a row of the outbox, at once."""

    def send(message: Message) -> None:
        services.put_in_outbox(
            channel="miniprogram", masked=message.to, message=message, now=clock.now()
        )

    return Channel("miniprogram", str(_("小程序")), _account, send, _shown, instant=True)


def unread_badge(request: HttpRequest) -> int:
    """Give the number at the bell."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return selectors.unread(actor.account_id)
