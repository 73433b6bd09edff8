"""From a change to rows: each table one statement, inserts and updates together, by (item, seq)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import models

from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.ledger.types import Head
from tongban.core.workdays.types import Limit
from tongban.workflow.errors import Conflict
from tongban.workflow.models import Clock, Pause, Request, Task, WorkItem
from tongban.workflow.types import (
    Change,
    ClockRow,
    Office,
    PauseRow,
    RequestRow,
    TaskRow,
)

_KEY: Final = ("item", "seq")
ITEM_FIELDS: Final = (
    "state", "outcome", "round", "suspended", "accepted_at", "decided_at", "decided_due_at",
    "closed_at", "due_at", "warn_at", "last_at", "urged_at", "version", "rows",
)  # fmt: skip
# What only a rebase changes.
REBASED_FIELDS: Final = ("procedure_id", "limits", "facts", "offices")


def write_rows(row: WorkItem, change: Change) -> None:
    """Insert and update what the change holds of tasks, clocks, pauses and requests."""
    item = row.pk
    _upsert(Task, [_task(row, one) for one in change.tasks])
    _upsert(Clock, [_clock(item, one) for one in change.clocks])
    _upsert(Pause, [_pause(item, one) for one in change.pauses])
    _upsert(Request, [_request(item, one) for one in change.requests])


def _upsert(model: Any, rows: Sequence[models.Model]) -> None:
    if not rows:
        return
    fields = [
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in _KEY
    ]
    # In the order of seq: an annulled task is written before the one that takes its seat, which
    # the constraint on open seats asks for.
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=list(_KEY), update_fields=fields
    )


def append(row: WorkItem, change: Change, actor: Actor) -> Head:
    """Append the act to the item's chain, whose head the item holds: one statement."""
    return ledger.append(
        subject=row.ledger_subject,
        verb=change.verb,
        actor=actor.ref,
        on_behalf=change.on_behalf,
        at=change.item.last_at,
        payload=change.payload,
        head=Head(row.ledger_seq, row.ledger_hash),
    )


def copy_fields(row: WorkItem, change: Change) -> None:
    """Set on the model what the rules decided."""
    item = change.item
    for name in ITEM_FIELDS:
        setattr(row, name, getattr(item, name))
    if change.procedure is not None:
        row.procedure_id = change.procedure.id
        row.facts = dict(item.facts)
        row.limits = limits_json(item.limits)
        row.offices = offices_json(item.offices)


def limits_json(limits: Mapping[str, Limit]) -> dict[str, Any]:
    """Give limits by name as the item keeps them."""
    return {name: limit.as_dict() for name, limit in limits.items()}


def offices_json(offices: Mapping[str, Office]) -> dict[str, Any]:
    """Give the organisations by rule as the item keeps them."""
    return {key: {"id": one.id, "path": one.path} for key, one in offices.items()}


def update_item(row: WorkItem, change: Change, actor: Actor, head: Head, before: int) -> None:
    """Write the item's row, if it still is of version `before`; raises Conflict.

    Where the lock is none (SQLite) the version decides.
    """
    row.last_by, row.ledger_seq, row.ledger_hash = actor.ref, head.seq, head.hash
    names: Iterable[str] = (*ITEM_FIELDS, "last_by", "ledger_seq", "ledger_hash")
    if change.procedure is not None:
        names = (*names, *REBASED_FIELDS)
    values = {name: getattr(row, name) for name in names}
    if not WorkItem.objects.filter(pk=row.pk, version=before).update(**values):
        raise conflict(row)


def conflict(row: WorkItem) -> Conflict:
    """Give the refusal that says where the item stands now."""
    return Conflict(
        "conflict",
        state=row.state,
        state_text=row.get_state_display(),
        version=row.version,
        last_by=row.last_by,
        last_at=row.last_at.isoformat(),
    )


def _task(item: WorkItem, row: TaskRow) -> Task:
    return Task(
        item_id=item.pk,
        division_path=item.division_path,
        seq=row.seq,
        step=row.step,
        seat=row.seat,
        round=row.round,
        state=row.state,
        role=row.role,
        organisation_id=row.office.id if row.office else None,
        organisation_path=row.office.path if row.office else "",
        assignee_id=row.assignee,
        opened_at=row.opened_at,
        due_at=row.due_at,
        warn_at=row.warn_at,
        done_at=row.done_at,
        done_by=row.done_by,
        on_behalf=row.on_behalf,
        outcome=row.outcome,
        opinion=row.opinion,
        data=dict(row.data),
    )


def _clock(item: int, row: ClockRow) -> Clock:
    return Clock(
        item_id=item,
        seq=row.seq,
        code=row.code,
        limits=[limit.as_dict() for limit in row.limits],
        started_at=row.started_at,
        due_at=row.due_at,
        warn_at=row.warn_at,
        provisional=row.provisional,
        stopped_at=row.stopped_at,
        on_expiry=row.on_expiry,
        expired_at=row.expired_at,
        task=row.task,
    )


def _pause(item: int, row: PauseRow) -> Pause:
    return Pause(
        item_id=item,
        seq=row.seq,
        clocks=list(row.clocks),
        reason=row.reason,
        note=row.note,
        started_at=row.started_at,
        ended_at=row.ended_at,
        task=row.task,
    )


def _request(item: int, row: RequestRow) -> Request:
    return Request(
        item_id=item,
        seq=row.seq,
        code=row.code,
        state=row.state,
        reason=row.reason,
        items=list(row.items),
        ruler=row.ruler,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        due_at=row.due_at,
        ruled_by=row.ruled_by,
        ruled_at=row.ruled_at,
        ruling=row.ruling,
    )
