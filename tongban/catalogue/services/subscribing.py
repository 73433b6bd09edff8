"""Following a guide, and no longer. One's own affair: it enters no ledger."""

from datetime import datetime

from django.db import transaction

from tongban.catalogue.errors import FollowRefused, MatterUnknown
from tongban.catalogue.models import Implementation, Subscription
from tongban.core.accounts.types import Actor

MOST = 200  # guides that one account follows; more is a machine, and the API is for machines


@transaction.atomic
def follow(*, actor: Actor, now: datetime, task_code: str) -> Subscription:
    """Have the actor told when this guide changes; again is the same.

    Raises MatterUnknown for what was never published, FollowRefused (`follow_nobody` without an
    account, `follow_ended` for what is cancelled, `follow_many`).
    """
    if actor.account_id is None:
        raise FollowRefused("follow_nobody")
    found = Implementation.objects.filter(task_code=task_code, edition_count__gt=0).first()
    if found is None:
        raise MatterUnknown(matter=task_code)
    mine = Subscription.objects.visible_to(actor)
    known = mine.filter(implementation=found).first()
    if known is not None:
        return known
    if found.state == Implementation.State.CANCELLED:
        raise FollowRefused("follow_ended")
    if mine.count() >= MOST:
        raise FollowRefused("follow_many", most=MOST)
    row, _ = Subscription.objects.get_or_create(
        account_id=actor.account_id, implementation=found, defaults={"created_at": now}
    )
    return row


@transaction.atomic
def unfollow(*, actor: Actor, task_code: str) -> bool:
    """Tell the actor no more; whether anything was followed."""
    gone, _ = (
        Subscription.objects.visible_to(actor).filter(implementation__task_code=task_code).delete()
    )
    return bool(gone)
