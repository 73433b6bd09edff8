"""Who may claim, edit, review and publish the list."""

from typing import TYPE_CHECKING

from django.conf import settings

from tongban.catalogue.querysets import keeps_city
from tongban.catalogue.rules import modes

if TYPE_CHECKING:
    from tongban.catalogue.models import Implementation
    from tongban.core.accounts.types import Actor
    from tongban.core.organisations.models import Organisation

EDIT = "catalogue.edit"
REVIEW = "catalogue.review"
PUBLISH = "catalogue.publish"
READ = "catalogue.read"


def may_edit(actor: "Actor", organisation: "Organisation") -> bool:
    """Whether `actor` may claim for the body and write its lists; the service office may help."""
    return actor.can(EDIT, organisation_path=organisation.path) or may_publish_for(
        actor, organisation
    )


def may_review(actor: "Actor", organisation: "Organisation") -> bool:
    """Whether `actor` reviews the body's drafts before the service office sees them."""
    return actor.can(REVIEW, organisation_path=organisation.path)


def may_publish_for(actor: "Actor", organisation: "Organisation") -> bool:
    """Whether `actor` publishes for the body: the service office of its division or one above."""
    return actor.can(PUBLISH, division_path=organisation.division.path)


def may_publish(actor: "Actor", implementation: "Implementation") -> bool:
    """Whether `actor` may publish, suspend or cancel this implementation's editions.

    The service office publishes for its division and everything below it.
    """
    return actor.can(PUBLISH, division_path=implementation.division.path)


def may_enter(actor: "Actor") -> bool:
    """Whether `actor` may enter matters into the basic catalogue, or take in the province's."""
    return actor.can(PUBLISH)


def may_keep(actor: "Actor") -> bool:
    """Whether `actor` keeps the basic catalogue of the whole city: its service office, not those of
    the counties."""
    return actor.kind == "system" or any(keeps_city(grant) for grant in actor.grants)


def may_take_in(actor: "Actor") -> bool:
    """Whether `actor` takes in the province's catalogue, where the installation does."""
    return modes.takes_in(settings.CATALOGUE_MODE) and may_keep(actor)


def works_here(actor: "Actor") -> bool:
    """Whether the catalogue's desk pages are for `actor` at all."""
    return any(actor.can(power) for power in (EDIT, REVIEW, PUBLISH, READ))
