"""The rows behind each number of the board of supervision, a page at a time, by key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from tongban.core.accounts.selectors import names_of
from tongban.core.accounts.types import Actor
from tongban.core.workdays.rules import local_date
from tongban.workflow import ports
from tongban.workflow.selectors import supervision as watch
from tongban.workflow.selectors.procedures import compiled
from tongban.workflow.selectors.supervision import Span
from tongban.workflow.states import ANSWERED, NEVER, OPEN

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tongban.workflow.models import Lateness, Request, Task, WorkItem

TITLES: Final[Mapping[str, str]] = {
    "open": "在办环节",
    "yellow": "将到期的环节",
    "red": "已超期的环节",
    "late": "超期办结的环节",
    "decided_late": "超期作出决定的件",
    "urged": "被催办的件",
    "supervised": "督办",
    "unanswered": "督办未反馈",
    "overdue_replies": "督办反馈逾期",
}
_HEAVY = ("item__facts", "item__offices", "item__limits")
_COMPILED = ("item__procedure__definition",)


@dataclass(frozen=True, slots=True)
class Row:
    """One row behind a number: what, whose, and what is to be said of it."""

    title: str
    number: str
    url: str
    organisation: str
    step: str
    at: datetime | None
    text: str
    light: str = ""


@dataclass(frozen=True, slots=True)
class Behind:
    """A page of rows; `after` is the key of the next one, "" at the end."""

    rows: Sequence[Row]
    after: str = ""


Shown = Callable[[Any, datetime, Mapping[str, str]], Row]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of a number come from, by which moment they sort, how each is shown."""

    rows: "QuerySet[Any]"
    moment: str
    shown: Shown
    body: str = "organisation"
    place: str = "division_path"
    latest_first: bool = True


def behind(
    what: str,
    actor: Actor,
    now: datetime,
    span: Span,
    *,
    organisation: int = 0,
    division: str = "",
    reason: str | None = None,
    after: str = "",
    limit: int = 50,
) -> Behind:
    """Give the rows behind one of TITLES, of one body or of all; two queries at most, however many
    rows. `reason` keeps one reason of lateness ("" the untold ones).
    """
    read = _SOURCES.get(what)
    if read is None:
        return Behind(())
    source = read(actor, now, span)
    only = Q()
    if organisation:
        only &= Q(**{source.body: organisation})
    if division:
        only &= Q(**{f"{source.place}__startswith": division})
    if reason is not None and what == "late":
        only &= Q(reason=reason)
    found = _page(source, only, after, limit)
    page = found[:limit]
    names = names_of(one.by for one in page) if what == "late" else {}
    last = page[-1] if len(found) > limit else None
    key = f"{getattr(last, source.moment).timestamp():.6f}_{last.pk}" if last else ""
    return Behind([source.shown(one, now, names) for one in page], key)


def _page(source: Source, only: Q, after: str, limit: int) -> list[Any]:
    rows, moment = source.rows.filter(only), source.moment
    key = parse(after)
    if key is not None:
        side = "lt" if source.latest_first else "gt"
        further = Q(**{f"{moment}__{side}": key[0]})
        rows = rows.filter(further | Q(**{moment: key[0], f"pk__{side}": key[1]}))
    sign = "-" if source.latest_first else ""
    return list(rows.order_by(f"{sign}{moment}", f"{sign}pk")[: limit + 1])


def parse(after: str) -> tuple[datetime, int] | None:
    """Read a page's key; None for a broken one, which begins anew."""
    at, _, pk = after.partition("_")
    try:
        return datetime.fromtimestamp(float(at), tz=NEVER.tzinfo), int(pk)
    except (ValueError, OverflowError, OSError):
        return None


# --- each number's rows ---------------------------------------------------------------------------


def _tasks(only: Callable[[datetime], Q]) -> Callable[[Actor, datetime, Span], Source]:
    def read(actor: Actor, now: datetime, span: Span) -> Source:
        rows = (
            watch.tasks(actor).filter(only(now)).select_related("item__procedure", "organisation")
        )
        rows = rows.defer("data", "opinion", *_HEAVY, *_COMPILED)
        return Source(rows, "due_at", _task_row, latest_first=False)

    return read


def _task_row(task: "Task", now: datetime, names: Mapping[str, str]) -> Row:
    item = task.item
    light = "red" if task.due_at <= now else "yellow" if task.warn_at <= now else "green"
    return Row(
        title=item.title,
        number=item.number,
        url=ports.kinds.url(item),
        organisation=task.organisation.name if task.organisation else "",
        step=compiled(item.procedure).step(task.step).title,
        at=None if task.due_at >= NEVER else task.due_at,
        text="",
        light=light,
    )


def _late(actor: Actor, now: datetime, span: Span) -> Source:
    rows = watch.late(actor, span).select_related("item__procedure", "organisation")
    return Source(rows.defer(*_HEAVY, *_COMPILED), "done_at", _late_row)


def _late_row(late: "Lateness", now: datetime, names: Mapping[str, str]) -> Row:
    item, said = late.item, f"：{late.note}" if late.note else ""
    return Row(
        title=item.title,
        number=item.number,
        url=ports.kinds.url(item),
        organisation=late.organisation.name,
        step=f"{compiled(item.procedure).step(late.step).title} · {names.get(late.by, '')}",
        at=late.done_at,
        text=f"超期 {late.days} 个工作日；{late.reason_title}{said}",
    )


def _items(only: Callable[[Span], Q], moment: str) -> Callable[[Actor, datetime, Span], Source]:
    def read(actor: Actor, now: datetime, span: Span) -> Source:
        rows = watch.items(actor).filter(only(span)).select_related("organisation")
        return Source(rows.defer("facts", "offices", "limits"), moment, _item_row)

    return read


def _item_row(item: "WorkItem", now: datetime, names: Mapping[str, str]) -> Row:
    due, decided = item.decided_due_at, item.decided_at
    text = item.get_state_display()
    if due and decided and decided > due:
        text = f"应于 {_day_before(due)} 前决定，{local_date(decided)} 决定"
    return Row(
        title=item.title,
        number=item.number,
        url=ports.kinds.url(item),
        organisation=item.organisation.name,
        step="",
        at=item.urged_at or decided,
        text=text,
        light=item.light(now),
    )


def _requests(
    only: Callable[[datetime, Span], Q],
) -> Callable[[Actor, datetime, Span], Source]:
    def read(actor: Actor, now: datetime, span: Span) -> Source:
        rows = watch.supervised(actor).filter(only(now, span))
        rows = rows.select_related("item__organisation").defer(*_HEAVY)
        return Source(rows, "asked_at", _request_row, "item__organisation", "item__division_path")

    return read


def _request_row(asked: "Request", now: datetime, names: Mapping[str, str]) -> Row:
    item, due = asked.item, asked.due_at
    if asked.state == ANSWERED:
        text = f"{asked.reason}；已反馈：{asked.ruling}"
    elif asked.state == OPEN and due is not None:
        late = "，逾期未反馈" if due <= now else ""
        text = f"{asked.reason}；应于 {_day_before(due)} 前反馈{late}"
    else:
        text = f"{asked.reason}；{asked.get_state_display()}"
    return Row(
        title=item.title,
        number=item.number,
        url=ports.kinds.url(item),
        organisation=item.organisation.name,
        step="督办",
        at=asked.asked_at,
        text=text,
    )


def _day_before(due: datetime) -> str:
    """Give the last day of a limit that ends with the day."""
    return local_date(due - timedelta(seconds=1)).isoformat()


_SOURCES: Final[Mapping[str, Callable[[Actor, datetime, Span], Source]]] = {
    "open": _tasks(lambda now: Q()),
    "yellow": _tasks(watch.yellow),
    "red": _tasks(watch.red),
    "late": _late,
    "decided_late": _items(lambda span: span.of("decided_at") & watch.LATE_DECISION, "decided_at"),
    "urged": _items(lambda span: span.of("urged_at"), "urged_at"),
    "supervised": _requests(lambda now, span: span.of("asked_at")),
    "unanswered": _requests(lambda now, span: Q(state=OPEN)),
    "overdue_replies": _requests(lambda now, span: Q(state=OPEN, due_at__lte=now)),
}
