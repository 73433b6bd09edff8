"""The change feed: every act in order, for those who keep up with it."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tongban.core.ledger import selectors
from tongban.core.ledger.errors import FeedForbidden

PREFIX = "/feed"
router = Router(tags=["feed"])


class EntryOut(Schema):
    """One act. `position` is dense and rises by one: ask for what comes after the last seen."""

    position: int
    subject: str
    seq: int | None
    at: str
    actor: str
    on_behalf: str
    verb: str
    text: str
    payload: dict[str, Any]
    hash: str


class FeedPage(Schema):
    items: list[EntryOut]
    last: int


@router.get("", response=FeedPage, summary="变更流")
def read_feed(
    request: HttpRequest,
    after: Annotated[int, Query(ge=0, le=2**63 - 1, description="上次读到的 last")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """Entries after a position, in order; nothing is skipped, nothing comes twice.

    Only for machine clients with the scope feed:read: the feed is the whole city's.
    """
    actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "client":
        raise FeedForbidden()
    actor.require_scope("feed:read")
    entries = selectors.feed(after=after, limit=limit)
    return {
        "items": [
            {
                "position": entry.position,
                "subject": entry.subject,
                "seq": entry.seq,
                "at": entry.at.isoformat(),
                "actor": entry.actor,
                "on_behalf": entry.on_behalf,
                "verb": entry.verb,
                "text": entry.text,
                "payload": dict(entry.payload),
                "hash": entry.hash,
            }
            for entry in entries
        ],
        "last": entries[-1].position if entries else after,
    }
