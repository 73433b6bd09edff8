"""What every act on the catalogue does: find and lock the row, ask permission, write the ledger."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from tongban.catalogue import permissions
from tongban.catalogue.errors import CatalogueForbidden, MatterUnknown
from tongban.catalogue.models import Implementation, Matter
from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.ledger.types import Act


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
    ledger.append(**asdict(act_on(actor, now, implementation, verb, **payload)))


def act_on(
    actor: Actor, now: datetime, implementation: Implementation, verb: str, **payload: Any
) -> Act:
    """Return the entry of the ledger for an act on an implementation."""
    payload = {"name": implementation.matter.name, **payload}
    subject = f"catalogue:{implementation.task_code}"
    return Act(subject, verb, actor.ref, now, payload, actor.on_behalf)


def record_matter(actor: Actor, now: datetime, matter: Matter, verb: str, **payload: Any) -> None:
    """Append an act on an entry of the basic catalogue to the ledger."""
    ledger.append(**asdict(act_on_matter(actor, now, matter, verb, **payload)))


def act_on_matter(actor: Actor, now: datetime, matter: Matter, verb: str, **payload: Any) -> Act:
    """Return the entry of the ledger for an act on an entry of the basic catalogue."""
    payload = {"name": matter.name, **payload}
    subject = f"catalogue-matter:{matter.catalog_code}"
    return Act(subject, verb, actor.ref, now, payload, actor.on_behalf)
