"""One item: who may see it, what may be done to it, what has happened to it."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from tongban.core.accounts.types import Actor
from tongban.core.ledger import selectors as ledger
from tongban.core.ledger.types import FeedEntry
from tongban.core.workdays import selectors as workdays
from tongban.workflow import ports, rules
from tongban.workflow.errors import ItemNotFound
from tongban.workflow.models import Clock, Link, Request, WorkItem
from tongban.workflow.querysets import parties_of
from tongban.workflow.selectors.snapshots import base, snapshot_of
from tongban.workflow.states import OPEN
from tongban.workflow.types import Allowed, Complete, Event, Facts, Snapshot

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _visible(actor: Actor) -> "QuerySet[WorkItem]":
    found: QuerySet[WorkItem] = base().visible_to(actor)  # type: ignore[attr-defined]
    return found.select_related("procedure", "division", "organisation")


def get(item: int, actor: Actor) -> WorkItem:
    """Give the item if `actor` may see it, with division and organisation; raises ItemNotFound."""
    found = _visible(actor).filter(pk=item).first()
    if found is None:
        raise ItemNotFound
    return found


def by_number(number: str, actor: Actor) -> WorkItem:
    """Like `get`, by public number."""
    found = _visible(actor).filter(number=number).first()
    if found is None:
        raise ItemNotFound
    return found


def facts_of(
    actor: Actor,
    now: datetime,
    county: str,
    parties: frozenset[str] | None = None,
    *,
    kind: str = "",
) -> Facts:
    """Give what the rules ask about the actor; `parties` are looked up unless given."""
    mine = parties_of(actor) if parties is None else parties
    refer_to = frozenset(ports.intakes.kinds())
    return Facts(actor, now, workdays.calendar(county), mine, refer_to, ports.own_acts.of(kind))


def allowed_acts(
    item: int | WorkItem, actor: Actor, now: datetime, work: Snapshot | None = None
) -> tuple[Allowed, ...]:
    """Give what `actor` may do to the item at `now`; `work` is its snapshot, if at hand.

    `blocked` of a completion is a guard's sentence, or a code of the rules. Raises ItemNotFound.
    """
    row = item if isinstance(item, WorkItem) else get(item, actor)
    now = max(now, row.last_at)
    snapshot = work or snapshot_of(row)
    acts = rules.allowed_acts(snapshot, facts_of(actor, now, row.county, kind=row.kind))
    if not ports.guards.of(row.kind):
        return acts
    return tuple(_guarded(act, row, snapshot, actor, now) for act in acts)


def _guarded(
    act: Allowed, row: WorkItem, snapshot: Snapshot, actor: Actor, now: datetime
) -> Allowed:
    if act.act not in {"complete", "accept"} or act.blocked or act.task is None:
        return act
    context = ports.Context(
        row, Event("done", act.step), Complete(act.task), actor, now, snapshot, {}
    )
    why = next(filter(None, (ask(context) for ask in ports.guards.of(row.kind))), "")
    return replace(act, blocked=why) if why else act


def timeline(item: int | WorkItem) -> list[FeedEntry]:
    """Give the item's entries in the ledger, oldest first, in words."""
    row = item if isinstance(item, WorkItem) else WorkItem.objects.only("number").get(pk=item)
    return ledger.timeline(row.ledger_subject)


def light(item: WorkItem, now: datetime) -> str:
    """Give "red", "yellow", "green", "paused" or "none"."""
    return item.light(now)


def running_due(item: int, code: str) -> datetime | None:
    """Give when the item's running clock `code` runs out; None while it is paused or not there."""
    rows = Clock.objects.filter(item_id=item, code=code, stopped_at=None)
    return rows.values_list("due_at", flat=True).first()


def links(item: int) -> list[Link]:
    """Give what the item was referred to, oldest first, each with its target."""
    return list(Link.objects.filter(source_id=item).select_related("target").order_by("id"))


def source_of(item: int, actor: Actor) -> WorkItem | None:
    """Give what the item was opened because of, if there is such and the actor may see it."""
    return _visible(actor).filter(links__target=item).first()


def url(item: WorkItem) -> str:
    """Give the desk page of an item, as its kind says; "" for a kind of no installed area."""
    return ports.kinds.url(item)


def supervisions(item: int) -> list[Request]:
    """Give the open supervisions of the item, oldest first."""
    found = Request.objects.filter(item_id=item, code="supervise", state=OPEN)
    return list(found.order_by("seq"))


def visible(actor: Actor) -> "QuerySet[WorkItem]":
    """Give all items that the actor may see, for areas whose rows hang on them to join."""
    return WorkItem.objects.visible_to(actor)
