"""An item that is opened because of another one, which may be over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.core.accounts.types import Actor
from tongban.workflow import ports
from tongban.workflow.errors import Invalid, ItemNotFound
from tongban.workflow.models import Link, WorkItem


@transaction.atomic
def follow_up(
    *,
    actor: Actor,
    now: datetime,
    source: int,
    kind: str,
    reason: str,
    data: Mapping[str, Any] | None = None,
) -> int:
    """Open an item of `kind` because of the item `source`; give the new item's id.

    Unlike the act *refer* it changes nothing of the source, which may have ended long ago, and the
    source waits for nothing. Raises Invalid("unknown_kind"), ItemNotFound, what the intake raises.
    """
    intake = ports.intakes.get(kind)
    if intake is None:
        raise Invalid("unknown_kind", field="kind", given=kind)
    item = WorkItem.objects.filter(pk=source).first()
    if item is None:
        raise ItemNotFound
    target = intake(actor=actor, now=now, source=item, reason=reason, data=data or {})
    Link.objects.create(source=item, target_id=target, kind="follow_up", at=now, told_at=now)
    return target
