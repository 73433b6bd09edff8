"""Reads of items and packs."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, Q

from tongban.archives import states
from tongban.archives.errors import ArchiveUnknown
from tongban.archives.models import Item, Pack
from tongban.core.accounts.types import Actor


def items(
    actor: Actor, *, state: str = "", text: str = "", before: int = 0, limit: int = 50
) -> list[Item]:
    """Items in scope, newest first, paged by key; by state, and by the beginning of a number."""
    found = Item.objects.visible_to(actor).select_related("organisation")
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(Q(number__startswith=text) | Q(source_number__startswith=text))
    if before:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[:limit])


def item(actor: Actor, key: int) -> Item:
    """One item in scope; raises ArchiveUnknown (404)."""
    rows = Item.objects.visible_to(actor).select_related("organisation", "division", "pack")
    found: Item | None = rows.filter(pk=key).first()
    if found is None:
        raise ArchiveUnknown()
    return found


def counts(actor: Actor) -> dict[str, int]:
    """How many items in scope are in each state."""
    rows = Item.objects.visible_to(actor).values_list("state").annotate(number=Count("pk"))
    return dict.fromkeys(states.ITEM, 0) | dict(rows.order_by())


def packable(actor: Actor) -> list[dict[str, Any]]:
    """Bodies and years in scope that have archived items which are in no pack: `body`, `name`,
    `path`, `year` and how many."""
    rows = Item.objects.visible_to(actor).unpacked()
    found = rows.values(
        year=F("closed_on__year"), body=F("organisation"), name=F("organisation__name"),
        path=F("organisation__path"),
    )  # fmt: skip
    return list(found.annotate(number=Count("pk")).order_by("year", "name"))


def packs(actor: Actor, *, limit: int = 50) -> Sequence[Pack]:
    """The packs in scope, newest first."""
    return list(Pack.objects.visible_to(actor).select_related("organisation")[:limit])


def pack(actor: Actor, token: str) -> Pack:
    """One pack in scope; raises ArchiveUnknown (404)."""
    rows = Pack.objects.visible_to(actor).select_related("organisation")
    found: Pack | None = rows.filter(token=token).first()
    if found is None:
        raise ArchiveUnknown()
    return found


def of_subject(subject: str) -> Item | None:
    """The item of a case, or None. Asks no permission: a case's page shows it to who sees it."""
    return Item.objects.filter(subject=subject).first()
