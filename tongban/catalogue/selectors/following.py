"""The guides that somebody follows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Subquery

from tongban.catalogue.models import Edition, Implementation, Subscription

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor


def followed(actor: "Actor") -> Sequence[Subscription]:
    """Return the actor's own, the latest first, each with its guide, and as `number` and `since`
    its newest edition; one query."""
    newest = Edition.objects.filter(
        implementation=OuterRef("implementation"), number=OuterRef("implementation__edition_count")
    )
    return list(
        Subscription.objects.visible_to(actor)
        .select_related(
            "implementation__matter", "implementation__division", "implementation__organisation"
        )
        .annotate(
            number=F("implementation__edition_count"),
            since=Subquery(newest.values("effective_from")[:1]),
        )
        .order_by("-pk")
    )


def is_followed(actor: "Actor", implementation: Implementation) -> bool:
    """Whether the actor follows this guide; no query for who has no account."""
    if actor.account_id is None:
        return False
    return Subscription.objects.visible_to(actor).filter(implementation=implementation).exists()


def name_of(task_code: str) -> str:
    """Return what the guide with this code is called; "" for none."""
    found = Implementation.objects.filter(task_code=task_code, edition_count__gt=0)
    return found.values_list("matter__name", flat=True).first() or ""
