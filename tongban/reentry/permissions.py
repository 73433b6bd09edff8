"""Who enters receipt numbers, who reads along, who keeps the systems."""

from tongban.core.accounts.types import Actor
from tongban.reentry.models import Duty
from tongban.reentry.querysets import ENTER, KEEP, READ


def may_list(actor: Actor) -> bool:
    """Whether the actor has to do with re-entry anywhere."""
    return actor.can(ENTER) or actor.can(READ)


def reads(actor: Actor) -> bool:
    """Whether the actor watches over re-entry, and compares the bodies."""
    return actor.can(READ)


def enters(actor: Actor) -> bool:
    """Whether the actor enters receipt numbers anywhere."""
    return actor.can(ENTER)


def may_enter(actor: Actor, duty: Duty) -> bool:
    """Whether the actor may enter the receipt number of this case: at its body."""
    return actor.can(
        ENTER, organisation_path=duty.organisation.path, division_path=duty.division.path
    )


def reads_clear(actor: Actor, duty: Duty) -> bool:
    """Whether the actor may read what the applicant typed unmasked, as on the case's own page."""
    return actor.can(
        "cases.unmask", organisation_path=duty.organisation.path, division_path=duty.division.path
    )


def keeps(actor: Actor) -> bool:
    """Whether the actor keeps the list of systems."""
    return actor.can(KEEP)
