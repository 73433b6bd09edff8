"""Reads of the engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tongban.core.accounts.types import Actor
from tongban.core.ledger.types import FeedEntry
from tongban.workflow.types import Allowed, Procedure, Snapshot

if TYPE_CHECKING:
    from tongban.workflow.models import WorkItem


@dataclass(frozen=True, slots=True)
class Todo:
    """A line of the to-do list: an open task with what is needed of its item."""

    task: int
    item: int
    number: str
    title: str
    kind: str
    step: str
    step_title: str
    state: str
    light: str
    due_at: datetime
    assignee: int | None
    opened_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a keyset-paged list; `after` is the key of the next one, "" at the end."""

    rows: Sequence[Todo]
    after: str = ""


def get(item: int, actor: Actor) -> "WorkItem":
    """Give the item if `actor` may see it, with division and organisation; raises ItemNotFound."""
    raise NotImplementedError


def by_number(number: str, actor: Actor) -> "WorkItem":
    """Like `get`, by public number."""
    raise NotImplementedError


def snapshot(item: int) -> Snapshot:
    """Give the item with all its rows, in two queries; raises ItemNotFound. Asks no permission."""
    raise NotImplementedError


def allowed_acts(item: int, actor: Actor, now: datetime) -> tuple[Allowed, ...]:
    """Give what `actor` may do to the item at `now`."""
    raise NotImplementedError


def timeline(item: int) -> list[FeedEntry]:
    """Give the item's entries in the ledger, oldest first, in words."""
    raise NotImplementedError


def light(item: "WorkItem", now: datetime) -> str:
    """Give "red", "yellow", "green", "paused" or "none"."""
    return item.light(now)


def procedure(code: str, version: int | None = None) -> Procedure:
    """Give the newest (or the given) version; raises ProcedureInvalid if there is none."""
    raise NotImplementedError


def todos(
    actor: Actor,
    now: datetime,
    *,
    light: str = "",
    kind: str = "",
    mine: bool = False,
    role: str = "",
    after: str = "",
    limit: int = 50,
) -> Page:
    """Give the open tasks that `actor` may take, the earliest due first, a page at a time."""
    raise NotImplementedError


def counts(actor: Actor, now: datetime) -> dict[str, int]:
    """Give how many to-dos there are by light, and "all" and "mine", in one query."""
    raise NotImplementedError
