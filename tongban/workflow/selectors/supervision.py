"""Who is late with what, by organisation: what leaders, the service office and heads watch over.

Lights are of tasks: a body answers for what lies in its own hands.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, F, Q

from tongban.core.accounts.types import Actor
from tongban.core.organisations import selectors as organisations
from tongban.core.params import selectors as params
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.rules import day_over, day_start, due_at, local_date
from tongban.core.workdays.types import Limit
from tongban.workflow.models import Lateness, Request, Task, WorkItem
from tongban.workflow.querysets import HEADS, WATCHERS, watched
from tongban.workflow.states import OPEN
from tongban.workflow.types import LATE_REASONS, UNSAID

if TYPE_CHECKING:
    from django.db.models import QuerySet

LATE_DECISION: Final = Q(decided_at__gt=F("decided_due_at"))
NUMBERS: Final = (
    "open", "yellow", "red", "late", "decided", "decided_late", "urged", "supervised",
    "unanswered", "overdue_replies",
)  # fmt: skip


def watches(actor: Actor) -> bool:
    """Say whether the actor watches over anybody's work."""
    return bool(actor.roles & (WATCHERS | HEADS))


def reply_by(division: str, now: datetime) -> datetime:
    """Give until when a 督办 of now is to be answered, unless it says otherwise."""
    limit = params.value("supervise.reply", on=local_date(now), division=division).as_limit()
    return due_at(now, Limit.parse(limit), workdays.calendar(division))


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last day, both included."""

    first: date
    last: date

    def of(self, name: str) -> Q:
        """Give the condition that the moment in the field `name` lies within."""
        within = {f"{name}__gte": day_start(self.first), f"{name}__lt": day_over(self.last)}
        return Q(**within)


PERIODS: Final[Mapping[str, str]] = {"month": "本月", "last": "上月", "year": "本年"}


def span_of(period: str, now: datetime) -> Span:
    """Give the days of one of PERIODS, up to today; of another word this month's."""
    today = local_date(now)
    first = today.replace(day=1)
    if period == "last":
        end = first - timedelta(days=1)
        return Span(end.replace(day=1), end)
    return Span(date(today.year, 1, 1) if period == "year" else first, today)


def within(actor: Actor, organisation: str, division: str) -> Q | None:
    """Give the condition for what the actor watches over, by the fields that hold the paths of an
    organisation and a division; None means everything.
    """
    return watched(actor, organisation, division)


# --- what each number is of: the board and the rows behind it ask the same ------------------------


def red(now: datetime) -> Q:
    return Q(due_at__lte=now)


def yellow(now: datetime) -> Q:
    return Q(warn_at__lte=now, due_at__gt=now)


def tasks(actor: Actor) -> "QuerySet[Task]":
    """Give the open tasks of bodies that the actor watches over."""
    found: QuerySet[Task] = Task.objects.open().watched_by(actor)
    return found.filter(organisation__isnull=False)


def late(actor: Actor, span: Span) -> "QuerySet[Lateness]":
    """Give what was done late within the span."""
    found: QuerySet[Lateness] = Lateness.objects.visible_to(actor)
    return found.filter(span.of("done_at"))


def items(actor: Actor) -> "QuerySet[WorkItem]":
    found: QuerySet[WorkItem] = WorkItem.objects.watched_by(actor)
    return found


def supervised(actor: Actor) -> "QuerySet[Request]":
    found: QuerySet[Request] = Request.objects.supervisions().watched_by(actor)
    return found


# --- the board ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Line:
    """One body: its open tasks by light; in the span what it did late and why, what was decided
    late, what was urged, what was put under supervision; what of that is unanswered now.
    """

    organisation: int
    name: str = ""
    place: str = ""
    open: int = 0
    yellow: int = 0
    red: int = 0
    late: int = 0
    decided: int = 0
    decided_late: int = 0
    urged: int = 0
    supervised: int = 0
    unanswered: int = 0
    overdue_replies: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def green(self) -> int:
        return self.open - self.yellow - self.red

    @property
    def main_reason(self) -> str:
        """What it says most often, with its number; "" where nothing was late."""
        if not self.reasons:
            return ""
        code, number = self.reasons.most_common(1)[0]
        return f"{LATE_REASONS.get(code, UNSAID)} {number}"


class Board:
    """Lines by body, made as rows come in."""

    def __init__(self, division: str) -> None:
        self.division = division
        self.lines: dict[int, Line] = {}

    def grouped(
        self,
        rows: "QuerySet[Any]",
        place: str,
        numbers: Mapping[str, Count],
        *,
        body: str = "organisation",
        also: tuple[str, ...] = (),
    ) -> Iterable[dict[str, Any]]:
        """Count the rows by body, within the asked place."""
        found = rows.filter(**{f"{place}__startswith": self.division}) if self.division else rows
        counted: Iterable[dict[str, Any]] = found.order_by().values(body, *also).annotate(**numbers)
        return counted

    def line(self, row: dict[str, Any], body: str = "organisation") -> Line:
        return self.lines.setdefault(row[body], Line(row[body]))

    def named(self) -> list[Line]:
        """Give the lines with their names: read once, not joined to every row that is counted."""
        names = organisations.names(self.lines)
        for key, line in self.lines.items():
            line.name, line.place = names[key]
        return list(self.lines.values())


def board(actor: Actor, now: datetime, span: Span, *, division: str = "") -> list[Line]:
    """Give a line for each body that has anything to show, the worst first; six queries.

    `division` is the path of a place to keep to.
    """
    found = Board(division)
    _count_tasks(found, actor, now)
    _count_late(found, actor, span)
    _count_items(found, actor, span)
    _count_supervised(found, actor, now, span)
    return sorted(found.named(), key=_worst_first)


def _worst_first(one: Line) -> tuple[int, int, int, int, str]:
    return (-one.red, -one.late, -one.yellow, -one.open, one.name)


def _count_tasks(found: Board, actor: Actor, now: datetime) -> None:
    lights = {
        "open_number": Count("due_at"),
        "red_number": Count("due_at", filter=red(now)),
        "yellow_number": Count("due_at", filter=yellow(now)),
    }
    for row in found.grouped(tasks(actor), "division_path", lights):
        line = found.line(row)
        line.open, line.red = row["open_number"], row["red_number"]
        line.yellow = row["yellow_number"]


def _count_late(found: Board, actor: Actor, span: Span) -> None:
    rows = late(actor, span)
    for row in found.grouped(rows, "division_path", {"number": Count("pk")}, also=("reason",)):
        line = found.line(row)
        line.late += row["number"]
        line.reasons[row["reason"]] += row["number"]


def _count_items(found: Board, actor: Actor, span: Span) -> None:
    # Each by its own index: a month of a million.
    decided = items(actor).filter(span.of("decided_at"), decided_due_at__isnull=False)
    numbers = {
        "all_number": Count("decided_at"),
        "late_number": Count("decided_at", filter=LATE_DECISION),
    }
    for row in found.grouped(decided, "division_path", numbers):
        line = found.line(row)
        line.decided, line.decided_late = row["all_number"], row["late_number"]
    urged = items(actor).filter(span.of("urged_at"))
    for row in found.grouped(urged, "division_path", {"all_number": Count("urged_at")}):
        found.line(row).urged = row["all_number"]


def _count_supervised(found: Board, actor: Actor, now: datetime, span: Span) -> None:
    asked, body = span.of("asked_at"), "item__organisation"
    numbers = {
        "asked_number": Count("pk", filter=asked),
        "open_number": Count("pk", filter=Q(state=OPEN)),
        "overdue_number": Count("pk", filter=Q(state=OPEN, due_at__lte=now)),
    }
    rows = supervised(actor).filter(asked | Q(state=OPEN))
    for row in found.grouped(rows, "item__division_path", numbers, body=body):
        line = found.line(row, body)
        line.supervised, line.unanswered = row["asked_number"], row["open_number"]
        line.overdue_replies = row["overdue_number"]


def total(lines: Sequence[Line]) -> Line:
    """Give all lines as one."""
    whole = Line(0, "合计")
    for one in lines:
        for name in NUMBERS:
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        whole.reasons += one.reasons
    return whole
