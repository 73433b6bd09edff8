"""The machines' face: give a rating, read those of one's own bodies."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status

from tongban.core.accounts.types import Actor
from tongban.core.shell.clock import now
from tongban.ratings import selectors, services
from tongban.ratings.schemas import RatingIn, RatingOut, RatingPage

PREFIX = "/ratings"
router = Router(tags=["ratings"])


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@router.get("", response=RatingPage, summary="评价列表")
def list_ratings(
    request: HttpRequest,
    level: Annotated[int, Query(ge=0, le=5)] = 0,
    before: Annotated[int, Query(ge=0, le=2**63 - 1, description="上一页的 next")] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> RatingPage:
    """Ratings of the caller's organisations, newest first. Scope ratings:read."""
    actor = _actor(request)
    actor.require_scope("ratings:read")
    rows = selectors.visible(actor, level=level, before=before, limit=limit + 1)
    more = rows[limit - 1].pk if len(rows) > limit else None
    return RatingPage(items=[RatingOut.of(row) for row in rows[:limit]], next=more)


@router.post("", response={201: RatingOut}, summary="提交评价")
def rate(request: HttpRequest, body: RatingIn) -> Status[RatingOut]:
    """Rate a service, once a subject (409 the second time). Scope ratings:write."""
    actor = _actor(request)
    actor.require_scope("ratings:write")
    row = services.rate(
        actor=actor,
        now=now(),
        subject=body.subject,
        level=body.level,
        tags=body.tags,
        comment=body.comment,
        channel=body.channel,
        token=body.subject,
        real_name=body.real_name,
        public=body.public,
    )
    return Status(201, RatingOut.of(row))
