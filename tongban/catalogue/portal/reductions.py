"""四减 in public: who asks for more than the neighbour, and what became less. No account needed."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tongban.catalogue.errors import MatterUnknown
from tongban.catalogue.models import Edition
from tongban.catalogue.portal.guides import refused
from tongban.catalogue.rules import reductions as rules
from tongban.catalogue.selectors import reductions as selectors
from tongban.core.figures import selectors as figures
from tongban.core.shell import clock
from tongban.core.workdays.rules import local_date

PAGE = 30
FIGURES = (
    "catalogue.steps",
    "catalogue.papers",
    "catalogue.days",
    "catalogue.visits",
    "catalogue.compressed",
)


@require_GET
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """The matters that several places handle, the widest gap of papers first."""
    q = request.GET.get("q", "").strip()[:60]
    page = selectors.spreads(
        on=local_date(clock.now()), q=q, after=request.GET.get("after", "")[:40], limit=PAGE
    )
    following = request.GET.copy()
    following["after"] = page.after
    context = {
        "q": q,
        "rows": [_spread(row) for row in page.rows],
        "next_url": f"?{following.urlencode()}" if page.after else "",
        "first_url": f"?q={q}" if request.GET.get("after") else "",
        "figures": [(figures.get(code).title, f"/figures/{code}/") for code in FIGURES],
        "heads": [
            (title, unit) for name, title, unit in rules.COUNTED if name in selectors.MEASURES
        ],
    }
    return render(request, "catalogue/reductions.html", context)


def _spread(row: selectors.Spread) -> dict[str, Any]:
    return {
        "name": row.name,
        "url": reverse("catalogue-reduction", args=[row.catalog_code]),
        "places": row.places,
        "gap": row.gap,
        "cells": [
            {"title": rules.TITLES[name], "text": _range(row.least[name], row.most[name])}
            for name in selectors.MEASURES
        ],
    }


def _range(least: int | None, most: int | None) -> str:
    if least is None or most is None:
        return "—"
    return str(least) if least == most else f"{least}–{most}"


@require_GET
@login_not_required
def matter(request: HttpRequest, catalog_code: str) -> HttpResponse:
    """One matter: its numbers in every place side by side, and over time."""
    today = local_date(clock.now())
    try:
        found, editions = selectors.neighbours(catalog_code, on=today)
    except MatterUnknown as refusal:
        return refused(request, refusal)
    places = [_place(edition) for edition in editions]
    past = selectors.history(found)
    changed = [
        (one.implementation.division.name, one.effective_from, one.asked)
        for one in past
        if one.effective_from is not None
    ]
    context = {
        "matter": found,
        "compared": rules.compared(places),
        "heads": [(title, unit) for _name, title, unit in rules.COUNTED],
        "bars": rules.bars(places),
        "over_time": rules.over_time(changed, until=today) if len(past) > len(editions) else None,
        "past": past,
    }
    return render(request, "catalogue/reduction.html", context)


def _place(edition: Edition) -> rules.Place:
    implementation = edition.implementation
    names = [name for name, _title, _unit in rules.COUNTED]
    return rules.Place(
        implementation.division.name,
        reverse("catalogue-guide", args=[implementation.task_code]),
        {name: getattr(edition, name) for name in names},
    )
