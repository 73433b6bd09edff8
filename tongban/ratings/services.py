"""The acts upon a rating."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.ratings.errors import AlreadyRated, NotRateable, NotYours, WrongRating
from tongban.ratings.models import Rating
from tongban.ratings.permissions import is_own, may_answer, may_rate, parties_of
from tongban.ratings.selectors import target as find_target
from tongban.ratings.selectors import visible_by_id
from tongban.ratings.types import Channel, RatingTarget, tags_for

COMMENT_LIMIT = 500


@transaction.atomic
def rate(
    *,
    actor: Actor,
    now: datetime,
    subject: str,
    level: int,
    tags: Iterable[str] = (),
    comment: str = "",
    channel: str = Channel.WEB,
    public: bool = True,
    token: str = "",
) -> Rating:
    """Rate a service, once a subject.

    `subject` is a ref ("case:12") or its public token; `level` 1 (非常满意) to 5; `tags` must go
    with the level (types.tags_for); `comment` at most 500 characters. `token`: the caller came
    with the subject's random token (a link in a message), which stands for the person served.

    Raises UnknownSubject (404), NotRateable (409), AlreadyRated (409), NotYours (403),
    WrongRating (422, field level, tags, comment or channel).
    """
    found = find_target(subject)
    chosen = tuple(dict.fromkeys(tags))
    _check(level, chosen, comment, channel, actor)
    if not (token and token == found.token) and not may_rate(actor, found):
        raise NotYours()
    if not found.rateable:
        raise NotRateable(why=found.why_not or "办结后才能评价")
    return _keep(
        found,
        actor=actor,
        now=now,
        level=level,
        tags=chosen,
        comment=comment.strip(),
        channel=channel,
        public=public,
    )


@transaction.atomic
def answer(*, actor: Actor, now: datetime, rating_id: int, text: str) -> Rating:
    """Write (or correct) the body's reply. Raises UnknownSubject, NotYours, WrongRating."""
    row = visible_by_id(actor, rating_id)
    if not may_answer(actor, row):
        raise NotYours()
    if not text.strip() or len(text) > COMMENT_LIMIT:
        raise WrongRating("rating_wrong_comment", field="text", limit=COMMENT_LIMIT)
    row.answer, row.answered_at = text.strip(), now
    row.save(update_fields=["answer", "answered_at"])
    ledger.append(
        subject=f"rating:{row.pk}",
        verb="ratings.answer",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={"subject": row.subject, "answer": row.answer},
    )
    return row


def _check(level: int, tags: tuple[str, ...], comment: str, channel: str, actor: Actor) -> None:
    if level not in range(1, 6):
        raise WrongRating(field="level")
    allowed = tags_for(level)
    if any(tag not in allowed for tag in tags):
        raise WrongRating("rating_wrong_tags", field="tags")
    if len(comment) > COMMENT_LIMIT:
        raise WrongRating("rating_wrong_comment", field="comment", limit=COMMENT_LIMIT)
    known = {Channel.HALL, Channel.WEB, Channel.PHONE, Channel.API}
    if channel not in known and not (channel == Channel.DEFAULT and actor.kind == "system"):
        raise WrongRating("rating_wrong_channel", field="channel")


def _keep(
    found: RatingTarget,
    *,
    actor: Actor,
    now: datetime,
    level: int,
    tags: tuple[str, ...],
    comment: str,
    channel: str,
    public: bool,
) -> Rating:
    own = parties_of(actor) & found.parties
    row = Rating(
        subject=found.subject,
        title=found.title[:200],
        level=level,
        tags=json.dumps(tags),
        comment=comment,
        channel=channel,
        account_id=actor.account_id,
        party_id=min(own) if own else (min(found.parties) if len(found.parties) == 1 else None),
        by=actor.ref,
        organisation_id=found.organisation_id,
        division_id=found.division,
        matter_code=found.matter_code,
        real_name=is_own(actor, found),
        public=public,
        at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if Rating.objects.filter(subject=found.subject).exists():
            raise AlreadyRated() from error
        raise
    ledger.append(
        subject=f"rating:{row.pk}",
        verb="ratings.rate",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={"subject": row.subject, "level": level, "tags": list(tags), "channel": channel},
        personal={"comment": comment} if comment else None,
    )
    return row
