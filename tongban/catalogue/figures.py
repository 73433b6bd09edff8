"""The catalogue's figures: how many are published, and the four ratios (domain §1(e)).

The report does not say whether its 最多跑一次 includes 一次不用跑, so both readings are here.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from tongban.catalogue.models import Edition
from tongban.catalogue.querysets import EditionQuerySet
from tongban.core.divisions import selectors as divisions
from tongban.core.figures.types import Figure, FigureQuery, Grouped, One, Parts
from tongban.core.workdays.rules import local_date

_ALL = Q()
# 依申请 and 公共服务 of GB/T 39554.1: what is done to people unasked has no ratio of convenience.
APPLIED_FOR = ("01", "05", "07", "08", "09", "10", "20")
_BASE = _("截止时刻在用且已发布的实施清单（依申请和公共服务事项）")


def _scope(query: FigureQuery) -> EditionQuerySet:
    found = Edition.objects.in_force(local_date(query.at))
    found = found.filter(implementation__matter__type__in=APPLIED_FOR)
    if query.division:
        path = divisions.tree_path(query.division)
        found = found.filter(implementation__division__path__startswith=path)
    if query.organisation:
        found = found.filter(implementation__organisation__code=query.organisation)
    return found


def _count(only: Q) -> One:
    return lambda query: _scope(query).filter(only).count()


def _grouped(only: Q, *, ratio: bool) -> Grouped:
    """Answer for all divisions right below the asked one in one query."""

    def answer(query: FigureQuery) -> dict[str, Parts]:
        rows = (
            _scope(query)
            .values_list("implementation__division__path")
            .annotate(n=Count("id", filter=only), whole=Count("id"))
            .order_by()
        )
        children = divisions.children(query.division)
        found: dict[str, Parts] = {}
        for child in children:
            inside = [(n, whole) for path, n, whole in rows if path.startswith(child.path)]
            part, total = sum(n for n, _w in inside), sum(w for _n, w in inside)
            found[child.code] = Parts(part, total if ratio else None)
        return found

    return answer


def _ratio(code: str, title: str, only: Q, basis: str, part: str) -> Figure:
    return Figure(
        code=code,
        title=title,
        unit="%",
        kind="ratio",
        basis=f"{basis}；分母为{_BASE}",
        numerator=_count(only),
        denominator=_count(_ALL),
        grouped=_grouped(only, ratio=True),
        decimals=2,
        grain=frozenset({"division", "organisation"}),
        numerator_title=part,
        denominator_title=_("已发布事项"),
    )


def declared() -> list[Figure]:
    """Return the figures that the catalogue declares."""
    return [
        Figure(
            code="catalogue.published",
            title=_("已发布事项数"),
            unit=_("项"),
            kind="count",
            basis=_BASE,
            numerator=_count(_ALL),
            grouped=_grouped(_ALL, ratio=False),
            decimals=0,
            grain=frozenset({"division", "organisation"}),
        ),
        _ratio(
            "catalogue.instant",
            _("即办率"),
            Q(project_kind="instant"),
            _("分子为其中办件类型是即办件的"),
            _("即办件"),
        ),
        _ratio(
            "catalogue.online",
            _("可网办率"),
            Q(online=True),
            _("分子为其中可以网上办理的"),
            _("可网办"),
        ),
        _ratio(
            "catalogue.once",
            _("最多跑一次率"),
            Q(visits__lte=1),
            _("分子为其中到现场次数不超过 1 次的，含一次不用跑"),
            _("到现场不超过 1 次"),
        ),
        _ratio(
            "catalogue.exactly_once",
            _("只跑一次率"),
            Q(visits=1),
            _("分子为其中到现场次数恰为 1 次的，不含一次不用跑"),
            _("到现场恰好 1 次"),
        ),
        _ratio(
            "catalogue.zero",
            _("一次不用跑率"),
            Q(visits=0),
            _("分子为其中到现场次数为 0 的"),
            _("不用到现场"),
        ),
    ]


def register(put: Callable[[Figure], Any]) -> None:
    """Hand every figure to `put`."""
    for figure in declared():
        put(figure)
