"""The engine's figures: what is overdue, what was done late and whether it was said why, 督办.

For those who watch over the work; all of them count rows that the board of supervision shows.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F

from tongban.core.figures.rules import folded
from tongban.core.figures.types import Figure, FigureQuery, Grain, Parts
from tongban.core.workdays.rules import day_over, day_start
from tongban.workflow.models import Lateness, Request, Task
from tongban.workflow.states import ANSWERED, OPEN

if TYPE_CHECKING:
    from django.db.models import QuerySet

Rows = Callable[[FigureQuery], "QuerySet[Any]"]
NOW: frozenset[Grain] = frozenset({"division", "organisation"})
FLOW: frozenset[Grain] = frozenset({"division", "organisation", "month"})


def _within(rows: "QuerySet[Any]", query: FigureQuery, moment: str) -> "QuerySet[Any]":
    rows = rows.filter(**{f"{moment}__lte": query.at})
    if query.period:
        first, last = day_start(query.period.first), day_over(query.period.last)
        rows = rows.filter(**{f"{moment}__gte": first, f"{moment}__lt": last})
    return rows


def _placed(rows: "QuerySet[Any]", query: FigureQuery, place: str, body: str) -> "QuerySet[Any]":
    if query.division:
        rows = rows.filter(**{f"{place}__contains": f"{query.division}/"})
    if query.organisation:
        rows = rows.filter(**{f"{body}__code": query.organisation})
    return rows


def _overdue(query: FigureQuery) -> "QuerySet[Any]":
    rows = Task.objects.filter(state=OPEN, organisation__isnull=False, due_at__lte=query.at)
    return _placed(rows, query, "division_path", "organisation")


def _late(query: FigureQuery) -> "QuerySet[Any]":
    rows = _within(Lateness.objects.all(), query, "done_at")
    return _placed(rows, query, "division_path", "organisation")


def _told(query: FigureQuery) -> "QuerySet[Any]":
    return _late(query).exclude(reason="")


def _supervised(query: FigureQuery) -> "QuerySet[Any]":
    rows = _within(Request.objects.supervisions(), query, "asked_at")
    return _placed(rows, query, "item__division_path", "item__organisation")


def _to_answer(query: FigureQuery) -> "QuerySet[Any]":
    rows = _within(Request.objects.supervisions(), query, "due_at")
    rows = rows.filter(state__in=(OPEN, ANSWERED))
    return _placed(rows, query, "item__division_path", "item__organisation")


def _answered(query: FigureQuery) -> "QuerySet[Any]":
    return _to_answer(query).filter(state=ANSWERED, ruled_at__lte=F("due_at"))


def _count(rows: Rows) -> Callable[[FigureQuery], int]:
    return lambda query: rows(query).count()


def _grouped(
    upper: Rows, path: str, lower: Rows | None = None
) -> Callable[[FigureQuery], dict[str, Parts]]:
    def by(rows: "QuerySet[Any]") -> Iterable[tuple[str, int]]:
        counted: Iterable[tuple[str, int]] = (
            rows.order_by().values_list(path).annotate(number=Count("pk"))
        )
        return counted

    def group(query: FigureQuery) -> dict[str, Parts]:
        above = folded(by(upper(query)), query.division)
        if lower is None:
            return {code: Parts(number) for code, number in above.items()}
        below = folded(by(lower(query)), query.division)
        return {code: Parts(above[code], number) for code, number in below.items()}

    return group


OVERDUE = Figure(
    code="work.overdue",
    title="超期未办环节",
    unit="个",
    kind="count",
    basis="截止时仍未办、已过本环节或全件期限的环节，按环节所在机构计；停止计时的不计",
    numerator=_count(_overdue),
    grouped=_grouped(_overdue, "division_path"),
    decimals=0,
    grain=NOW,
    lower_is_better=True,
    numerator_title="超期未办",
    public=False,
)
LATE = Figure(
    code="work.late",
    title="超期办结环节",
    unit="个",
    kind="count",
    basis="期间内由人办结、到期时已在本机构手上而过期才办的环节；接手时已经过期的不算本机构的",
    numerator=_count(_late),
    grouped=_grouped(_late, "division_path"),
    decimals=0,
    grain=FLOW,
    lower_is_better=True,
    numerator_title="超期办结",
    public=False,
)
LATE_TOLD = Figure(
    code="work.late_told",
    title="超期原因说明率",
    unit="%",
    kind="ratio",
    basis="期间内超期办结的环节中，办理人说明了原因的 ÷ 超期办结的环节",
    numerator=_count(_told),
    denominator=_count(_late),
    grouped=_grouped(_told, "division_path", _late),
    grain=FLOW,
    numerator_title="说明了原因",
    denominator_title="超期办结",
    public=False,
)
SUPERVISED = Figure(
    code="work.supervised",
    title="督办",
    unit="次",
    kind="count",
    basis="期间内发出的督办次数，按件的承办机构计",
    numerator=_count(_supervised),
    grouped=_grouped(_supervised, "item__division_path"),
    decimals=0,
    grain=FLOW,
    numerator_title="督办",
    public=False,
)
ANSWERED_RATE = Figure(
    code="work.answered",
    title="督办按期反馈率",
    unit="%",
    kind="ratio",
    basis="反馈期限在期间内的督办中，在期限内反馈的 ÷ 反馈期限在期间内的督办；件已终结而取消的不计",
    numerator=_count(_answered),
    denominator=_count(_to_answer),
    grouped=_grouped(_answered, "item__division_path", _to_answer),
    grain=FLOW,
    numerator_title="按期反馈",
    denominator_title="到期的督办",
    public=False,
)
ALL = (OVERDUE, LATE, LATE_TOLD, SUPERVISED, ANSWERED_RATE)
