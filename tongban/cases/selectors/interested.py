"""Reads: whom a case touches, what they said, what still waits for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongban.cases.errors import InterestedUnknown
from tongban.cases.models import Case, Hearing, Interested
from tongban.cases.selectors.waiting import hearing_open
from tongban.core.papers.selectors import papers_of_each
from tongban.core.workdays.rules import local_date
from tongban.lib.keys import key_in
from tongban.parties.selectors import my_refs
from tongban.workflow.states import ACCEPTED

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor
    from tongban.core.papers.models import Paper


def told(rows: Sequence[Interested]) -> "list[tuple[Interested, list[Paper]]]":
    """Return each with the papers to them; one query, none where there is nobody."""
    papers = papers_of_each(row.subject for row in rows) if rows else {}
    return [(row, papers[row.subject]) for row in rows]


def by_token(actor: "Actor", token: str) -> Interested:
    """Return the row that a page is about. Raises InterestedUnknown where it is not the actor's."""
    found = Interested.objects.filter(party__in=my_refs(actor), token=token)
    row: Interested | None = found.select_related("case__item__organisation").first()
    if row is None:
        raise InterestedUnknown()
    return row


def mine(actor: "Actor", limit: int = 20) -> Sequence[Interested]:
    """Return what the actor was told of as an interested person, the latest first."""
    parties = my_refs(actor)
    if not parties:
        return []
    found = Interested.objects.filter(party__in=parties).select_related("case__item__organisation")
    return list(found.order_by("-pk")[:limit])


def standing(row: Interested, now: datetime) -> dict[str, Any]:
    """Return what the page of an interested person shows, and what may be done on it now."""
    item = row.case.item
    running = item.state == ACCEPTED and not item.decided_at
    hearing = Hearing.objects.filter(case=row.case_id).first()
    return {
        "hearing": hearing,
        "may_state": running and row.opinion_at is None,
        "may_ask": running and hearing_open(hearing, now),
        "decided": item.decided_at is not None,
    }


def may_read(actor: "Actor", subject: str) -> bool:
    """Say whether the actor may read the papers to an interested person ("interested:5")."""
    return Interested.objects.visible_to(actor).filter(pk=key_in(subject)).exists()


def waits(case: Case, now: datetime) -> str:
    """Say why no decision may be made while somebody whom it touches may still speak (§36)."""
    open_ones = case.interested.filter(opinion_at=None, answer_until__gte=now)
    row: Interested | None = open_ones.order_by("-answer_until").first()
    if row is None:
        return ""
    return (
        f"已告知利害关系人{row.name}，可以陈述意见到{local_date(row.answer_until).isoformat()}，"
        "期满或者听取意见后才能作出决定"
    )
