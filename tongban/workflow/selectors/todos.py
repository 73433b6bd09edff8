"""To-dos: the open tasks that an actor may take, by light, paged by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from tongban.core.accounts.types import Actor
from tongban.core.workdays.rules import day_end, day_start
from tongban.workflow import ports
from tongban.workflow.models import Task
from tongban.workflow.rules import light as light_of
from tongban.workflow.selectors.capped import MOST, capped
from tongban.workflow.selectors.procedures import compiled
from tongban.workflow.states import NEVER

LIGHTS = ("red", "yellow", "green", "paused")


@dataclass(frozen=True, slots=True)
class Todo:
    """A line of the to-do list: an open task with what is needed of its item."""

    task: int
    item: int
    number: str
    title: str
    kind: str
    kind_title: str
    step: str
    step_title: str
    state: str
    light: str
    due_at: datetime | None
    assignee: int | None
    opened_at: datetime
    organisation: str
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a keyset-paged list; `after` is the key of the next one, "" at the end."""

    rows: Sequence[Todo]
    after: str = ""


def _in_light(light: str, now: datetime) -> Q:
    return {
        "red": Q(due_at__lte=now),
        "yellow": Q(warn_at__lte=now, due_at__gt=now),
        "green": Q(warn_at__gt=now) & ~(Q(due_at__gte=NEVER) & Q(item__suspended=True)),
        "paused": Q(due_at__gte=NEVER, item__suspended=True),
    }.get(light, Q())


def _on(day: date) -> Q:
    """The condition of falling due on a day: a limit ends with the end of its last day."""
    return Q(due_at__gt=day_start(day), due_at__lte=day_end(day))


def falling_due(actor: Actor, first: date, last: date, *, mine: bool = False) -> dict[date, int]:
    """Give how many to-dos fall due on each day from the first to the last, each up to MOST + 1;
    one query.
    """
    found = _for(actor, kind="", mine=mine, role="")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    numbers = capped({day: found.filter(_on(day)) for day in days})
    return {day: number for day, number in numbers.items() if number}


def _for(actor: Actor, *, kind: str, mine: bool, role: str) -> "QuerySet[Task]":
    found: QuerySet[Task] = Task.objects.for_hands_of(actor)
    if kind:
        found = found.filter(item__kind=kind)
    if role:
        found = found.filter(role=role)
    if mine:
        found = found.filter(assignee=actor.account_id) if actor.account_id else found.none()
    return found


def todos(
    actor: Actor,
    now: datetime,
    *,
    light: str = "",
    kind: str = "",
    mine: bool = False,
    role: str = "",
    due: date | None = None,
    after: str = "",
    limit: int = 50,
) -> Page:
    """Give the open tasks that `actor` may take, the earliest due first, a page at a time.

    `light` is one of LIGHTS or ""; `mine` keeps what is assigned to the actor, `due` what falls
    due on that day; `after` is a former page's key (a broken one begins anew). One query.
    """
    found = _for(actor, kind=kind, mine=mine, role=role).filter(_in_light(light, now))
    if due is not None:
        found = found.filter(_on(due))
    key = _parse(after)
    if key is not None:
        found = found.filter(Q(due_at__gt=key[0]) | Q(due_at=key[0], pk__gt=key[1]))
    rows = list(
        found.select_related("item__procedure", "organisation")
        .defer("data", "opinion", "item__facts", "item__offices", "item__procedure__definition")
        .order_by("due_at", "pk")[: limit + 1]
    )
    more = len(rows) > limit
    rows = rows[:limit]
    key_text = f"{rows[-1].due_at.timestamp():.6f}_{rows[-1].pk}" if more else ""
    return Page([todo_of(row, now) for row in rows], key_text)


def _parse(after: str) -> tuple[datetime, int] | None:
    at, _, pk = after.partition("_")
    try:
        return datetime.fromtimestamp(float(at), tz=NEVER.tzinfo), int(pk)
    except (ValueError, OverflowError, OSError):
        return None


def todo_of(row: Task, now: datetime) -> Todo:
    """Put an open task, loaded with its item and organisation, into a line."""
    item = row.item
    step = compiled(item.procedure).step(row.step)
    shown = light_of(item.state, item.suspended, row.due_at, row.warn_at, now)
    return Todo(
        task=row.seq,
        item=row.item_id,
        number=item.number,
        title=item.title,
        kind=item.kind,
        kind_title=ports.kinds.title(item.kind),
        step=row.step,
        step_title=step.title,
        state=item.get_state_display(),
        light=shown,
        due_at=None if row.due_at >= NEVER else row.due_at,
        assignee=row.assignee_id,
        opened_at=row.opened_at,
        organisation=row.organisation.short_name if row.organisation else "",
        url=ports.kinds.url(item),
    )


def counts(
    actor: Actor, now: datetime, *, kind: str = "", mine: bool = False, role: str = ""
) -> dict[str, int]:
    """Give how many to-dos there are by light, and "all" and "mine", each up to MOST + 1, in one
    query.
    """
    found = _for(actor, kind=kind, mine=mine, role=role)
    own = found.filter(assignee=actor.account_id or 0)
    wanted = {one: found.filter(_in_light(one, now)) for one in ("red", "yellow", "paused")}
    # The green ones in two: only what has no limit needs a look at its item.
    timed = found.filter(warn_at__gt=now, due_at__lt=NEVER)
    untimed = found.filter(due_at__gte=NEVER, item__suspended=False)
    numbers = capped({**wanted, "all": found, "mine": own, "timed": timed, "untimed": untimed})
    numbers["green"] = min(numbers.pop("timed") + numbers.pop("untimed"), MOST + 1)
    return numbers
