"""Row scope: whose visits an actor sees."""

from typing import Any

from django.db import models
from django.db.models import Q

from tongban.core.accounts.querysets import places
from tongban.core.accounts.types import Actor
from tongban.parties.selectors import my_refs
from tongban.windows import states

VISIT, READ = "windows.visit", "windows.read"


class VisitQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "VisitQuerySet":
        """Keep one's own (asked for, or for whom one may act) and those of one's window."""
        return self.filter(self._own(actor) | places(actor, VISIT, READ))

    def mine(self, actor: Actor) -> "VisitQuerySet":
        return self.filter(self._own(actor))

    def of_window(self, actor: Actor) -> "VisitQuerySet":
        return self.filter(places(actor, VISIT, READ))

    @staticmethod
    def _own(actor: Actor) -> Q:
        own = Q(party__in=my_refs(actor))
        return own | Q(account=actor.account_id) if actor.account_id else own

    def open(self) -> "VisitQuerySet":
        return self.filter(state__in=states.OPEN)

    def with_names(self) -> "VisitQuerySet":
        """Load what a line shows and an act asks, in the same query; nothing sealed."""
        return self.select_related(
            "organisation", "division", "implementation__matter", "party"
        ).defer("address", "phone")
