"""The page of finds, and the suggestions under the box."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.core.search import selectors, services
from tongban.core.search.ports import Kind, kinds
from tongban.core.search.types import Hit
from tongban.core.shell import clock

FOUND = 100
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A find with the word and icon of its kind."""

    hit: Hit
    kind: Kind


def _q(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").split())[:60]


def _place(request: HttpRequest) -> str:
    place = request.GET.get("division", "")[:12]
    return place if place.isalnum() else ""


@login_not_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """`/search/?q=药店&kind=matter&division=421202`: what was found, by kind."""
    q, chosen = _q(request), request.GET.get("kind", "")[:40]
    place = _place(request)
    found = selectors.find(q, division=place, limit=FOUND)
    if q and not found:
        services.record_miss(text=q, now=clock.now())
    counted: dict[str, int] = {}
    for hit in found:
        counted[hit.kind] = counted.get(hit.kind, 0) + 1
    shown = [hit for hit in found if not chosen or hit.kind == chosen][:SHOWN]
    tabs = [
        {"code": kind.code, "label": kind.label, "count": counted[kind.code]}
        for kind in sorted((kinds.get(code) for code in counted), key=lambda k: (k.order, k.code))
    ]
    context = {
        "q": q,
        "chosen": chosen,
        "division": place,
        "total": len(found),
        "more": len(found) == FOUND,
        "tabs": tabs if len(tabs) > 1 else [],
        "shown": [Shown(hit, kinds.get(hit.kind)) for hit in shown],
        "all_kinds": kinds.all(),
    }
    return render(request, "search/results.html", context)


@login_not_required
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The list under the search box: at most eight finds of what is being typed."""
    q = _q(request)
    found = selectors.suggest(q, division=_place(request)) if q else []
    context = {"q": q, "shown": [Shown(hit, kinds.get(hit.kind)) for hit in found]}
    return render(request, "search/suggest.html", context)
