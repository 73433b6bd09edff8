"""Which rows of parties an actor sees."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from tongban.core.accounts.selectors import facts
from tongban.core.accounts.types import Actor


def _ids(actor: Actor) -> list[int]:
    return [int(ref.removeprefix("party:")) for ref in facts(actor) if ref.startswith("party:")]


class PartyQuerySet(models.QuerySet[Any]):
    """Parties."""

    def visible_to(self, actor: Actor) -> "PartyQuerySet":
        """Rows that the actor may see (masked): one's own and those one acts for; staff with
        `parties.read` and clients with the scope `parties:read` see all, for a party has no place.
        """
        if actor.can("parties.read") and actor.has_scope("parties:read"):
            return self
        return self.filter(pk__in=_ids(actor))


class AuthorisationQuerySet(models.QuerySet[Any]):
    """Authorisations."""

    def in_force(self, at: datetime) -> "AuthorisationQuerySet":
        """Those that hold at that instant: begun, not over, not revoked."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=at),
            valid_from__lte=at,
            revoked_at__isnull=True,
        )

    def visible_to(self, actor: Actor) -> "AuthorisationQuerySet":
        """Those given or held by a party that the actor may act for; staff as with parties."""
        if actor.can("parties.read") and actor.has_scope("parties:read"):
            return self
        own = _ids(actor)
        return self.filter(Q(principal_id__in=own) | Q(agent_id__in=own))
