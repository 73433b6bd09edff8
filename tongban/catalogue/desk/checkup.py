"""The check-up of the catalogue on the desk: what was found, by rule, place and body."""

import io
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.catalogue import permissions
from tongban.catalogue.errors import CatalogueForbidden
from tongban.catalogue.models import Finding
from tongban.catalogue.rules.checkup import GROUPS, RULES
from tongban.catalogue.selectors import checkup as selectors
from tongban.catalogue.selectors.checkup import FindingFilters
from tongban.catalogue.services import checking
from tongban.core.accounts.requests import Request
from tongban.core.sheets.services import write_csv
from tongban.core.sheets.types import Column, SheetSpec
from tongban.core.shell import clock
from tongban.core.workdays.rules import local_date

PAGE = 50
SHEET = SheetSpec(
    "findings",
    _("目录体检"),
    (
        Column("rule", _("问题")),
        Column("name", _("事项")),
        Column("ref", _("编码")),
        Column("body", _("实施机构")),
        Column("place", _("区划")),
        Column("message", _("说明")),
        Column("help", _("怎么改")),
        Column("since", _("首次发现"), "date"),
    ),
)


@require_safe
def index(request: Request) -> HttpResponse:
    """Show what stands found of the reader's bodies, narrowed; a page by key."""
    if not permissions.works_here(request.actor):
        raise CatalogueForbidden
    filters = _filters(request)
    counts = selectors.finding_counts(request.actor, filters)
    places = selectors.finding_places(request.actor)
    page = selectors.findings(
        request.actor, filters, after=request.GET.get("after", ""), limit=PAGE
    )
    query = request.GET.copy()
    query.pop("after", None)
    more = query.copy()
    more["after"] = page.after
    running, last = selectors.checkups()
    context = {
        "running": running,
        "last": last,
        "took": last and last.finished_at and (last.finished_at - last.begun_at).seconds,
        "may_begin": permissions.may_enter(request.actor),
        "rows": [(one, RULES[one.rule]) for one in page.rows],
        "grave": sum(n for code, n in counts.items() if RULES[code].grave),
        "lesser": sum(n for code, n in counts.items() if not RULES[code].grave),
        "total": sum(counts.values()),
        "by_rule": _groups(counts),
        "filters": filters,
        "rules": [
            (code, f"{RULES[code].title}（{counts[code]}）") for code in RULES if code in counts
        ],
        "places": [(code, f"{name}（{n}）") for code, name, n in places],
        "bodies": selectors.finding_bodies(request.actor, filters.division)
        if filters.division
        else [],
        "query": query.urlencode(),
        "next_url": f"?{more.urlencode()}" if page.after else "",
        "shown": counts.get(filters.rule, 0) if filters.rule else sum(counts.values()),
    }
    return render(request, "catalogue/desk/checkup.html", context)


@require_POST
def begin(request: Request) -> HttpResponse:
    """Begin a check-up; its batches run in the background."""
    checking.begin(actor=request.actor, now=clock.now())
    messages.success(request, _("已开始体检，结果出来以后会显示在这里。"))
    return redirect("catalogue-desk-checkup")


@require_safe
def progress(request: Request) -> HttpResponse:
    """How far the run is; when it has ended, the page is loaded anew."""
    if not permissions.works_here(request.actor):
        raise CatalogueForbidden
    running, _last = selectors.checkups()
    answer = render(request, "catalogue/desk/parts/checkup_progress.html", {"running": running})
    if running is None:
        answer["HX-Refresh"] = "true"
    return answer


@require_safe
def as_csv(request: Request) -> HttpResponse:
    """What the reader sees under the filters, as CSV for spreadsheets."""
    if not permissions.works_here(request.actor):
        raise CatalogueForbidden
    stream = io.BytesIO()
    write_csv(SHEET, _lines(selectors.every_finding(request.actor, _filters(request))), stream)
    answer = HttpResponse(stream.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"checkup-{local_date(clock.now()):%Y%m%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _filters(request: Request) -> FindingFilters:
    rule, body = request.GET.get("rule", ""), request.GET.get("body", "")
    place = request.GET.get("division", "")
    return FindingFilters(
        rule if rule in RULES else "",
        place if place.isalnum() and len(place) <= 12 else "",
        int(body) if body.isdecimal() and len(body) < 19 else None,
    )


def _groups(counts: dict[str, int]) -> list[tuple[str, list[Any]]]:
    """Return the groups that have anything, each with its rules: code, rule, how many."""
    found = [
        (title, [(code, rule, counts[code]) for code, rule in RULES.items()
                 if rule.group == group and code in counts])
        for group, title in GROUPS.items()
    ]  # fmt: skip
    return [(title, rules) for title, rules in found if rules]


def _lines(found: Iterator[Finding]) -> Iterator[dict[str, Any]]:
    for one in found:
        rule = RULES[one.rule]
        yield {
            "rule": rule.title,
            "name": one.name,
            "ref": one.ref,
            "body": one.organisation.name if one.organisation else "",
            "place": one.division.name,
            "message": one.message,
            "help": rule.help,
            "since": local_date(one.first_at),
        }
