"""What every act on the catalogue does: find and lock the row, ask permission, write the ledger."""

from datetime import datetime
from typing import Any

from tongban.catalogue import permissions
from tongban.catalogue.errors import CatalogueForbidden, MatterUnknown
from tongban.catalogue.models import Implementation, Matter
from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger


def locked(task_code: str) -> Implementation:
    """Return the implementation, locked, with what it is of; raises MatterUnknown."""
    found = (
        Implementation.objects.select_for_update(of=("self",))
        .select_related("matter", "organisation__division", "division")
        .filter(task_code=task_code)
        .first()
    )
    if found is None:
        raise MatterUnknown(matter=task_code)
    return found


def locked_to_publish(actor: Actor, task_code: str) -> Implementation:
    """As `locked`, for who may publish it; raises CatalogueForbidden."""
    implementation = locked(task_code)
    if not permissions.may_publish(actor, implementation):
        raise CatalogueForbidden(matter=task_code)
    return implementation


def must_enter(actor: Actor) -> None:
    """Raise CatalogueForbidden unless `actor` may write the basic catalogue."""
    if not permissions.may_enter(actor):
        raise CatalogueForbidden


def matter_of(code: str) -> Matter:
    """Return the matter with this slug or catalogue code; raises MatterUnknown."""
    found = (
        Matter.objects.filter(slug=code).first() or Matter.objects.filter(catalog_code=code).first()
    )
    if found is None:
        raise MatterUnknown(matter=code)
    return found


def record(
    actor: Actor, now: datetime, implementation: Implementation, verb: str, **payload: Any
) -> None:
    """Append an act on an implementation to the ledger."""
    payload = {"name": implementation.matter.name, **payload}
    _append(actor, now, f"catalogue:{implementation.task_code}", verb, payload)


def record_matter(actor: Actor, now: datetime, matter: Matter, verb: str, **payload: Any) -> None:
    """Append an act on an entry of the basic catalogue to the ledger."""
    payload = {"name": matter.name, **payload}
    _append(actor, now, f"catalogue-matter:{matter.catalog_code}", verb, payload)


def _append(actor: Actor, now: datetime, subject: str, verb: str, payload: dict[str, Any]) -> None:
    ledger.append(
        subject=subject,
        verb=verb,
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload=payload,
    )
