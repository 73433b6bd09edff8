"""An item with all its rows, in two statements: the item, and one union over all below it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.functions import JSONArray

from tongban.core.workdays.types import Limit
from tongban.workflow.errors import ItemNotFound
from tongban.workflow.models import Clock, ItemParty, Pause, Request, Task, WorkItem
from tongban.workflow.selectors.procedures import compiled
from tongban.workflow.types import (
    ClockRow,
    ItemRow,
    Office,
    PauseRow,
    RequestRow,
    Snapshot,
    TaskRow,
)

_FIELDS: Final[dict[str, tuple[Any, tuple[str, ...]]]] = {
    "task": (
        Task,
        (
            "seq", "step", "seat", "round", "state", "role", "organisation_id",
            "organisation_path", "assignee_id", "opened_at", "due_at", "warn_at", "done_at",
            "done_by", "on_behalf", "outcome", "opinion", "data",
        ),
    ),
    "clock": (
        Clock,
        (
            "seq", "code", "limits", "started_at", "due_at", "warn_at", "provisional",
            "stopped_at", "on_expiry", "expired_at", "task",
        ),
    ),
    "pause": (Pause, ("seq", "clocks", "reason", "started_at", "ended_at", "note", "task")),
    "request": (
        Request,
        (
            "seq", "code", "state", "reason", "ruler", "asked_by", "asked_at", "items", "due_at",
            "ruled_by", "ruled_at", "ruling",
        ),
    ),
    "party": (ItemParty, ("party_id", "role", "agent_id")),
}  # fmt: skip


def snapshot(item: int | WorkItem) -> Snapshot:
    """Give the item with all its rows; raises ItemNotFound. Asks no permission.

    Takes two queries, or one for an item that was loaded with its procedure.
    """
    row = item if isinstance(item, WorkItem) else base().filter(pk=item).first()
    if row is None:
        raise ItemNotFound
    return snapshot_of(row)


def base() -> "QuerySet[WorkItem]":
    """Give items as snapshots need them: with the procedure's version, without its definition."""
    return WorkItem.objects.select_related("procedure").defer("procedure__definition")


def locked(item: int) -> WorkItem | None:
    """Give the item's row, locked until the transaction ends; None if there is none.

    A rebase that commits while one waits for the lock takes the row out of the join with the
    former version (PostgreSQL looks again at the locked row alone), so it is looked for again.
    """
    found = base().select_for_update(of=("self",)).filter(pk=item)
    row: WorkItem | None = found.first() or found.first()
    return row


def snapshot_of(row: WorkItem) -> Snapshot:
    """Give the snapshot of a loaded item, with one query."""
    return snapshots_of([row])[0]


def snapshots_of(rows: Sequence[WorkItem]) -> list[Snapshot]:
    """Give the snapshots of loaded items in their order, with one query for all of them."""
    below: dict[int, dict[str, list[dict[str, Any]]]] = {
        row.pk: {kind: [] for kind in _FIELDS} for row in rows
    }
    items = list(below)
    for kind, item, values in _rows(items[0]) if len(items) == 1 else _union(item_id__in=items):
        found = json.loads(values) if isinstance(values, str) else values
        below[item][kind].append(dict(zip(_FIELDS[kind][1], found, strict=True)))
    return [_snapshot(row, below[row.pk]) for row in rows]


def _snapshot(row: WorkItem, found: Mapping[str, list[dict[str, Any]]]) -> Snapshot:
    for rows in found.values():
        rows.sort(key=lambda one: one.get("seq") or 0)
    return Snapshot(
        procedure=compiled(row.procedure),
        item=item_row(row, _parties(found["party"])),
        tasks=tuple(_task(data) for data in found["task"]),
        clocks=tuple(_clock(data) for data in found["clock"]),
        pauses=tuple(_pause(data) for data in found["pause"]),
        requests=tuple(_request(data) for data in found["request"]),
    )


def _rows(item: int) -> Iterator[tuple[str, int, Any]]:
    """Yield kind, item and values of every row below one item."""
    sql, parameters = _statement(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [item if one is _ANY else one for one in parameters])
        yield from cursor.fetchall()


@cache
def _statement(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    """Give the union for one item, ready to run, with `_ANY` for the item.

    Every act needs it, and putting it together takes the ORM longer than the database to answer.
    """
    sql, parameters = _union(item_id=_NOBODY).query.sql_with_params()
    return sql, tuple(_ANY if one == _NOBODY else one for one in parameters)


_ANY: Final = object()
_NOBODY: Final = -1


def _union(**which: Any) -> Any:
    parts = [
        model.objects.filter(**which)
        .order_by()
        .values_list(Value(kind), "item_id", JSONArray(*fields))
        for kind, (model, fields) in _FIELDS.items()
    ]
    return parts[0].union(*parts[1:], all=True)


def item_row(row: WorkItem, parties: Mapping[str, str]) -> ItemRow:
    """Give the rules' view of an item."""
    return ItemRow(
        id=row.pk or 0,
        kind=row.kind,
        state=row.state,
        owner=Office(row.organisation_id, row.organisation_path),
        division_path=row.division_path,
        opened_at=row.opened_at,
        due_at=row.due_at,
        warn_at=row.warn_at,
        last_at=row.last_at,
        facts=row.facts,
        limits={name: Limit.parse(data) for name, data in row.limits.items()},
        offices={key: Office(data["id"], data["path"]) for key, data in row.offices.items()},
        parties=parties,
        outcome=row.outcome,
        round=row.round,
        version=row.version,
        suspended=row.suspended,
        accepted_at=row.accepted_at,
        decided_at=row.decided_at,
        closed_at=row.closed_at,
        urged_at=row.urged_at,
        decided_due_at=row.decided_due_at,
        opened_by=row.opened_by,
        subject=row.subject,
        rows=row.rows,
    )


def _parties(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    agents = {f"party:{row['agent_id']}": "agent" for row in rows if row["agent_id"]}
    return agents | {f"party:{row['party_id']}": row["role"] for row in rows}


def _instant(value: str | None) -> Any:
    if value is None:
        return None
    at = datetime.fromisoformat(value)  # SQLite writes UTC without saying so
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _instants(data: dict[str, Any]) -> dict[str, Any]:
    return {key: _instant(value) if key.endswith("_at") else value for key, value in data.items()}


def _task(data: dict[str, Any]) -> TaskRow:
    organisation, path = data.pop("organisation_id"), data.pop("organisation_path")
    office = Office(organisation, path) if organisation else None
    assignee = data.pop("assignee_id")
    content = _json(data.pop("data"))
    return TaskRow(office=office, assignee=assignee, data=content, **_instants(data))


def _clock(data: dict[str, Any]) -> ClockRow:
    limits = tuple(Limit.parse(one) for one in _json(data.pop("limits")))
    provisional = bool(data.pop("provisional"))  # SQLite has no booleans in JSON
    return ClockRow(limits=limits, provisional=provisional, **_instants(data))


def _pause(data: dict[str, Any]) -> PauseRow:
    return PauseRow(clocks=tuple(_json(data.pop("clocks"))), **_instants(data))


def _request(data: dict[str, Any]) -> RequestRow:
    return RequestRow(items=tuple(_json(data.pop("items"))), **_instants(data))
