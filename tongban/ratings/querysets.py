"""Row scope over ratings."""

from typing import Any

from django.db import models
from django.db.models import Q

from tongban.core.accounts.types import Actor
from tongban.ratings.types import WORST_SATISFIED, Channel

READ = "ratings.read"


class RatingQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "RatingQuerySet":
        """Ratings of the organisations (and below) where the actor may read them."""
        if actor.kind == "system":
            return self
        if not actor.has_scope("ratings:read"):
            return self.none()
        places = Q(pk__in=())
        for grant in actor.grants:
            if READ not in grant.powers:
                continue
            place = Q()
            if grant.organisation_path.strip("/"):
                place &= Q(organisation__path__startswith=grant.organisation_path)
            if grant.division_path.strip("/"):
                place &= Q(division__path__startswith=grant.division_path)
            places |= place if place else Q(pk__isnull=False)
        return self.filter(places)

    def valid(self) -> "RatingQuerySet":
        """Those that a person gave and that no review struck out."""
        return self.self_made().filter(struck=False)

    def self_made(self) -> "RatingQuerySet":
        """Those that a person gave, not the system by default."""
        return self.exclude(channel=Channel.DEFAULT)

    def satisfied(self) -> "RatingQuerySet":
        """The top three levels among them."""
        return self.filter(level__lte=WORST_SATISFIED)
