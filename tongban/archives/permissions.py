"""Who may check, number and pack; who may read is the row scope's."""

from typing import TYPE_CHECKING

from tongban.archives.models import Item
from tongban.archives.querysets import MANAGE, READ
from tongban.core.accounts.types import Actor

if TYPE_CHECKING:
    from tongban.core.organisations.models import Organisation


def may_read_list(actor: Actor) -> bool:
    return actor.can(READ) or actor.can(MANAGE)


def may_manage(actor: Actor, item: Item) -> bool:
    """Whether the actor looks after the archives of the item's body."""
    return actor.kind == "system" or actor.can(
        MANAGE, organisation_path=item.organisation.path, division_path=item.division.path
    )


def may_pack(actor: Actor, body: "Organisation") -> bool:
    return actor.kind == "system" or actor.can(
        MANAGE, organisation_path=body.path, division_path=body.division.path
    )
