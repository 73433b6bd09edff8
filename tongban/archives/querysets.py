"""Row scope: the items and packs of the bodies where the actor may read them."""

from datetime import date
from typing import Any

from django.db import models

from tongban.archives import states
from tongban.core.accounts.querysets import places
from tongban.core.accounts.types import Actor

READ = "archives.read"
MANAGE = "archives.manage"


class ItemQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "ItemQuerySet":
        return self.filter(places(actor, READ, MANAGE))

    def due(self, on: date) -> "ItemQuerySet":
        """What waits and whose day has come."""
        return self.filter(state=states.WAITING, due_on__lte=on)

    def unpacked(self) -> "ItemQuerySet":
        return self.filter(state=states.ARCHIVED)


class PackQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "PackQuerySet":
        return self.filter(places(actor, READ, MANAGE, division="organisation__division"))
