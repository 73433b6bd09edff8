"""One act upon one item: lock, plan, ask the guards, write, append, run the effects."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import Actor
from tongban.workflow import ports, rules
from tongban.workflow.errors import Invalid, ItemNotFound, NotNow
from tongban.workflow.models import Link, WorkItem
from tongban.workflow.querysets import parties_of
from tongban.workflow.rules import lateness
from tongban.workflow.selectors.items import facts_of
from tongban.workflow.selectors.snapshots import locked, snapshot_of
from tongban.workflow.services import lating, writing
from tongban.workflow.states import APPLICANT
from tongban.workflow.types import (
    Change,
    Command,
    Complete,
    Correct,
    Expire,
    Late,
    Outcome,
    Own,
    Refer,
    Snapshot,
    Transfer,
    Urge,
    Withdraw,
)


@transaction.atomic
def perform(
    *,
    actor: Actor,
    now: datetime,
    item: int,
    command: Command,
    expected_version: int | None = None,
    late: Late | None = None,
) -> Outcome:
    """Do `command` to the item with id `item`.

    `expected_version` is the version the actor was looking at; None skips the check. `late` is what
    the actor says of a task that it does after it fell due; with None nobody asks, and the row
    that is kept of it says that nothing was said. Raises
    ItemNotFound, Conflict (409, with the present state), NotAllowed, NotNow, Invalid, and whatever
    guards and effects raise. An effect does not act upon the same item.
    """
    row = locked(item)
    if row is None:
        raise ItemNotFound
    if expected_version is not None and expected_version != row.version:
        raise writing.conflict(row)
    snapshot = snapshot_of(row)
    facts = facts_of(actor, now, row.county, _parties(actor, command, snapshot), kind=row.kind)
    change = rules.plan(snapshot, command, facts)
    _check_assignee(command, snapshot, actor, now)
    _ask_guards(row, change, command, actor, snapshot)
    overdue = lateness.late_tasks(snapshot, change)
    lateness.check(overdue, late)
    change = lating.told(change, overdue, late)
    before = row.version
    writing.copy_fields(row, change)
    writing.write_rows(row, change)
    head = writing.append(row, change, actor)
    writing.update_item(row, change, actor, head, before)
    lating.keep(
        row, overdue, at=change.item.last_at, actor=actor, late=late, calendar=facts.calendar
    )
    results: dict[str, Any] = {}
    if isinstance(command, Refer):
        results["refer"] = _refer(row, command, actor, now)
    return run_effects(
        row,
        change,
        command=command,
        actor=actor,
        snapshot=change.applied_to(snapshot),
        results=results,
    )


def _parties(actor: Actor, command: Command, snapshot: Snapshot) -> frozenset[str]:
    """Give whom the actor acts for, looked up only where an applicant may be meant."""
    if isinstance(command, Complete):
        task = snapshot.task(command.task)
        wanted = task is not None and task.role == APPLICANT
    else:
        wanted = isinstance(command, Correct | Withdraw | Urge | Own)
    return parties_of(actor) if wanted else frozenset()


def _check_assignee(command: Command, snapshot: Snapshot, actor: Actor, now: datetime) -> None:
    """Refuse an assignee who does not hold the seat's role there."""
    if not isinstance(command, Transfer) or command.assignee is None:
        return
    task = snapshot.task(command.task)
    if task is None or task.office is None:
        return
    if command.assignee == actor.account_id and task.role in actor.roles:
        return  # who claims it has just been found to hold it; a chief may hold another role
    holders = accounts.holders(task.role, task.office.id, now=now)
    if command.assignee not in {one.pk for one in holders}:
        raise Invalid("not_a_holder", field="assignee")


def _ask_guards(
    row: WorkItem, change: Change, command: Command, actor: Actor, snapshot: Snapshot
) -> None:
    """Ask the kind's guards before a step completes; of what time brings by law, the decision
    alone (a guard is told by the command): silence grants nothing to who has died."""
    guards = ports.guards.of(row.kind)
    if not guards:
        return
    by_time = isinstance(command, Expire)
    for event in change.events:
        if event.name != "done":
            continue
        if by_time and not snapshot.procedure.step(event.step).decides:
            continue
        context = ports.Context(row, event, command, actor, change.item.last_at, snapshot, {})
        why = next(filter(None, (ask(context) for ask in guards)), "")
        if why:
            raise NotNow("blocked", why=why, step=event.step)


def _refer(row: WorkItem, command: Refer, actor: Actor, now: datetime) -> int:
    intake = ports.intakes.get(command.kind)
    if intake is None:
        raise Invalid("unknown_kind", field="kind", given=command.kind)
    target = intake(actor=actor, now=now, source=row, reason=command.reason, data=command.data)
    Link.objects.create(source=row, target_id=target, kind="refer", at=row.last_at)
    return target


def run_effects(
    row: WorkItem,
    change: Change,
    *,
    command: Command,
    actor: Actor,
    snapshot: Snapshot,
    results: dict[str, Any],
) -> Outcome:
    """Run what the kind hangs on each event, in order, each seeing what the former ones gave."""
    acting = replace(actor, on_behalf=change.on_behalf) if change.on_behalf else actor
    for event in change.events:
        for name, effect in ports.effects.of(row.kind, event.name):
            context = ports.Context(
                row, event, command, acting, change.item.last_at, snapshot, results
            )
            results[name] = effect(context)
    given: Mapping[str, Any] = dict(results)
    return Outcome(
        item=row.pk,
        number=row.number,
        state=row.state,
        version=row.version,
        command=command,
        snapshot=snapshot,
        events=change.events,
        results=given,
    )
