"""Row scope over ratings, the pads they are given on, and the visits they are of."""

from typing import Any

from django.db import models
from django.db.models import Q

from tongban.core.accounts.querysets import places
from tongban.core.accounts.types import Actor
from tongban.ratings.types import WORST_SATISFIED, Channel

READ = "ratings.read"
INVITE = "ratings.invite"
COLLECT = "ratings.collect"
MANAGE_PADS = "ratings.pads"


def reach(actor: Actor, *powers: str) -> Q | None:
    """Give the condition on rows with an organisation (and a division) for where the actor holds
    one of `powers`; None means everywhere.
    """
    if actor.kind == "system":
        return None
    if not actor.has_scope("ratings:read"):
        return Q(pk__in=())
    return places(actor, *powers, division="organisation__division")


class RatingQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "RatingQuerySet":
        """Ratings of the organisations (and below) where the actor may read them."""
        place = reach(actor, READ)
        return self if place is None else self.filter(place)

    def valid(self) -> "RatingQuerySet":
        """Those that a person gave and that no review struck out."""
        return self.self_made().filter(struck=False)

    def self_made(self) -> "RatingQuerySet":
        """Those that a person gave, not the system by default."""
        return self.exclude(channel=Channel.DEFAULT)

    def satisfied(self) -> "RatingQuerySet":
        """The top three levels among them."""
        return self.filter(level__lte=WORST_SATISFIED)

    def real_name_bad(self) -> "RatingQuerySet":
        """Bad ratings with a name: each is followed up."""
        return self.valid().filter(level__gt=WORST_SATISFIED, real_name=True)


class PadQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "PadQuerySet":
        """The pads of the bodies where the actor looks after the pads or serves people; to those
        who serve also the ones of what stands above the body: a comprehensive counter's.
        """
        place = reach(actor, INVITE, MANAGE_PADS)
        if place is None:
            return self
        above = {
            int(key)
            for grant in actor.grants
            if INVITE in grant.powers
            for key in grant.organisation_path.split("/")
            if key
        }
        return self.filter(place | Q(organisation__in=above))


class VisitQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "VisitQuerySet":
        """The visits to bodies whose ratings the actor reads, or where it serves people."""
        place = reach(actor, READ, INVITE)
        return self if place is None else self.filter(place)
