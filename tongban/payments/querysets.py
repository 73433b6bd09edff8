"""Row scope over bills, attempts and refunds: one's own, or those of the bodies one works for."""

from typing import Any

from django.db import models
from django.db.models import Q

from tongban.core.accounts.ports import actor_facts
from tongban.core.accounts.querysets import places
from tongban.core.accounts.types import Actor

READ = "payments.read"
COLLECT = "payments.collect"
RESOLVE = "payments.resolve"
RECONCILE = "payments.reconcile"


def own(actor: Actor, prefix: str = "") -> Q:
    """The condition on rows whose bill is the actor's, or of a party they act for."""
    if actor.account_id is None:
        return Q(pk__in=())
    refs = actor_facts.of(actor.account_id)
    parties = [int(ref[6:]) for ref in refs if ref.startswith("party:") and ref[6:].isdigit()]
    return Q(**{f"{prefix}account": actor.account_id}) | Q(**{f"{prefix}payer__in": parties})


def reach(actor: Actor, prefix: str = "") -> Q:
    """The condition on rows whose bill is of a body where the actor reads bills."""
    return places(actor, READ, organisation=f"{prefix}organisation", division=f"{prefix}division")


class BillQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "BillQuerySet":
        """Citizens' own; staff's those of their bodies."""
        if actor.kind == "system":
            return self
        if actor.kind != "account":
            return self.none()
        return self.filter(own(actor) | reach(actor))

    def mine(self, actor: Actor) -> "BillQuerySet":
        return self.filter(own(actor))

    def within(self, actor: Actor) -> "BillQuerySet":
        return self.filter(reach(actor))


class MoneyQuerySet(models.QuerySet[Any]):
    """Attempts and refunds: visible as their bill is."""

    def visible_to(self, actor: Actor) -> "MoneyQuerySet":
        if actor.kind == "system":
            return self
        if actor.kind != "account":
            return self.none()
        return self.filter(own(actor, "bill__") | reach(actor, "bill__"))


class StatementQuerySet(models.QuerySet[Any]):
    """A channel's account is the city's: its statements are of no single body."""

    def visible_to(self, actor: Actor) -> "StatementQuerySet":
        return self if actor.kind == "system" or actor.can(RECONCILE) else self.none()
