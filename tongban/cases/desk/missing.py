"""谁没有录入: bodies beside each other, and the matters that one of them entered nothing of."""

from typing import Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from tongban.cases.selectors import missing
from tongban.core.accounts.requests import Request
from tongban.core.shell import clock
from tongban.core.shell.faults import error_page
from tongban.workflow import selectors as engine

COLUMNS: tuple[str | tuple[str, str], ...] = (
    "机构",
    "县市区",
    ("没有录入的事项", "num"),
    ("可比较的事项", "num"),
    ("本机构录入的件", "num"),
    "说明",
)
BASIS = (
    "可比较的事项：别的机构收了件、本机构的实施清单也在用的事项。"
    "所选期间内，别的机构收了件、本机构的实施清单也在用、而本机构一件也没有录入的事项。"
    "可能确实没有人来办，也可能办了没有录入：请核实。"
)


def _asked(request: Request) -> tuple[str, engine.Span]:
    given = request.GET.get("period", "")
    period = given if given in engine.PERIODS else "month"
    return period, engine.span_of(period, clock.now())


@require_safe
def board(request: Request) -> Any:
    """Every body that the viewer watches over, those with the most gaps first."""
    if not engine.watches(request.actor):
        return error_page(request, 403)
    period, span = _asked(request)
    bodies = missing.gaps(request.actor, span)
    context = {
        "bodies": bodies,
        "columns": COLUMNS,
        "table": [_cells(body, period) for body in bodies],
        "total": missing.total_gaps(bodies),
        "nothing": sum(body.nothing for body in bodies),
        "period": period,
        "periods": list(engine.PERIODS.items()),
        "span": span,
        "basis": BASIS,
    }
    return render(request, "cases/desk_missing.html", context)


def _cells(body: missing.Body, period: str) -> list[Any]:
    address = reverse("cases-desk-missing-body", args=[body.organisation])
    number: Any = len(body.gaps)
    if number:
        number = format_html('<a href="{}?period={}">{}</a>', address, period, number)
    note = "一件也没有" if body.nothing else ""
    return [body.name, body.place, number, body.matters, body.cases, note]


@require_safe
def body(request: Request, organisation: int) -> Any:
    """The matters that one body entered nothing of, what others entered most first."""
    if not engine.watches(request.actor):
        return error_page(request, 403)
    period, span = _asked(request)
    found = missing.gaps(request.actor, span, organisation=organisation)
    if not found:
        return error_page(request, 404)
    context = {
        "body": found[0],
        "span": span,
        "basis": BASIS,
        "columns": ("事项", ("别处录入的件", "num"), ("录入了的机构", "num")),
        "table": [_line(gap) for gap in found[0].gaps],
        "back": f"{reverse('cases-desk-missing')}?period={period}",
    }
    return render(request, "cases/desk_missing_body.html", context)


def _line(gap: missing.Gap) -> list[Any]:
    guide = reverse("catalogue-guide", args=[gap.task_code])
    return [format_html('<a href="{}">{}</a>', guide, gap.title), gap.cases, gap.bodies]
