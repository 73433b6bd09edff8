"""Notices as values. No Django here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

DeliveryStatus = Literal["queued", "sent", "failed", "dead"]


@dataclass(frozen=True, slots=True)
class Template:
    """A registered text. `{word}` in title and body is replaced from the context.

    `channels` are tried besides the inbox; `secret` keeps it out of the inbox and wipes it once
    it is sent (one-time codes).
    """

    code: str
    title: str
    body: str
    channels: tuple[str, ...] = ("sms",)
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is to be reached: an account, a phone, or both."""

    account_id: int | None
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel sends: to an address of its own kind."""

    to: str
    title: str
    body: str
    link: str
    template: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A way out. `address` gives where to send or "" (not reachable this way); `mask` shows it in
    the log. `send` raises ChannelDown (tried again) or ChannelRefused (given up). `instant` means
    that sending is one insert in our own database, done within the transaction."""

    code: str
    label: str
    address: Callable[[Recipient], str]
    send: Callable[[Message], None]
    mask: Callable[[str], str]
    instant: bool = False
