"""What is sent, how it is signed, how long to wait: pure."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from tongban.core.ledger.types import FeedEntry
from tongban.core.webhooks.errors import AddressUnfit, CodeUnfit, NameMissing, RateUnfit
from tongban.core.webhooks.types import Wanted

BATCH = 100
"""Events in one request."""
FASTEST = 1000
"""Events a second that a receiver may be given at most."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)
TYPE = "application/cloudevents-batch+json; charset=UTF-8"
SIGNED = "whsec_"
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HERE = {"localhost", "127.0.0.1", "::1"}


def pause_after(failures: int) -> timedelta:
    """Give how long to wait after the `failures`-th failure in a row: 5 s, doubling, ≤ 10 min."""
    doubled: int = 2 ** min(failures - 1, 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def pace(sent: int, per_second: int) -> timedelta:
    """Give how long `sent` events are to take, so that a receiver is not flooded."""
    return timedelta(seconds=sent / per_second)


def wants(verb: str, prefixes: Sequence[str]) -> bool:
    """Say whether a receiver of `prefixes` ("cases.", "hub.case"; none: everything) wants it."""
    return not prefixes or any(verb.startswith(prefix) for prefix in prefixes)


def event(entry: FeedEntry, *, source: str, row: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give one act as a CloudEvent 1.0; `row` is the record it was about, where it is sent along.

    Its id is the entry's position: the same act sent twice has the same.
    """
    data: dict[str, Any] = {
        "position": entry.position,
        "seq": entry.seq,
        "actor": entry.actor,
        "on_behalf": entry.on_behalf,
        "text": entry.text,
        "payload": dict(entry.payload),
        "hash": entry.hash,
    }
    if row is not None:
        data["row"] = dict(row)
    return {
        "specversion": "1.0",
        "id": str(entry.position),
        "source": source,
        "type": f"tongban.{entry.verb}",
        "subject": entry.subject,
        "time": entry.at.isoformat(),
        "datacontenttype": "application/json",
        "data": data,
    }


def body(events: Iterable[Mapping[str, Any]]) -> bytes:
    """Give the bytes of a batch."""
    return json.dumps(list(events), ensure_ascii=False, separators=(",", ":")).encode()


def headers(secret: str, *, batch: str, at: datetime, content: bytes) -> dict[str, str]:
    """Give the headers of a request, signed as Standard Webhooks 1.0 has it (HMAC-SHA256).

    `secret` is "whsec_" and base64. The receiver recomputes the signature over
    `id.timestamp.content` and refuses what is older than it likes.
    """
    stamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(SIGNED))
    signed = hmac.digest(key, f"{batch}.{stamp}.".encode() + content, hashlib.sha256)
    return {
        "Content-Type": TYPE,
        "webhook-id": batch,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }


def checked(code: str, wanted: Wanted) -> Wanted:
    """Give what is wanted, tidied; raises CodeUnfit, NameMissing, AddressUnfit, RateUnfit."""
    if not _CODE.fullmatch(code) or len(code) > 40:
        raise CodeUnfit(field="code")
    name = wanted.name.strip()
    if not name or len(name) > 80:
        raise NameMissing(field="name")
    address = wanted.url.strip()
    if not _fit(address):
        raise AddressUnfit(field="url")
    if not 1 <= wanted.per_second <= FASTEST:
        raise RateUnfit(field="per_second", most=FASTEST)
    verbs = tuple(dict.fromkeys(one.strip() for one in wanted.verbs if one.strip()))
    return Wanted(name, address, verbs, wanted.whole, wanted.per_second)


def _fit(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.password or len(address) > 300:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _HERE)
