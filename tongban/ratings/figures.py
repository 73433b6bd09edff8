"""The area's figures: 满意率, 主动评价率, 差评数, 差评整改率, 实名差评回访率 (domain §2(e)).

A service that nobody rated has no rating: it is in the denominator of 主动评价率 and nowhere else.
"""

from collections import Counter
from collections.abc import Callable

from django.db.models import Count, Q

from tongban.core.figures.rules import folded, lookups
from tongban.core.figures.types import Figure, FigureQuery, Parts
from tongban.ratings.models import Rating
from tongban.ratings.ports import subjects
from tongban.ratings.querysets import RatingQuerySet
from tongban.ratings.types import WORST_SATISFIED, Handled

Chosen = Callable[[RatingQuerySet], RatingQuerySet]


def _asked(query: FigureQuery) -> RatingQuerySet:
    found: RatingQuerySet = Rating.objects.filter(**lookups(query, "at"))
    return found


def _valid(rows: RatingQuerySet) -> RatingQuerySet:
    return rows.valid()


def _satisfied(rows: RatingQuerySet) -> RatingQuerySet:
    return rows.valid().satisfied()


def _bad(rows: RatingQuerySet) -> RatingQuerySet:
    return rows.valid().filter(level__gt=WORST_SATISFIED)


def _fixed(rows: RatingQuerySet) -> RatingQuerySet:
    return _bad(rows).filter(handled=Handled.FIXED)


def _named(rows: RatingQuerySet) -> RatingQuerySet:
    return rows.real_name_bad()


def _called(rows: RatingQuerySet) -> RatingQuerySet:
    return rows.real_name_bad().filter(contacted_at__isnull=False)


def _visits(rows: RatingQuerySet) -> RatingQuerySet:
    return rows.self_made().filter(visit__isnull=False)


def _count(chosen: Chosen) -> Callable[[FigureQuery], int]:
    return lambda query: chosen(_asked(query)).count()


def _below(rows: RatingQuerySet, division: str) -> Counter[str]:
    """Counts by the division right below the one asked for."""
    counted = rows.order_by().values_list("division__path").annotate(number=Count("id"))
    return folded(counted, division)


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


# --- rated of all that could be -------------------------------------------------------------------


def _rated_served(query: FigureQuery) -> RatingQuerySet:
    """Self-made ratings of counted services that were over within the asked period."""
    kinds = Q(pk__in=())
    for prefix in subjects.counted():
        kinds |= Q(subject__startswith=f"{prefix}:")
    found = Rating.objects.self_made().filter(kinds, at__lte=query.at)
    return found.filter(**lookups(query, "served_at"))


def _served(query: FigureQuery) -> int:
    return sum(subjects.served(query).values())


def _served_by_place(query: FigureQuery) -> dict[str, Parts]:
    above = _below(_rated_served(query), query.division)
    below = folded(subjects.served(query).items(), query.division)
    return {code: Parts(above[code], number) for code, number in below.items()}


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
    basis=(
        "期间内办结的服务中，服务对象自己作出评价的件数 ÷ 期间内办结、可以评价的服务件数；"
        "没有评价的不算好评，系统默认评价不计；大厅到窗评价另计"
    ),
    numerator=lambda query: _rated_served(query).count(),
    denominator=_served,
    grouped=_served_by_place,
    grain=frozenset({"division", "organisation", "month"}),
    numerator_title="已评价的服务",
    denominator_title="办结的服务",
)
VISITS = Figure(
    code="ratings.visits",
    title="大厅评价",
    unit="次",
    kind="count",
    basis="在窗口评价器或扫窗口评价码作出的评价次数，一次到窗评一次",
    numerator=_count(_visits),
    grouped=_grouped(_visits),
    decimals=0,
    grain=frozenset({"division", "organisation", "month"}),
    numerator_title="到窗评价",
)
FIXED = Figure(
    code="ratings.fixed",
    title="差评整改率",
    unit="%",
    kind="ratio",
    basis=(
        "期间内作出、现已整改的有效差评 ÷ 期间内作出的有效差评；申诉成立剔除的不计，"
        "只作解释说明的算有效差评，不算整改"
    ),
    numerator=_count(_fixed),
    denominator=_count(_bad),
    grouped=_grouped(_fixed, _bad),
    grain=frozenset({"division", "organisation", "month"}),
    numerator_title="已整改",
    denominator_title="有效差评",
)
CALLED = Figure(
    code="ratings.called",
    title="实名差评回访率",
    unit="%",
    kind="ratio",
    basis="期间内作出、被评机构已联系过评价人的实名差评 ÷ 期间内作出的实名差评；申诉成立剔除的不计",
    numerator=_count(_called),
    denominator=_count(_named),
    grouped=_grouped(_called, _named),
    grain=frozenset({"division", "organisation", "month"}),
    numerator_title="已联系",
    denominator_title="实名差评",
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
ALL = (SATISFACTION, SELF_MADE, BAD, FIXED, CALLED, VISITS)
