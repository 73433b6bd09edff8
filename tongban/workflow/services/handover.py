"""交接: all open tasks of somebody who leaves, to another or to the pool; undone as it was done.

Each task moves by the act *transfer*, in its own transaction and chain; the hand-over keeps which
moved and why the others did not, so that nothing waits for somebody who is gone.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.lib.errors import Refusal
from tongban.workflow.errors import Invalid, ItemNotFound, NotNow
from tongban.workflow.models import Handover, HandoverTask, Task
from tongban.workflow.selectors.handovers import held_by, may_hand_over
from tongban.workflow.services.acting import perform
from tongban.workflow.states import OPEN
from tongban.workflow.types import Transfer


def hand_over(
    *, actor: Actor, now: datetime, leaver: int, taker: int | None, reason: str
) -> Handover:
    """Move every open task that `leaver` (an account) has taken to `taker`, or to all who hold the
    role where that is None.

    A task that `taker` may not do stays, with the reason. Raises NotAllowed, ItemNotFound (no such
    account within reach), Invalid (no reason, the same person, nothing to move).
    """
    may_hand_over(actor, leaver, now=now)
    if not reason.strip():
        raise Invalid("reason_needed", field="reason")
    if taker == leaver:
        raise Invalid("same_taker", field="taker")
    tasks = held_by(actor, leaver)
    if not tasks:
        raise Invalid("nothing_held", field="leaver")
    row = _begin(actor, now, leaver, taker, reason)
    _move(row, tasks, actor=actor, now=now, to=taker, reason=f"交接：{reason.strip()}")
    return row


@transaction.atomic
def _begin(actor: Actor, now: datetime, leaver: int, taker: int | None, reason: str) -> Handover:
    row = Handover.objects.create(
        leaver_id=leaver, taker_id=taker, by=actor.ref, at=now, reason=reason.strip()[:300]
    )
    _record(row, "workflow.handover", actor, now)
    return row


def _move(
    row: Handover,
    tasks: Sequence[Task],
    *,
    actor: Actor,
    now: datetime,
    to: int | None,
    reason: str,
) -> None:
    for task in tasks:
        try:
            with transaction.atomic():
                command = Transfer(task.seq, to, reason)
                perform(actor=actor, now=now, item=task.item_id, command=command)
                HandoverTask.objects.create(handover=row, item_id=task.item_id, seq=task.seq)
        except Refusal as refusal:
            HandoverTask.objects.create(
                handover=row, item_id=task.item_id, seq=task.seq, moved=False,
                why=str(refusal.reason)[:60],
            )  # fmt: skip


def undo(*, actor: Actor, now: datetime, handover: int) -> Handover:
    """Give back what is still open where the hand-over put it; what has moved on stays.

    Raises ItemNotFound, NotAllowed, NotNow (undone already).
    """
    row: Handover | None = Handover.objects.visible_to(actor).filter(pk=handover).first()
    if row is None:
        raise ItemNotFound
    may_hand_over(actor, row.leaver_id, now=now)
    if not Handover.objects.filter(pk=row.pk, undone_at=None).update(
        undone_at=now, undone_by=actor.ref
    ):
        raise NotNow("undone_already")
    row.refresh_from_db()
    _record(row, "workflow.handover_undone", actor, now)
    moved = dict.fromkeys(row.tasks.filter(moved=True).values_list("item_id", "seq"))
    open_ = Task.objects.filter(
        state=OPEN, assignee=row.taker_id, item__in={item for item, _seq in moved}
    )
    holder = row.leaver_id if accounts.actor_for_account(row.leaver_id, now=now).grants else None
    for task in [one for one in open_ if (one.item_id, one.seq) in moved]:
        try:
            command = Transfer(task.seq, holder, "撤销交接")
            perform(actor=actor, now=now, item=task.item_id, command=command)
        except Refusal:
            continue  # it has moved on, or may not be theirs any more: it stays where it is
    return row


def _record(row: Handover, verb: str, actor: Actor, now: datetime) -> None:
    ledger.append(
        subject=f"handover:{row.pk}",
        verb=verb,
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={
            "from": f"account:{row.leaver_id}",
            "to": f"account:{row.taker_id}" if row.taker_id else "",
            "reason": row.reason,
        },
    )
