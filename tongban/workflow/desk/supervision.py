"""The board of those who watch over the work: every body's lights, what it did late and why, 督办;
each number leads to its rows.
"""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from tongban.core.accounts.requests import Request
from tongban.core.divisions import selectors as divisions
from tongban.core.shell import clock
from tongban.core.shell.faults import error_page
from tongban.core.workdays.rules import local_date
from tongban.workflow import selectors
from tongban.workflow.schemas import DIGITS
from tongban.workflow.selectors import behind as rows_of
from tongban.workflow.selectors import supervision as watch
from tongban.workflow.selectors.supervision import PERIODS, Line, span_of
from tongban.workflow.types import LATE_REASONS, UNSAID

PAGE = 50
CHARTED = 12
BOM = "\ufeff"  # spreadsheets take a file for GBK without it
COLUMNS = (
    ("open", "在办"), ("yellow", "将到期"), ("red", "已超期"), ("late", "超期办结环节"),
    ("decided_late", "超期决定"), ("urged", "被催办"), ("supervised", "督办"),
    ("unanswered", "未反馈"), ("overdue_replies", "反馈逾期"),
)  # fmt: skip
BASIS = (
    "在办、将到期、已超期按环节所在机构、以现在计；超期办结、超期决定、被催办、督办按所选期间计。"
    "接手时已经过期的环节不算本机构超期；停止计时的不算超期。未说明原因的如实列为“没有说明”。"
)


class Asked:
    """What the page was asked for: a period, a county."""

    def __init__(self, request: Request, now: datetime) -> None:
        given = request.GET.get("period", "")
        self.period = given if given in PERIODS else "month"
        self.places = divisions.counties()
        code = request.GET.get("division", "")
        self.place = next((one for one in self.places if one.code == code), None)
        self.span = span_of(self.period, now)

    @property
    def path(self) -> str:
        return self.place.path if self.place else ""

    @property
    def code(self) -> str:
        return self.place.code if self.place else ""

    def query(self, **more: object) -> str:
        """Give the asked as a query, with more."""
        kept = {"period": self.period, "division": self.code}
        return urlencode({name: value for name, value in {**kept, **more}.items() if value != ""})


@require_safe
def board(request: Request) -> HttpResponse:
    """Every body with its numbers, the worst first; totals, a picture, the reasons."""
    now = clock.now()
    if not selectors.watches(request.actor):
        return error_page(request, 403)
    asked = Asked(request, now)
    lines = watch.board(request.actor, now, asked.span, division=asked.path)
    total = watch.total(lines)
    context = {
        "lines": lines,
        "total": total,
        "stats": [_stat(asked, total, code, title) for code, title in COLUMNS],
        "columns": ["机构", "县市区", *((title, "num") for _code, title in COLUMNS), "主要原因"],
        "table": [_cells(asked, line) for line in lines],
        "bars": bars(lines),
        "lights": [[line.name, line.red, line.yellow, line.green] for line in lines[:CHARTED]],
        "light_columns": ["机构", ("已超期", "num"), ("将到期", "num"), ("正常", "num")],
        "reasons": [
            (_linked(number, _link(asked, "late", reason=code or "none")), title)
            for code, title, number in _reasons(total)
        ],
        "period": asked.period,
        "periods": list(PERIODS.items()),
        "division": asked.code,
        "places": [("", "全部"), *((one.code, one.name) for one in asked.places)],
        "csv_url": f"{reverse('workflow-supervision-csv')}?{asked.query()}",
        "basis": BASIS,
        "span": asked.span,
        "now": now,
    }
    return render(request, "workflow/supervision.html", context)


def _stat(asked: Asked, whole: Line, code: str, title: str) -> tuple[str, int, str]:
    number = getattr(whole, code)
    return title, number, _link(asked, code) if number else ""


def _reasons(line: Line) -> list[tuple[str, str, int]]:
    return [
        (code, LATE_REASONS.get(code, UNSAID), number)
        for code, number in line.reasons.most_common()
    ]


def _link(asked: Asked, what: str, **more: object) -> str:
    return f"{reverse('workflow-supervision-rows')}?{asked.query(what=what, **more)}"


def _linked(number: int, url: str) -> Any:
    return format_html('<a href="{}">{}</a>', url, number) if number else "0"


def _cells(asked: Asked, line: Line) -> list[Any]:
    numbers = [
        _linked(getattr(line, code), _link(asked, code, organisation=line.organisation))
        for code, _title in COLUMNS
    ]
    return [line.name, line.place, *numbers, line.main_reason]


def bars(lines: Sequence[Line]) -> dict[str, Any]:
    """Give the lights of the worst bodies as stacked bars."""
    shown = lines[:CHARTED]
    series = (("已超期", "red", "bad"), ("将到期", "yellow", "warn"), ("正常", "green", "good"))
    return {
        "grid": {"left": 8, "right": 24, "top": 36, "bottom": 8, "containLabel": True},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {
            "type": "category", "inverse": True, "data": [line.name for line in shown],
            "axisLabel": {"width": 150, "overflow": "truncate"},
        },
        "series": [
            {
                "type": "bar", "stack": "lights", "name": title, "tone": tone,
                "data": [getattr(line, code) for line in shown],
            }
            for title, code, tone in series
        ],
    }  # fmt: skip


@require_safe
def rows(request: Request) -> HttpResponse:
    """The rows behind one number, by key."""
    now, actor = clock.now(), request.actor
    what = request.GET.get("what", "")
    if not selectors.watches(actor):
        return error_page(request, 403)
    if what not in rows_of.TITLES:
        return error_page(request, 404)
    asked = Asked(request, now)
    body, reason = request.GET.get("organisation", ""), request.GET.get("reason")
    organisation = int(body) if body.isascii() and body.isdecimal() and len(body) < DIGITS else 0
    found = rows_of.behind(
        what,
        actor,
        now,
        asked.span,
        organisation=organisation,
        division=asked.path,
        reason="" if reason == "none" else reason,
        after=request.GET.get("after", ""),
        limit=PAGE,
    )
    kept = {"what": what, "organisation": organisation or "", "reason": reason or ""}
    context = {
        "title": rows_of.TITLES[what],
        "rows": found.rows,
        "by_period": what in {"late", "decided_late", "urged", "supervised"},
        "span": asked.span,
        "place": asked.place.name if asked.place else "",
        "reason": LATE_REASONS.get(reason, UNSAID) if reason else "",
        "next_url": f"?{asked.query(**kept, after=found.after)}" if found.after else "",
        "back": f"{reverse('workflow-supervision')}?{asked.query()}",
    }
    return render(request, "workflow/supervision_rows.html", context)


@require_safe
def as_csv(request: Request) -> HttpResponse:
    """The board for spreadsheets, with its days."""
    now = clock.now()
    if not selectors.watches(request.actor):
        return error_page(request, 403)
    asked = Asked(request, now)
    lines = watch.board(request.actor, now, asked.span, division=asked.path)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    heads = [title for _code, title in COLUMNS]
    writer.writerow(["机构", "县市区", *heads, "主要原因", "期间起", "期间止", "截止时间"])
    for line in lines:
        numbers = [getattr(line, code) for code, _title in COLUMNS]
        days = [asked.span.first, asked.span.last, now.isoformat(timespec="minutes")]
        writer.writerow([line.name, line.place, *numbers, line.main_reason, *days])
    answer = HttpResponse(BOM + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="supervision-{local_date(now)}.csv"'
    return answer
