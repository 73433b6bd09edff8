"""异地代收: a window elsewhere took the application in; it keeps the originals and gives them back.

The case and its clock are the deciding body's. What happens to the originals stands in a chain of
its own in the ledger.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.cases import permissions
from tongban.cases.errors import CaseForbidden, CaseUnknown, CustodyRefused, ReasonMissing, TooLong
from tongban.cases.models import Case, Custody
from tongban.core.ledger import services as ledger
from tongban.core.organisations import selectors as organisations

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

PAPERS_MOST = 50
NAME_MOST = 100


def opened(case: Case, window: int, *, actor: "Actor", now: datetime) -> Custody:
    """Write down which window took the case in; inside the transaction of its submission."""
    body = organisations.by_id(window)
    row: Custody = Custody.objects.create(
        case=case, organisation=body, division_id=body.division_id, taken_at=now,
        taken_by=actor.ref,
    )  # fmt: skip
    _record(row, actor, now, "cases.custody_taken", number=case.item.number)
    return row


@transaction.atomic
def keep(*, actor: "Actor", now: datetime, key: int, papers: Sequence[str]) -> Custody:
    """Write down which originals the window keeps; until they are given back it may be corrected.

    The very same list again changes nothing. Raises CaseUnknown (404), CaseForbidden,
    CustodyRefused (given back already), ReasonMissing at "papers" for an empty list, TooLong.
    """
    row = _locked(actor, key)
    names = list(dict.fromkeys(name.strip() for name in papers if name.strip()))
    if row.state == Custody.State.RETURNED:
        raise CustodyRefused("custody_returned")
    if not names:
        raise ReasonMissing("custody_no_papers", field="papers")
    if len(names) > PAPERS_MOST or any(len(name) > NAME_MOST for name in names):
        raise TooLong(field="papers", most=NAME_MOST)
    if row.state == Custody.State.KEPT and names == row.papers:
        return row
    row.papers_text = json.dumps(names, ensure_ascii=False)
    row.state, row.kept_at = Custody.State.KEPT, now
    row.save(update_fields=["papers_text", "state", "kept_at"])
    _record(row, actor, now, "cases.custody_kept", papers="、".join(names))
    return row


@transaction.atomic
def give_back(*, actor: "Actor", now: datetime, key: int, to: str) -> Custody:
    """Give the originals back; `to` is who took them. Once: again is the first one's answer.

    Raises as `keep` does; CustodyRefused where none are kept, ReasonMissing at "to".
    """
    row = _locked(actor, key)
    who = to.strip()
    if row.state == Custody.State.RETURNED:
        return row
    if row.state != Custody.State.KEPT:
        raise CustodyRefused("custody_none")
    if not who:
        raise ReasonMissing("custody_to", field="to")
    if len(who) > NAME_MOST:
        raise TooLong(field="to", most=NAME_MOST)
    row.state, row.returned_at, row.returned_to = Custody.State.RETURNED, now, who
    row.save(update_fields=["state", "returned_at", "returned_to"])
    _record(row, actor, now, "cases.custody_returned", papers="、".join(row.papers))
    return row


def _locked(actor: "Actor", key: int) -> Custody:
    rows = Custody.objects.visible_to(actor).select_for_update(of=("self",))
    row: Custody | None = rows.select_related("organisation", "division").filter(pk=key).first()
    if row is None:
        raise CaseUnknown()
    if not permissions.keeps(actor, row):
        raise CaseForbidden()
    return row


def _record(row: Custody, actor: "Actor", now: datetime, verb: str, **said: str) -> None:
    ledger.append(
        subject=row.subject, verb=verb, actor=actor.ref, on_behalf=actor.on_behalf, at=now,
        payload={"case": row.case_id, "organisation": row.organisation_id, **said},
    )  # fmt: skip
