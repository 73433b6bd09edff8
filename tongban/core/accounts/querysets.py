"""Which rows of accounts an actor sees."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

from tongban.core.accounts.types import Actor

if TYPE_CHECKING:
    from tongban.core.accounts.models import Account


def places(
    actor: Actor, *powers: str, organisation: str = "organisation", division: str = "division"
) -> Q:
    """Give the condition on rows of the places where the actor holds one of `powers`.

    Takes the lookups that lead from a row to its organisation and its division. The system is
    everywhere; who holds none of the powers is nowhere.
    """
    if actor.kind == "system":
        return Q()
    found = Q(pk__in=())
    for grant in actor.grants:
        if not grant.powers.intersection(powers):
            continue
        place = Q()
        if grant.organisation_path.strip("/"):
            place &= Q(**{f"{organisation}__path__startswith": grant.organisation_path})
        if grant.division_path.strip("/"):
            place &= Q(**{f"{division}__path__startswith": grant.division_path})
        found |= place if place else Q(pk__isnull=False)
    return found


class AccountQuerySet(models.QuerySet["Account"]):
    """Accounts."""

    def active(self) -> "AccountQuerySet":
        """Those that may log in."""
        return self.filter(is_active=True)


class AccountManager(BaseUserManager["Account"]):
    """What Django's authentication expects of a manager; accounts are made by services."""

    def get_queryset(self) -> AccountQuerySet:
        """Give the accounts' own queryset."""
        return AccountQuerySet(self.model, using=self._db)

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Find by the blind index of the phone, the only unique name that an account has."""
        return self.get(phone_blind=username)


class PeriodQuerySet(models.QuerySet[Any]):
    """Rows that hold from `valid_from` (inclusive) to `valid_to` (exclusive, null: no end)."""

    def in_force(self, at: datetime) -> "PeriodQuerySet":
        """Those that hold at that instant and were not ended early."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=at),
            valid_from__lte=at,
            ended_at__isnull=True,
        )
