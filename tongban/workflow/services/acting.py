"""One act upon one item."""

from datetime import datetime

from django.db import transaction

from tongban.core.accounts.types import Actor
from tongban.workflow.types import Command, Outcome


@transaction.atomic
def perform(
    *,
    actor: Actor,
    now: datetime,
    item: int,
    command: Command,
    expected_version: int | None = None,
) -> Outcome:
    """Do `command` to the item with id `item`.

    `expected_version` is the version the actor was looking at; None skips the check. Raises
    ItemNotFound, Conflict (409, with the present state), NotAllowed, NotNow, Invalid, and whatever
    guards and effects raise.
    """
    raise NotImplementedError
