"""The kinds of licence that this installation issues."""

import json
from datetime import datetime

from django.db import transaction

from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.licences.errors import NotAllowed
from tongban.licences.models import LicenceType
from tongban.licences.permissions import TYPES
from tongban.licences.types import TypeSeed


@transaction.atomic
def publish_type(*, actor: Actor, now: datetime, seed: TypeSeed) -> LicenceType:
    """Create or correct a licence type. Raises NotAllowed."""
    if not actor.can(TYPES):
        raise NotAllowed()
    columns = {
        "document_type": seed.document_type,
        "title": seed.title,
        "holder_kinds": ",".join(seed.holder_kinds),
        "years": seed.years,
        "multi": seed.multi,
        "numbering": seed.numbering,
        "scope_label": seed.scope_label,
        "labels": json.dumps(dict(seed.labels), ensure_ascii=False),
        "basis": seed.basis,
        "note": seed.note,
        "kicker": seed.kicker,
        "certain": seed.certain,
    }
    found = LicenceType.objects.filter(code=seed.code).first()
    if found is not None and all(getattr(found, key) == value for key, value in columns.items()):
        return found
    row, created = LicenceType.objects.update_or_create(code=seed.code, defaults=columns)
    ledger.append(
        subject=f"licence-type:{row.code}",
        verb="licences.type_published" if created else "licences.type_corrected",
        actor=actor.ref,
        at=now,
        payload={"title": row.title, "document_type": row.document_type},
    )
    return row
