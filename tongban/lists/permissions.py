"""Who may edit and publish lists."""

from typing import TYPE_CHECKING

from tongban.lists.querysets import EDIT, PUBLISH

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor
    from tongban.lists.models import PublishedList

READ_SCOPE = "lists:read"


def may_edit(actor: "Actor", found: "PublishedList") -> bool:
    """Whether `actor` may draft this list: by the division of the role, and within the body where
    the list is a body's. Who publishes may edit too."""
    body = found.organisation.path if found.organisation else ""
    place = found.division.path
    return actor.can(EDIT, organisation_path=body, division_path=place) or may_publish(actor, found)


def may_publish(actor: "Actor", found: "PublishedList") -> bool:
    """Whether `actor` may publish, send back and withdraw: the service office does so for its
    division and everything below it, whichever body drafted the list."""
    return actor.can(PUBLISH, division_path=found.division.path)


def keeps_lists(actor: "Actor") -> bool:
    """Whether the actor edits or publishes any list at all."""
    return actor.can(EDIT) or actor.can(PUBLISH)
