"""Who may edit and publish the list."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.catalogue.models import Implementation
    from tongban.core.accounts.types import Actor

PUBLISH = "catalogue.publish"


def may_publish(actor: "Actor", implementation: "Implementation") -> bool:
    """Whether `actor` may publish, suspend or cancel this implementation's editions.

    The service office publishes for its division and everything below it.
    """
    return actor.can(PUBLISH, division_path=implementation.division.path)


def may_enter(actor: "Actor") -> bool:
    """Whether `actor` may enter matters into the basic catalogue."""
    return actor.can(PUBLISH)
