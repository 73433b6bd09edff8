"""What follows a bad rating 差评整改: contact, fix or appeal, review, public answer.

The engine moves the item; here is what a rating adds to its acts: the words each step needs, and
what is true of the rating afterwards.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.ledger import services as ledger
from tongban.core.notices.services import notify
from tongban.core.numbers.services import formatted
from tongban.core.params import selectors as params
from tongban.core.workdays.rules import local_date
from tongban.core.workdays.types import Limit
from tongban.ratings.errors import AppealedAlready, UnknownSubject, WordsMissing
from tongban.ratings.models import Rating
from tongban.ratings.types import KIND, LIMITS, PROCEDURE, Handled
from tongban.workflow import services as engine
from tongban.workflow.errors import Invalid, ProcedureInvalid
from tongban.workflow.selectors import procedure
from tongban.workflow.states import APPLICANT
from tongban.workflow.types import Command, Complete, Involved, Late, Outcome, SendBack

if TYPE_CHECKING:
    from tongban.workflow.models import WorkItem

WORDS_LIMIT = 500


@cache
def definition() -> dict[str, Any]:
    """The procedure as it ships; an installation may publish a version of its own."""
    path = Path(__file__).parents[1] / "data" / f"{PROCEDURE}.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def begin(row: Rating, *, now: datetime, source: int | None) -> None:
    """Open the follow-up of a bad rating, linked to the work that was rated, if it was work."""
    reason = f"{row.title}：{row.level_title}"
    data = {"rating": row.pk}
    if source is None:
        open_item(row, now=now)
        return
    engine.follow_up(actor=SYSTEM, now=now, source=source, kind=KIND, reason=reason, data=data)
    row.refresh_from_db(fields=["item"])


def intake(
    *, actor: Actor, now: datetime, source: "WorkItem", reason: str, data: Mapping[str, Any]
) -> int:
    """Open the follow-up of `data["rating"]` (fills workflow.intakes)."""
    row = Rating.objects.filter(pk=data.get("rating", 0)).first()
    if row is None:
        raise UnknownSubject()
    return open_item(row, now=now)


def open_item(row: Rating, *, now: datetime) -> int:
    """Start the item: its first task is the head's of the rated body. Once a rating."""
    if row.item_id is not None:
        return row.item_id
    _published(now)
    division = row.division
    day = local_date(now)
    item = engine.start(
        actor=SYSTEM,
        now=now,
        kind=KIND,
        procedure=PROCEDURE,
        number=formatted("HP", now=now),
        title=f"差评：{row.title}"[:200],
        division=division,
        organisation=row.organisation,
        parties=[Involved(row.party_id, "rater")] if row.party_id else (),
        limits={
            name: Limit.parse(params.value(code, on=day, division=division.code).as_limit())
            for name, code in LIMITS.items()
        },
        subject=row.ref,
    )
    row.item_id = item.pk
    row.save(update_fields=["item"])
    for head in accounts.holders("chief", row.organisation_id, now=now):
        notify(
            to_account=head.pk,
            template="ratings.bad",
            now=now,
            link=f"/desk/ratings/{row.pk}/",
            context={"number": item.number, "matter": row.title, "level": row.level_title},
        )
    return int(item.pk)


def _published(now: datetime) -> None:
    """See that there is a procedure: the one that ships, unless the installation has its own."""
    try:
        procedure(PROCEDURE)
    except ProcedureInvalid:
        engine.publish_procedure(actor=SYSTEM, now=now, code=PROCEDURE, definition=definition())


@transaction.atomic
def act(
    *,
    actor: Actor,
    now: datetime,
    row: Rating,
    command: Command,
    version: int | None = None,
    late: Late | None = None,
) -> Outcome:
    """Do `command` to the follow-up's item; every step is completed in words.

    Raises WordsMissing (422), AppealedAlready (409), UnknownSubject where nothing follows the
    rating, and what the engine raises. Nothing is sent back to whoever rated.
    """
    if row.item_id is None:
        raise UnknownSubject()
    if isinstance(command, SendBack) and command.to == APPLICANT:
        raise Invalid("bad_target", field="to")
    if isinstance(command, Complete):
        words = command.opinion.strip()
        if not words or len(words) > WORDS_LIMIT:
            raise WordsMissing(field="opinion", limit=WORDS_LIMIT)
        if command.outcome == Handled.APPEALED and row.appealed:
            raise AppealedAlready(field="outcome")
    return engine.perform(
        actor=actor, now=now, item=row.item_id, command=command, expected_version=version,
        late=late,
    )  # fmt: skip


def stepped(
    row: Rating, *, actor: Actor, now: datetime, step: str, outcome: str, words: str
) -> None:
    """Keep what a completed step says of the rating."""
    if step == "contact":
        row.contacted_at = row.contacted_at or now
    elif step in {"handle", "rework"}:
        row.handled, row.handled_at, row.measure = outcome, now, words
        row.appealed = row.appealed or outcome == Handled.APPEALED
    elif step == "appeal" and outcome == "upheld":
        row.struck = True
    elif step == "review":
        row.review = outcome
    elif step == "answer":
        row.answer, row.answered_at = words, now
    row.save(update_fields=[
        "contacted_at", "handled", "handled_at", "measure", "appealed", "struck", "review",
        "answer", "answered_at",
    ])  # fmt: skip
    if step == "appeal" and outcome == "upheld":
        _record(row, "ratings.strike", actor, now, {"reason": words})
    if step == "answer":
        _record(row, "ratings.answer", actor, now, {"answer": row.answer})


def undone(row: Rating, *, to: str) -> None:
    """The review sent it back: what was called fixed is not."""
    if to in {"contact", "handle", "rework"}:
        row.handled, row.handled_at, row.review = Handled.NONE, None, ""
        row.save(update_fields=["handled", "handled_at", "review"])


def finished(row: Rating, *, now: datetime) -> None:
    """It is over: its words and the answer are public; whoever rated is told."""
    row.finished_at = now
    row.save(update_fields=["finished_at"])
    if row.account_id is None:
        return
    notify(
        to_account=row.account_id,
        template="ratings.answered",
        now=now,
        context={"matter": row.title, "body": row.organisation.name, "answer": row.answer[:120]},
    )


def _record(
    row: Rating, verb: str, actor: Actor, now: datetime, payload: Mapping[str, Any]
) -> None:
    ledger.append(
        subject=row.ref,
        verb=verb,
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={"subject": row.subject, **payload},
    )
