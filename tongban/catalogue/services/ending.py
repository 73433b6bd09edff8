"""Cancelling an entry of the basic catalogue once its effect has been seen."""

from datetime import datetime

from django.db import transaction

from tongban.catalogue import permissions
from tongban.catalogue.errors import CatalogueForbidden, EntryRefused, MatterUnknown
from tongban.catalogue.models import Matter
from tongban.catalogue.selectors.ending import ending
from tongban.catalogue.services.basic import cancel_matter
from tongban.core.accounts.types import Actor
from tongban.core.workdays.rules import local_date


@transaction.atomic
def cancel_entry(*, actor: Actor, now: datetime, catalog_code: str, note: str, seen: str) -> Matter:
    """Cancel an entry and all below it, as was shown (`Ending.seen`); what that means for lists
    stands with `cancel_matter`. The same again changes nothing.

    Raises EntryRefused (`entry_note`, `entry_moved`: something else would be ended than was shown,
    `entry_above`), MatterUnknown, CatalogueForbidden.
    """
    if not permissions.may_keep(actor):
        raise CatalogueForbidden
    found = Matter.objects.select_for_update(of=("self",)).filter(catalog_code=catalog_code).first()
    if found is None:
        raise MatterUnknown(matter=catalog_code)
    if found.state == Matter.State.CANCELLED:
        return found
    if not note.strip():
        raise EntryRefused("entry_note", field="note")
    if ending(found, local_date(now)).seen != seen:
        raise EntryRefused("entry_moved")
    return cancel_matter(actor=actor, now=now, matter=catalog_code, note=note.strip()[:300])
