"""The area's figures: 二次录入率, and 回执录入率 of what had to be typed in.

A case counts where and when it was accepted; what has not to be typed in any longer (withdrawn, or
the system has an interface by now) is no re-entry and does not count.
"""

from collections.abc import Mapping

from django.conf import settings
from django.db.models import Count, Q

from tongban.core.figures.ports import figures as registry
from tongban.core.figures.rules import folded, folded_parts, lookups
from tongban.core.figures.selectors import parts_of
from tongban.core.figures.types import Figure, FigureQuery, Grain, Number, Parts
from tongban.reentry.models import Duty
from tongban.reentry.querysets import DutyQuerySet

GRAIN: frozenset[Grain] = frozenset({"division", "organisation", "month"})
ACCEPTED = "cases.accepted"


def _duties(query: FigureQuery) -> DutyQuerySet:
    """The duties of the cases accepted in the period and place asked for, as of the cut-off."""
    rows: DutyQuerySet = Duty.objects.filter(**lookups(query, "accepted_at")).order_by()
    return rows.asked(query.at)


def _typed(query: FigureQuery) -> int:
    return _duties(query).values("case").distinct().count()


def _accepted(query: FigureQuery) -> Number:
    return parts_of(registry.get(ACCEPTED), query).numerator


def _rate_grouped(query: FigureQuery) -> Mapping[str, Parts]:
    group = registry.get(ACCEPTED).grouped
    accepted = group(query) if group else {}
    rows = _duties(query).values_list("division__path").annotate(n=Count("case", distinct=True))
    typed = folded(rows, query.division or settings.CITY)
    return {code: Parts(typed[code], parts.numerator) for code, parts in accepted.items()}


def _entered(query: FigureQuery) -> DutyQuerySet:
    return _duties(query).filter(entered_at__lte=query.at)


def _entered_grouped(query: FigureQuery) -> Mapping[str, Parts]:
    counted = (
        _duties(query)
        .values_list("division__path")
        .annotate(part=Count("pk", filter=Q(entered_at__lte=query.at)), whole=Count("pk"))
    )
    return folded_parts(list(counted), query.division or settings.CITY)


RATE = Figure(
    code="reentry.rate",
    title="二次录入率",
    unit="%",
    kind="ratio",
    basis="要在没有接口的外部系统里再录一遍的件数 ÷ 期间内受理的件数，按受理时间；一件要录几个"
    "系统的只计一次，撤回、终止和已经有接口而不用再录的不计",
    numerator=_typed,
    denominator=_accepted,
    grouped=_rate_grouped,
    grain=GRAIN,
    lower_is_better=True,
    numerator_title="要二次录入",
    denominator_title="受理",
)
ENTERED = Figure(
    code="reentry.entered",
    title="回执录入率",
    unit="%",
    kind="ratio",
    basis="已经录入回执号的次数 ÷ 期间内受理的件要录入的次数，一件要录几个系统的计几次；按受理时间",
    numerator=lambda query: _entered(query).count(),
    denominator=lambda query: _duties(query).count(),
    grouped=_entered_grouped,
    grain=GRAIN,
    numerator_title="已录入",
    denominator_title="要录入",
    public=False,
)
ALL = (RATE, ENTERED)
