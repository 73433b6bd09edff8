"""The area's figures in 元: 应收, 实收, 退付, by place, body and month; not public.

What is cancelled is not due; money that came too late or of another sum was never an income, so
neither it nor its return is counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from tongban.core.figures.rules import folded, lookups
from tongban.core.figures.types import Figure, FigureQuery, Parts
from tongban.payments import states
from tongban.payments.models import Attempt, Bill, Refund


def _within(found: "QuerySet[Any]", query: FigureQuery, at: str, bill: str) -> "QuerySet[Any]":
    """Of these rows, those whose moment `at` lies in what is asked; `bill` leads to their bill."""
    place = {"organisation": f"{bill}organisation__code", "division": f"{bill}division__path"}
    return found.filter(**lookups(query, at, **place))


def _due(query: FigureQuery) -> "QuerySet[Any]":
    kept = Q(cancelled_at=None) | Q(cancelled_at__gt=query.at)
    return _within(Bill.objects.filter(kept), query, "drawn_at", "")


def _paid(query: FigureQuery) -> "QuerySet[Any]":
    return _within(Attempt.objects.filter(state=states.PAID), query, "settled_at", "bill__")


def _returned(query: FigureQuery) -> "QuerySet[Any]":
    found = Refund.objects.filter(state=states.DONE, attempt__state=states.PAID)
    return _within(found, query, "done_at", "bill__")


@dataclass(frozen=True)
class Source:
    """Whose sum a figure is: rows, the field that is added up, and the way to their bill."""

    rows: Callable[[FigureQuery], "QuerySet[Any]"]
    field: str
    bill: str = ""

    def sum(self, query: FigureQuery) -> Decimal:
        return _yuan(self.rows(query).aggregate(sum=Sum(self.field))["sum"] or 0)

    def grouped(self, query: FigureQuery) -> dict[str, Parts]:
        place = f"{self.bill}division__path"
        summed = self.rows(query).order_by().values_list(place).annotate(sum=Sum(self.field))
        return {code: Parts(_yuan(fen)) for code, fen in folded(summed, query.division).items()}


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _figure(code: str, title: str, basis: str, source: Source) -> Figure:
    return Figure(
        code=f"payments.{code}",
        title=title,
        unit="元",
        kind="sum",
        basis=basis,
        numerator=source.sum,
        grouped=source.grouped,
        grain=frozenset({"division", "organisation", "month"}),
        numerator_title=title,
        public=False,
    )


DUE = _figure("due", "应收", "期间内开具、没有取消的缴款通知的金额", Source(_due, "amount"))
PAID = _figure(
    "paid",
    "实收",
    "期间内缴费成功的金额；重复、金额不符而退回的付款不计",
    Source(_paid, "taken", "bill__"),
)
RETURNED = _figure(
    "returned", "退付", "期间内退回的、已计入实收的金额", Source(_returned, "amount", "bill__")
)
ALL = (DUE, PAID, RETURNED)
