"""Row scope over records and batches."""

from typing import Any

from django.db import models

from tongban.core.accounts.querysets import places
from tongban.core.accounts.types import Actor

READ, SEND = "hub.read", "hub.send"


class RecordQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "RecordQuerySet":
        """Keep the records of the bodies whose work the actor may read; of a client, with scope."""
        if not actor.has_scope("hub:read"):
            return self.none()
        return self.filter(places(actor, READ, SEND))

    def with_names(self) -> "RecordQuerySet":
        """Load what a line shows, in the same query."""
        return self.select_related("organisation", "division")

    def backfilled(self) -> "RecordQuerySet":
        """Keep those that were filled in afterwards."""
        return self.filter(late=True)


class BatchQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "BatchQuerySet":
        """Keep a client's own batches, and of others those of the bodies they may read."""
        if actor.kind == "client":
            return self.filter(source=actor.ref) if actor.has_scope("hub:write") else self.none()
        return self.filter(places(actor, READ))
