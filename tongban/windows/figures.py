"""The area's figures: 上门、延时服务件数."""

from django.conf import settings
from django.db.models import Count

from tongban.core.figures.rules import folded_parts, lookups
from tongban.core.figures.types import Figure, FigureQuery, Parts
from tongban.windows.models import Visit
from tongban.windows.querysets import VisitQuerySet
from tongban.windows.states import DONE


def _done(query: FigureQuery) -> VisitQuerySet:
    rows: VisitQuerySet = Visit.objects.filter(state=DONE, **lookups(query, "ended_at"))
    return rows.order_by()


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
