"""The catalogue's figures: how many are published, the four ratios, 四减 (domain §1(e)).

The report does not say whether its 最多跑一次 includes 一次不用跑, so both readings are here.
"""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from tongban.catalogue import selectors
from tongban.catalogue.models import Edition, Matter
from tongban.catalogue.querysets import EditionQuerySet
from tongban.catalogue.rules.claiming import Progress
from tongban.core.divisions import selectors as divisions
from tongban.core.figures.types import Figure, FigureQuery, Grouped, One, Parts, Printed
from tongban.core.organisations import selectors as organisations
from tongban.core.workdays.rules import local_date

_ALL = Q()
# 依申请 and 公共服务 of GB/T 39554.1: what is done to people unasked has no ratio of convenience.
APPLIED_FOR = ("01", "05", "07", "08", "09", "10", "20")
REPORT = Path(__file__).parent / "data" / "full" / "report.csv"
GENERATED = "full-"  # what the slugs of entries begin with that the full demonstration generates
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


def _summed(column: str, only: Q) -> One:
    """Answer with the sum of a column over the editions that have it."""

    def answer(query: FigureQuery) -> int:
        saved = F("statutory_days") - F("promised_days")
        found = _scope(query).filter(only).annotate(saved=saved).aggregate(sum=Sum(column))
        return int(found["sum"] or 0)

    return answer


def _summed_by_place(upper: Any, lower: Any, only: Q) -> Grouped:
    """Answer for all divisions right below in one query: sums of two expressions."""

    def answer(query: FigureQuery) -> dict[str, Parts]:
        rows = list(
            _scope(query)
            .filter(only)
            .values_list("implementation__division__path")
            .annotate(n=upper, whole=lower)
            .order_by()
        )
        found: dict[str, Parts] = {}
        for child in divisions.children(query.division):
            inside = [(n, whole) for path, n, whole in rows if path.startswith(child.path)]
            if inside:
                sums = (sum(n or 0 for n, _w in inside), sum(w or 0 for _n, w in inside))
                found[child.code] = Parts(*sums)
        return found

    return answer


def _mean(code: str, title: str, unit: str, column: str, basis: str) -> Figure:
    having = Q(**{f"{column}__isnull": False})
    return Figure(
        code=code,
        title=title,
        unit=unit,
        kind="mean",
        basis=f"{basis}；按{_BASE}平均",
        numerator=_summed(column, having),
        denominator=_count(having),
        grouped=_summed_by_place(Sum(column), Count("id"), having),
        decimals=2,
        grain=frozenset({"division", "organisation"}),
        lower_is_better=True,
        numerator_title=_("合计"),
        denominator_title=_("已发布事项"),
    )


def _reductions() -> list[Figure]:
    """四减: steps, papers, days, visits on average, and how much of the legal time is saved."""
    timed = Q(statutory_days__gt=0, promised_days__isnull=False)
    return [
        _mean("catalogue.steps", _("平均环节数"), _("个"), "steps", _("办理环节的个数")),
        _mean(
            "catalogue.papers",
            _("平均要交材料"),
            _("份"),
            "asked",
            _("情形取默认答案时要申请人提交的材料，不含非必要的和政府自己核查的"),
        ),
        _mean(
            "catalogue.days",
            _("平均承诺时限"),
            _("个工作日"),
            "promised_days",
            _("承诺时限，当场办结的计 0，自然日、月、年折算成工作日"),
        ),
        _mean("catalogue.visits", _("平均到现场次数"), _("次"), "visits", _("到现场次数")),
        Figure(
            code="catalogue.compressed",
            title=_("时限压缩率"),
            unit="%",
            kind="ratio",
            basis=_("1 − 承诺时限合计 ÷ 法定时限合计，只计有法定时限的；") + str(_BASE),
            numerator=_summed("saved", timed),
            denominator=_summed("statutory_days", timed),
            grouped=_summed_by_place(
                Sum(F("statutory_days") - F("promised_days")), Sum("statutory_days"), timed
            ),
            decimals=2,
            grain=frozenset({"division", "organisation"}),
            numerator_title=_("压缩的工作日"),
            denominator_title=_("法定工作日"),
        ),
    ]


def _claims(query: FigureQuery) -> dict[str, tuple[str, Progress]]:
    """Return the path of its division and how far it is, of every body in the scope, by code."""
    place = divisions.tree_path(query.division) if query.division else ""
    bodies = organisations.below(paths=(), divisions=[place])
    if query.organisation:
        bodies = [one for one in bodies if one.code == query.organisation]
    far = selectors.progress(bodies, on=local_date(query.at), by=query.at)
    return {one.code: (one.division.path, far[one.pk]) for one in bodies}


def _claimed(query: FigureQuery) -> int:
    return sum(far.claimed for _path, far in _claims(query).values())


def _to_claim(query: FigureQuery) -> int:
    return sum(far.base for _path, far in _claims(query).values())


def _claimed_grouped(query: FigureQuery) -> dict[str, Parts]:
    rows = list(_claims(query).values())
    found: dict[str, Parts] = {}
    for child in divisions.children(query.division):
        inside = sum((far for path, far in rows if path.startswith(child.path)), Progress())
        found[child.code] = Parts(inside.claimed, inside.base)
    return found


def _claims_rate() -> Figure:
    return Figure(
        code="catalogue.claimed",
        title=_("事项认领率"),
        unit="%",
        kind="ratio",
        basis=_(
            "分子为截止时刻已认领的事项；分母为已认领的，加上基本目录中在用、由本机构主管且层级相符"
            "（或者交给本机构行使）而还没有答复的。不认领的不计"
        ),
        numerator=_claimed,
        denominator=_to_claim,
        grouped=_claimed_grouped,
        decimals=2,
        grain=frozenset({"division", "organisation"}),
        numerator_title=_("已认领"),
        denominator_title=_("应认领"),
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
        *_reductions(),
        _claims_rate(),
    ]


def report() -> list[dict[str, str]]:
    """Return what the city's work report of 2020 prints of the catalogue (data/full/report.csv)."""
    with REPORT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def printed() -> list[Printed]:
    """Return what the report prints, where the demonstration has been filled at its size."""
    if not (settings.DEMO and Matter.objects.filter(slug__startswith=GENERATED).exists()):
        return []
    return [
        Printed(
            figure=row["figure"],
            title=row["title"],
            value=Decimal(row["printed"].rstrip("%")),
            source="2020 年工作报告",
            note=row["note"],
        )
        for row in report()
    ]


def register(put: Callable[[Figure], Any]) -> None:
    """Hand every figure to `put`."""
    for figure in declared():
        put(figure)
