"""The area's figures: 满意率, 主动评价率, 差评数."""

from collections import Counter
from collections.abc import Callable

from django.db.models import Count

from tongban.core.figures.types import Figure, FigureQuery, Parts
from tongban.core.workdays.rules import day_end, day_start
from tongban.ratings.models import Rating
from tongban.ratings.querysets import RatingQuerySet
from tongban.ratings.types import WORST_SATISFIED

Chosen = Callable[[RatingQuerySet], RatingQuerySet]


def _asked(query: FigureQuery) -> RatingQuerySet:
    found = Rating.objects.filter(at__lte=query.at)
    if query.period:
        found = found.filter(
            at__gte=day_start(query.period.first), at__lt=day_end(query.period.last)
        )
    if query.organisation:
        found = found.filter(organisation__code=query.organisation)
    if query.division:
        found = found.filter(division__path__contains=f"{query.division}/")
    return found


def _valid(rows: RatingQuerySet) -> RatingQuerySet:
    return rows.valid()


def _satisfied(rows: RatingQuerySet) -> RatingQuerySet:
    return rows.valid().satisfied()


def _bad(rows: RatingQuerySet) -> RatingQuerySet:
    return rows.valid().filter(level__gt=WORST_SATISFIED)


def _all(rows: RatingQuerySet) -> RatingQuerySet:
    return rows


def _self_made(rows: RatingQuerySet) -> RatingQuerySet:
    return rows.self_made()


def _count(chosen: Chosen) -> Callable[[FigureQuery], int]:
    return lambda query: chosen(_asked(query)).count()


def _below(rows: RatingQuerySet, division: str) -> Counter[str]:
    """Counts by the division right below the one asked for."""
    found: Counter[str] = Counter()
    counted = rows.order_by().values_list("division__path").annotate(number=Count("id"))
    for path, number in counted:
        codes = path.strip("/").split("/")
        if division in codes and codes[-1] != division:
            found[codes[codes.index(division) + 1]] += number
    return found


def _grouped(
    upper: Chosen, lower: Chosen | None = None
) -> Callable[[FigureQuery], dict[str, Parts]]:
    def group(query: FigureQuery) -> dict[str, Parts]:
        rows = _asked(query)
        above = _below(upper(rows), query.division)
        if lower is None:
            return {code: Parts(number) for code, number in above.items()}
        below = _below(lower(rows), query.division)
        return {code: Parts(above[code], number) for code, number in below.items()}

    return group


SATISFACTION = Figure(
    code="ratings.satisfaction",
    title="满意率",
    unit="%",
    kind="ratio",
    basis="非常满意、满意、基本满意的评价数 ÷ 有效评价数；系统默认评价和申诉成立剔除的评价都不计",
    numerator=_count(_satisfied),
    denominator=_count(_valid),
    grouped=_grouped(_satisfied, _valid),
    grain=frozenset({"division", "organisation", "month"}),
    numerator_title="满意评价",
    denominator_title="有效评价",
)
SELF_MADE = Figure(
    code="ratings.self_made",
    title="主动评价率",
    unit="%",
    kind="ratio",
    basis="服务对象自己作出的评价数 ÷ 全部评价数（含系统默认评价）",
    numerator=_count(_self_made),
    denominator=_count(_all),
    grouped=_grouped(_self_made, _all),
    grain=frozenset({"division", "organisation", "month"}),
    numerator_title="主动评价",
    denominator_title="全部评价",
)
BAD = Figure(
    code="ratings.bad",
    title="差评",
    unit="件",
    kind="count",
    basis="不满意、非常不满意的有效评价件数",
    numerator=_count(_bad),
    grouped=_grouped(_bad),
    decimals=0,
    grain=frozenset({"division", "organisation", "month"}),
    lower_is_better=True,
    numerator_title="差评",
)
ALL = (SATISFACTION, SELF_MADE, BAD)
