"""Row scope of lists and their editions."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from tongban.core.accounts.types import Actor
from tongban.lists.states import OPEN, PUBLISHED, WITHDRAWN

if TYPE_CHECKING:
    from tongban.lists.models import ListEdition, PublishedList  # noqa: F401  (named below)

EDIT = "lists.edit"
PUBLISH = "lists.publish"


def _places(actor: Actor, prefix: str = "") -> Q:
    """Give the lists that the actor edits or publishes: by the division of the role, and by its
    body where the list is a body's."""
    found = Q(pk__in=())
    for grant in actor.grants:
        if not grant.powers & {EDIT, PUBLISH}:
            continue
        place = Q(pk__isnull=False)
        if grant.division_path.strip("/"):
            place &= Q(**{f"{prefix}division__path__startswith": grant.division_path})
        if grant.organisation_path.strip("/") and PUBLISH not in grant.powers:
            place &= Q(**{f"{prefix}organisation__isnull": True}) | Q(
                **{f"{prefix}organisation__path__startswith": grant.organisation_path}
            )
        found |= place
    return found


class PublishedListQuerySet(models.QuerySet["PublishedList"]):
    """Lists by whom they are kept."""

    def kept_by(self, actor: Actor) -> Self:
        """Keep those that the actor edits or publishes."""
        return self if actor.kind == "system" else self.filter(_places(actor))

    def with_names(self) -> Self:
        """Fetch what a list shows in the same query."""
        return self.select_related("division", "organisation")


class ListEditionQuerySet(models.QuerySet["ListEdition"]):
    """Editions by who may read them, and by their place in time."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep what was ever published, and open ones of the lists that the actor keeps."""
        if actor.kind == "system":
            return self
        return self.filter(~Q(state__in=OPEN) | _places(actor, "published_list__"))

    def public(self) -> Self:
        """Keep what anyone may read: everything that was ever published."""
        return self.exclude(state__in=OPEN)

    def open(self) -> Self:
        """Keep drafts and those under review."""
        return self.filter(state__in=OPEN)

    def in_force(self, on: date) -> Self:
        """Keep the editions that hold on the day `on`.

        A withdrawn one held until the day before, so that the past stays what it was.
        """
        return self.filter(
            Q(effective_to__isnull=True) | Q(effective_to__gte=on),
            state__in=[PUBLISHED, WITHDRAWN],
            effective_from__lte=on,
        )

    def with_names(self) -> Self:
        """Fetch what a page shows of each in the same query."""
        return self.select_related(
            "published_list__division", "published_list__organisation"
        ).defer("content_text")
