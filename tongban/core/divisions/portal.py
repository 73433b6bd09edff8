"""Public reads for maps and place pickers."""

import json
from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tongban.core.divisions import selectors
from tongban.core.divisions.services import DATA


@lru_cache(maxsize=1)
def _outlines() -> str:
    data: dict[str, Any] = json.loads((DATA / "xianning-counties.geojson").read_text("utf-8"))
    data["attribution"] = "轮廓仅作演示，不含审图号"
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def counties_geojson(request: HttpRequest) -> HttpResponse:
    """The counties' outlines (WGS-84), for charts; they carry no 审图号 and say so."""
    return HttpResponse(_outlines(), content_type="application/geo+json; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def children(request: HttpRequest) -> JsonResponse:
    """`?parent=421202`: the divisions right below, for a place picker; without it, the city's.

    Answers `{"parent": code or null, "items": [{code, name, level, leaf}]}`; an unknown
    parent has no items.
    """
    parent = request.GET.get("parent", "")[:12]
    items = selectors.children(parent) if parent else selectors.counties()
    return JsonResponse(
        {
            "parent": parent or None,
            "items": [
                {
                    "code": item.code,
                    "name": item.name,
                    "level": item.level,
                    "leaf": item.level == "village",
                }
                for item in items
            ],
        },
        json_dumps_params={"ensure_ascii": False},
    )
