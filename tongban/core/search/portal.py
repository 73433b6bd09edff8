"""The page of finds, the places of one of them, and the suggestions under the box."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.core.search import selectors, services
from tongban.core.search.ports import Area, Kind, kinds, places
from tongban.core.search.requests import keep_division, reader_division
from tongban.core.search.types import Found, Hit, Place
from tongban.core.shell import clock

SHOWN = 20
LAST = 180  # nobody reads further; a longer list says to ask more narrowly
MOST_PLACES = 300


@dataclass(frozen=True, slots=True)
class There:
    """A place of a find, by name."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A find with the word and icon of its kind, where it is, and (as list items) where else."""

    hit: Hit
    kind: Kind
    place: str = ""
    others: str = ""
    more: int = 0


def _q(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").split())[:60]


def _start(request: HttpRequest) -> int:
    text = request.GET.get("start", "")
    start = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return min(start - start % SHOWN, LAST)


@login_not_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """`/search/?q=药店&kind=matter&division=421202&start=20`: what was found, each title once."""
    q, chosen, division = _q(request), request.GET.get("kind", "")[:40], reader_division(request)
    start = _start(request)
    found = selectors.look_up(
        q, division=division, kinds=[chosen] if chosen else None, start=start, limit=SHOWN
    )
    missed = bool(q) and (found.near or not found.kinds)
    fresh = missed and request.method == "GET" and not start and not chosen
    kept = fresh and services.record_miss(text=q, now=clock.now(), near=found.near)
    areas = places.choices()
    context = {
        "q": q,
        "chosen": chosen,
        "kept": kept,
        "found": found,
        "tabs": _tabs(q, found),
        "shown": _shown(found.hits),
        "similar": [
            {"text": text, "url": _url(q=text)} for text in selectors.similar(q)
        ] if missed else [],
        "options": _options(tuple(areas), division),
        "division": division,
        "division_name": next((area.name for area in areas if area.code == division), ""),
        **_pages(q, chosen, start, found),
    }  # fmt: skip
    response = render(request, "search/results.html", context)
    keep_division(request, response)
    return response


@login_not_required
@require_safe
def where(request: HttpRequest, heading: int) -> HttpResponse:
    """Every place of one find, the reader's first."""
    if heading > 2**63 - 1:
        raise Http404
    title, near = selectors.places(heading, division=reader_division(request), limit=MOST_PLACES)
    if not near:
        raise Http404
    names = places.names({one.division for one in near})
    rows = [There(names.get(one.division) or _("全市"), one.url) for one in near]
    return render(
        request, "search/where.html", {"title": title, "rows": rows, "count": near[0].many}
    )


@login_not_required
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The list under the search box: at most eight finds of what is being typed."""
    q = _q(request)
    found = selectors.suggest(q, division=reader_division(request)) if q else []
    context = {
        "q": q,
        "all": _url(q=q),
        "shown": [Shown(hit, kinds.get(hit.kind)) for hit in found],
    }
    return render(request, "search/suggest.html", context)


def _url(**query: object) -> str:
    return "/search/?" + urlencode({name: value for name, value in query.items() if value})


def _tabs(q: str, found: Found) -> list[dict[str, Any]]:
    """All, then each kind with what it has; none where there is but one kind."""
    if len(found.kinds) < 2:
        return []
    shown = sorted((kinds.get(code) for code in found.kinds), key=lambda k: (k.order, k.code))
    everything = {
        "code": "", "label": _("全部"), "url": _url(q=q), "count": sum(found.kinds.values())
    }  # fmt: skip
    return [
        everything,
        *(
            {
                "code": kind.code,
                "label": kind.label,
                "url": _url(q=q, kind=kind.code),
                "count": found.kinds[kind.code],
            }
            for kind in shown
        ),
    ]


def _shown(hits: Sequence[Hit]) -> list[Shown]:
    codes = {hit.division for hit in hits} | {p.division for hit in hits for p in hit.places}
    names = places.names(codes - {""})
    return [
        Shown(
            hit,
            kinds.get(hit.kind),
            _unsaid(names.get(hit.division, ""), hit.snippet),
            _links(hit.title, [_there(names, place) for place in hit.places]),
            max(hit.count - 1 - len(hit.places), 0),
        )
        for hit in hits
    ]


def _unsaid(name: str, snippet: str) -> str:
    """The place's name, unless what follows it begins with that."""
    return "" if snippet.startswith(name) else name


def _there(names: Mapping[str, str], place: Place) -> There:
    return There(names.get(place.division) or _("全市"), place.url)


# A page has some 240 places and 80 divisions to choose from. Written by the template's engine they
# were half of its time.


def _links(title: str, places: Sequence[There]) -> SafeString:
    """The other places of a find as list items; for whoever only hears them, with its title."""
    whose = _("的{title}").format(title=title)
    return format_html_join(
        "",
        '<li><a href="{}">{}<span class="sr-only">{}</span></a></li>',
        ((place.url, place.name, whose) for place in places),
    )


@lru_cache(maxsize=200)
def _options(areas: tuple[Area, ...], chosen: str) -> SafeString:
    """The divisions to choose from as options by county, the county itself first."""
    groups: dict[str, list[Area]] = {}
    for area in areas:
        groups.setdefault(area.inside or area.name, []).append(area)
    return format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        ((name, _group(inside, chosen)) for name, inside in groups.items()),
    )


def _group(areas: Sequence[Area], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((one.code, _SELECTED if one.code == chosen else "", one.name) for one in areas),
    )


_SELECTED = format_html(" selected{}", "")


def _pages(q: str, chosen: str, start: int, found: Found) -> dict[str, str]:
    """The addresses of the page before and the page after, empty where there is none."""
    after = start + SHOWN
    return {
        "previous_url": _url(q=q, kind=chosen, start=start - SHOWN) if start else "",
        "next_url": (
            _url(q=q, kind=chosen, start=after) if after < found.total and after <= LAST else ""
        ),
    }
