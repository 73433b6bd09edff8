"""Saved filters of the to-dos: one's own, by name."""

from datetime import datetime
from typing import Final

from django.db import transaction

from tongban.core.accounts.types import Actor
from tongban.workflow.errors import Invalid, NotAllowed
from tongban.workflow.models import SavedFilter

MOST: Final = 20
NAME: Final = 30


@transaction.atomic
def save_filter(*, actor: Actor, now: datetime, name: str, query: str) -> SavedFilter:
    """Keep `query` (as the page's address has it) under `name`; the same name again replaces it.

    Raises NotAllowed (no account), Invalid (no name or too long, too many).
    """
    if actor.account_id is None:
        raise NotAllowed("not_allowed")
    name = name.strip()
    if not name or len(name) > NAME:
        raise Invalid("filter_name", field="name", most=NAME)
    mine = SavedFilter.objects.visible_to(actor)
    if not mine.filter(name=name).exists() and mine.count() >= MOST:
        raise Invalid("filter_many", field="name", most=MOST)
    row, _made = SavedFilter.objects.update_or_create(
        account_id=actor.account_id, name=name, defaults={"query": query[:300], "at": now}
    )
    return row


def remove_filter(*, actor: Actor, now: datetime, filter_id: int) -> SavedFilter | None:
    """Take one of one's own away; gives it, so that it can be put back, None if it is gone."""
    row: SavedFilter | None = SavedFilter.objects.visible_to(actor).filter(pk=filter_id).first()
    if row is not None:
        SavedFilter.objects.filter(pk=row.pk).delete()
    return row
