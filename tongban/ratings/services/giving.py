"""A rating is given; the body answers one that no procedure follows up."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.ratings.errors import AlreadyRated, InProcedure, NotRateable, NotYours, WrongRating
from tongban.ratings.models import Rating
from tongban.ratings.permissions import is_own, may_answer, may_rate, parties_of
from tongban.ratings.selectors import target as find_target
from tongban.ratings.selectors import visible_by_id
from tongban.ratings.services import followup
from tongban.ratings.types import VISIT, Channel, RatingTarget, tags_for

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
    real_name: bool | None = None,
) -> Rating:
    """Rate a service 一事一评, or a visit to a window 一次一评: once a subject.

    `subject` is a ref ("case:12") or its public token; `level` 1 (非常满意) to 5; `tags` must go
    with the level (types.tags_for); `comment` at most 500 characters. `token`: the caller came
    with the subject's random token (a link in a message), which stands for the person served.
    `real_name`: the body may call them back; None means that it may if they have logged in. A bad
    rating with a name is followed up at once by an item of work (差评 实名 必回访).

    Raises UnknownSubject (404), NotRateable (409), AlreadyRated (409), NotYours (403),
    WrongRating (422, field level, tags, comment or channel).
    """
    found = find_target(subject)
    chosen = tuple(dict.fromkeys(tags))
    _check(level, chosen, comment, channel, actor)
    if not (token and token == found.token) and not may_rate(actor, found, channel):
        raise NotYours()
    if not found.rateable:
        raise NotRateable(why=found.why_not or "办结后才能评价")
    row = _row(found, actor, is_own(actor, found) if real_name is None else real_name)
    row.level, row.tags, row.comment = level, json.dumps(chosen), comment.strip()
    row.channel, row.public, row.at = channel, public, now
    _keep(row, actor, chosen)
    if row.bad and row.real_name and channel != Channel.DEFAULT:
        followup.begin(row, now=now, source=found.item)
    return row


@transaction.atomic
def answer(*, actor: Actor, now: datetime, rating_id: int, text: str) -> Rating:
    """Write (or correct) the body's reply to a rating that no procedure follows up.

    Raises UnknownSubject, NotYours, InProcedure (its answer is the procedure's last step),
    WrongRating.
    """
    row = visible_by_id(actor, rating_id)
    if not may_answer(actor, row):
        raise NotYours()
    if row.item_id is not None:
        raise InProcedure()
    if not text.strip() or len(text) > COMMENT_LIMIT:
        raise WrongRating("rating_wrong_comment", field="text", limit=COMMENT_LIMIT)
    row.answer, row.answered_at = text.strip(), now
    row.save(update_fields=["answer", "answered_at"])
    ledger.append(
        subject=row.ref,
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


def _row(found: RatingTarget, actor: Actor, real_name: bool) -> Rating:
    """Make the row of what is rated, and of whose opinion it is."""
    own = parties_of(actor) & found.parties
    party = min(own) if own else found.party
    by_person = is_own(actor, found)
    kind, _, key = found.subject.partition(":")
    return Rating(
        subject=found.subject,
        title=found.title[:200],
        account_id=actor.account_id if by_person else None,
        party_id=party if real_name or by_person else None,
        by=actor.ref,
        organisation_id=found.organisation_id,
        division_id=found.division,
        matter_code=found.matter_code,
        # A name that nobody knows is none.
        real_name=real_name and (by_person or party is not None),
        served_at=found.over_at,
        visit_id=int(key) if kind == VISIT else None,
    )


def _keep(row: Rating, actor: Actor, tags: tuple[str, ...]) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if Rating.objects.filter(subject=row.subject).exists():
            raise AlreadyRated() from error
        raise
    ledger.append(
        subject=row.ref,
        verb="ratings.rate",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=row.at,
        payload={
            "subject": row.subject,
            "level": row.level,
            "tags": list(tags),
            "channel": row.channel,
        },
        personal={"comment": row.comment} if row.comment else None,
    )
