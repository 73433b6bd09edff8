"""Publishing procedures."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.lib.canonical import encode
from tongban.workflow import rules
from tongban.workflow.errors import NotAllowed
from tongban.workflow.models import ProcedureVersion

POWER = "workflow.publish"


@transaction.atomic
def publish_procedure(
    *, actor: Actor, now: datetime, code: str, definition: Mapping[str, Any]
) -> ProcedureVersion:
    """Publish `definition` as the next version of `code`; running items stay on theirs.

    The same definition again gives the version that is there. Raises ProcedureInvalid, NotAllowed.
    """
    if not actor.can(POWER):
        raise NotAllowed("not_allowed")
    parsed = rules.parse(code, definition)
    digest = f"sha256:{hashlib.sha256(encode(dict(definition))).hexdigest()}"
    newest = ProcedureVersion.objects.filter(code=code).order_by("-version").first()
    if newest is not None and newest.digest == digest:
        return newest
    row = ProcedureVersion.objects.create(
        code=code,
        version=newest.version + 1 if newest else 1,
        title=parsed.title,
        definition=dict(definition),
        digest=digest,
        published_at=now,
        published_by=actor.ref,
    )
    ledger.append(
        subject=f"procedure:{code}",
        verb="workflow.publish",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={"code": code, "version": row.version, "title": row.title, "content": digest},
    )
    return row
