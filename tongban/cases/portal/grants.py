"""许可公示: every granted permit, open to all (许可法 §40)."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.cases.selectors import grants
from tongban.core.accounts.requests import Request, count_use
from tongban.core.divisions import selectors as divisions
from tongban.core.sheets.services import write_csv
from tongban.core.sheets.types import Column, SheetSpec
from tongban.core.shell import clock
from tongban.core.workdays.rules import local_date

PAGE, MOST = 20, 5000
A_MINUTE = 60  # looks by one caller; generous, against machines
PERIODS = {"30": 30, "365": 365}
SHEET = SheetSpec(
    "permits",
    "行政许可",
    tuple(
        Column(name, title, "date" if name.startswith(("valid", "decided")) else "text")
        for name, title in grants.FIELDS.items()
    ),
)


def panel(_request: HttpRequest) -> dict[str, Any]:
    """Lead there from where licences are verified."""
    return {}


def _after(request: HttpRequest) -> tuple[datetime, int] | None:
    """Read the place of the page before: microseconds and an id; junk is the beginning."""
    at, _, key = request.GET.get("after", "").partition("-")
    if not (at.isascii() and at.isdigit() and key.isascii() and key.isdigit()):
        return None
    if len(at) > 16 or len(key) > 18:
        return None
    return datetime.fromtimestamp(int(at) / 1_000_000, UTC), int(key)


def _asked(request: HttpRequest) -> tuple[dict[str, str], date | None]:
    county = request.GET.get("county", "")
    chosen = {
        "q": request.GET.get("q", "").strip()[:120],
        "county": county if county in {one.code for one in divisions.counties()} else "",
        "days": request.GET.get("days", "") if request.GET.get("days") in PERIODS else "",
    }
    days = PERIODS.get(chosen["days"])
    since = local_date(clock.now()) - timedelta(days=days) if days else None
    return chosen, since


@login_not_required
@require_safe
def index(request: Request) -> HttpResponse:
    """List what was granted, the latest first, narrowed by name, county and time."""
    count_use(request, "grants", most=A_MINUTE)
    chosen, since = _asked(request)
    rows = grants.found(
        text=chosen["q"], county=chosen["county"], since=since, after=_after(request),
        limit=PAGE + 1,
    )  # fmt: skip
    more, last = "", rows[PAGE - 1].item if len(rows) > PAGE else None
    if last is not None and last.decided_at is not None:
        more = f"after={round(last.decided_at.timestamp() * 1_000_000)}-{last.pk}"
    context = {
        "grants": grants.shown(rows[:PAGE], now=clock.now()),
        "chosen": chosen,
        "counties": [("", "全市"), *((one.code, one.name) for one in divisions.counties())],
        "periods": [("", "全部时间"), ("30", "最近 30 天"), ("365", "最近一年")],
        "more": more,
        "withheld": grants.withheld_number(),
    }
    return render(request, "cases/grants.html", context)


@login_not_required
@require_safe
def table(request: Request) -> HttpResponse:
    """Give the same as CSV, with the fields of 双公示, at most 5,000 rows."""
    count_use(request, "grants", most=A_MINUTE)
    chosen, since = _asked(request)
    rows = grants.found(text=chosen["q"], county=chosen["county"], since=since, limit=MOST)
    out = BytesIO()
    write_csv(SHEET, (asdict(one) for one in grants.shown(rows, now=clock.now())), out)
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="permits.csv"'
    return answer
