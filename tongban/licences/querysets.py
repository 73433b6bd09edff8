"""Row scope over licences: lists and details ask the same question."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from tongban.core.accounts.querysets import places
from tongban.core.accounts.types import Actor
from tongban.licences.types import LIVE, Status

READ = "licences.read"


class LicenceQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "LicenceQuerySet":
        """Licences issued by the organisations (and below) where the actor may read them."""
        if actor.kind == "system":
            return self
        if not actor.has_scope("licences:read"):
            return self.none()
        return self.filter(places(actor, READ))

    def held_by(self, parties: frozenset[int]) -> "LicenceQuerySet":
        """Licences of these holders."""
        return self.filter(holder_id__in=parties)

    def live(self) -> "LicenceQuerySet":
        """Valid or suspended."""
        return self.filter(status__in=LIVE)

    def in_force(self, *, on: date) -> "LicenceQuerySet":
        """Valid and within its dates on that local day."""
        return self.filter(status=Status.VALID, valid_from__lte=on).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        )


class ThroughLicence(models.QuerySet[Any]):
    """Rows that hang on a licence: its holder sees them all."""

    def held_by(self, parties: frozenset[int]) -> "ThroughLicence":
        """Rows of the licences of these holders."""
        return self.filter(licence__holder_id__in=parties)
