"""Row scope: whose duties an actor sees."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from tongban.core.accounts.querysets import places
from tongban.core.accounts.types import Actor
from tongban.reentry import states

ENTER, READ, KEEP = "reentry.enter", "reentry.read", "reentry.keep_systems"


class DutyQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "DutyQuerySet":
        """Keep the duties of the bodies whose re-entry the actor does, and of whose division it
        watches over, whoever handles the case there."""
        return self.filter(places(actor, ENTER) | _watched(actor))

    def waiting(self) -> "DutyQuerySet":
        return self.filter(state=states.WAITING)

    def done(self) -> "DutyQuerySet":
        return self.filter(state=states.DONE)

    def asked(self, at: datetime) -> "DutyQuerySet":
        """Keep what had to be typed in as things stood at an instant: released later counts."""
        return self.filter(Q(released_at__isnull=True) | Q(released_at__gt=at))

    def accepted(self, first: datetime, until: datetime) -> "DutyQuerySet":
        """Keep those of cases accepted from `first` and before `until`."""
        return self.filter(accepted_at__gte=first, accepted_at__lt=until)

    def with_names(self) -> "DutyQuerySet":
        """Load what a line shows and an act asks, in the same query, and nothing large."""
        return self.select_related("system", "organisation", "division", "case__item").only(
            "state", "timing", "basis", "accepted_at", "number", "entered_at", "entered_by",
            "entered_for", "corrected_at", "released_why", "system", "organisation__name",
            "organisation__path", "division__path", "case__item__number", "case__item__title",
            "case__applicant_name",
        )  # fmt: skip

    def after(self, place: tuple[datetime, int] | None) -> "DutyQuerySet":
        """Go on after a place in the order of acceptance, oldest first."""
        if place is None:
            return self
        at, key = place
        return self.filter(Q(accepted_at__gt=at) | Q(accepted_at=at, pk__gt=key))

    def before(self, place: tuple[datetime, int] | None) -> "DutyQuerySet":
        """Go on after a place in the order of entry, newest first."""
        if place is None:
            return self
        at, key = place
        return self.filter(Q(entered_at__lt=at) | Q(entered_at=at, pk__lt=key))


def _watched(actor: Actor) -> Q:
    """Who watches over work (政务办, 审计, 领导) does so for a division, not for a body."""
    found = Q(pk__in=())
    for grant in actor.grants:
        if READ in grant.powers:
            path = grant.division_path.strip("/")
            found |= Q(division__path__startswith=f"{path}/") if path else Q(pk__isnull=False)
    return found
