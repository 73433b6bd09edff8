"""The area's figures: 上门、延时服务件数."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count

from tongban.core.figures.rules import folded_parts
from tongban.core.figures.types import Figure, FigureQuery, Parts
from tongban.core.workdays.rules import day_start
from tongban.windows.models import Visit
from tongban.windows.querysets import VisitQuerySet
from tongban.windows.states import DONE


def _done(query: FigureQuery) -> VisitQuerySet:
    rows: VisitQuerySet = Visit.objects.filter(state=DONE, ended_at__lte=query.at).order_by()
    if query.period:
        first, after = query.period.first, query.period.last + timedelta(days=1)
        rows = rows.filter(ended_at__gte=day_start(first), ended_at__lt=day_start(after))
    if query.organisation:
        rows = rows.filter(organisation__code=query.organisation)
    if query.division:
        rows = rows.filter(division__path__contains=f"{query.division}/")
    return rows


def _grouped(query: FigureQuery) -> dict[str, Parts]:
    counted = _done(query).values_list("division__path").annotate(number=Count("pk"))
    return folded_parts(
        [(path, number, None) for path, number in counted], query.division or settings.CITY
    )


DONE_VISITS = Figure(
    code="windows.visits",
    title="上门、延时服务",
    unit="次",
    kind="count",
    basis="期间内办完的上门办和延时办次数（提早、中午、晚点、双休日和节假日），按办完的时间",
    numerator=lambda query: _done(query).count(),
    grouped=_grouped,
    decimals=0,
    grain=frozenset({"division", "organisation", "month"}),
    numerator_title="已办",
)
