"""Importing a table into a draft: proposed first, then applied, all or nothing."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.lists import ports, rules, states
from tongban.lists.errors import EntriesInvalid, ListUnknown
from tongban.lists.models import Entry, ListEdition, PendingImport
from tongban.lists.services import common
from tongban.lists.services.drafts import BATCH
from tongban.lists.types import ENTRIES_MAX, Item

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor


@transaction.atomic
def propose_import(
    *, actor: "Actor", now: datetime, code: str, rows: Sequence[Item], add: bool
) -> PendingImport:
    """Keep sound rows until somebody has seen what they would change; nothing in the draft is
    touched. An actor has one proposal a draft: another takes its place.

    Raises EntriesInvalid with every problem at its row (from 1), WrongListState, ListUnknown.
    """
    owner = common.to_edit(actor, code)
    edition = common.open_edition(owner)
    states.after(edition.state, "edit")
    kind = ports.kinds.get(owner.kind)
    clean = common.checked(kind, owner, [one.values for one in rows])
    items = [Item(one.key, values) for one, values in zip(rows, clean, strict=True)]
    result, problems = rules.imported(kind, _present(edition), items, add=add)
    if problems:
        raise common.invalid(problems)
    _fits(result)
    PendingImport.objects.filter(edition=edition, created_by=actor.ref).delete()
    return PendingImport.objects.create(
        edition=edition,
        token=secrets.token_urlsafe(16),
        add=add,
        seen=edition.revision,
        rows_text=json.dumps([[one.key, one.values] for one in items], ensure_ascii=False),
        created_at=now,
        created_by=actor.ref,
    )


@transaction.atomic
def apply_import(*, actor: "Actor", now: datetime, code: str, token: str) -> ListEdition:
    """Make the proposed rows the draft's entries, all of them, and end the proposal.

    Raises EditConflict if somebody changed the draft since it was proposed, ListUnknown for a
    proposal that is not there (any more) or another's.
    """
    owner = common.to_edit(actor, code)
    edition = common.open_edition(owner)
    pending = PendingImport.objects.filter(
        edition=edition, token=token, created_by=actor.ref
    ).first()
    if pending is None:
        raise ListUnknown("list_import_unknown")
    edition = replace_entries(
        actor=actor, now=now, code=code, rows=pending.rows, seen=pending.seen, add=pending.add
    )
    pending.delete()
    return edition


@transaction.atomic
def replace_entries(
    *,
    actor: "Actor",
    now: datetime,
    code: str,
    rows: Sequence[Item],
    seen: int,
    add: bool = False,
) -> ListEdition:
    """Make the draft's entries exactly these, in this order, or (`add`) put these over and behind
    what is there: all or nothing.

    A row keeps the key that it brings if the draft has it, else that of the entry with its
    identity. Raises EditConflict unless the draft is as `seen`, EntriesInvalid with every problem
    at its row (from 1).
    """
    owner = common.to_edit(actor, code)
    edition = common.open_edition(owner)
    states.after(edition.state, "edit")
    common.untouched(edition, seen)
    kind = ports.kinds.get(owner.kind)
    clean = common.checked(kind, owner, [one.values for one in rows])
    former = _present(edition)
    items, problems = rules.imported(
        kind, former, [Item(r.key, v) for r, v in zip(rows, clean, strict=True)], add=add
    )
    if problems:
        raise common.invalid(problems)
    _fits(items)
    if items == former:
        return edition
    revision = common.touched(edition, actor, now)
    edition.entries.all().delete()
    more = {"revision": revision, "edited_at": now, "edited_by": actor.ref}
    Entry.objects.bulk_create(
        [
            common.entry_row(edition, kind, item, order, **more)
            for order, item in enumerate(items, start=1)
        ],
        batch_size=BATCH,
    )
    common.record(actor, now, owner, "import", entries=len(items), rows=len(rows), add=add)
    return edition


def _present(edition: ListEdition) -> list[Item]:
    rows = edition.entries.filter(removed=False).order_by("order", "pk")
    return [one.item for one in rows]


def _fits(items: Sequence[Item]) -> None:
    if len(items) > ENTRIES_MAX:
        raise EntriesInvalid("list_too_long", most=ENTRIES_MAX)
