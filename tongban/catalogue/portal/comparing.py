"""Any two editions of a list, field by field, side by side. No account is needed."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.catalogue import rules, selectors, wording
from tongban.catalogue.errors import MatterUnknown
from tongban.catalogue.portal.guides import refused


@require_safe
@login_not_required
def compare(request: HttpRequest, task_code: str) -> HttpResponse:
    """Compare editions `a` and `b` of a matter; the newest two where none are named."""
    try:
        one, two, editions = selectors.two_editions(
            task_code, number_of(request.GET.get("a", "")), number_of(request.GET.get("b", ""))
        )
    except MatterUnknown as refusal:
        return refused(request, refusal)
    place = two.implementation
    context = {
        "matter": place.matter,
        "implementation": place,
        "editions": editions,
        "choices": [(str(e.number), f"第 {e.number} 版，{e.effective_from} 起") for e in editions],
        "a": one,
        "b": two,
        **side_by_side(one.raw, two.raw),
        "before_title": f"第 {one.number} 版",
        "after_title": f"第 {two.number} 版",
    }
    return render(request, "catalogue/compare.html", context)


def number_of(text: str) -> int | None:
    """Return the number of an edition or version that an address names; None for none."""
    return int(text) if text.isdecimal() and len(text) < 9 else None


def side_by_side(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the component of differences shows: the differences in words by section."""
    names = wording.names_of(after, before)
    sections: dict[str, list[dict[str, str]]] = {}
    found = rules.differences(before, after)
    for one in found:
        spoken = wording.spoken(one, names)
        sections.setdefault(spoken["section"], []).append(spoken)
    order = [*wording.SECTIONS.values()]
    return {
        "sections": sorted(sections.items(), key=lambda pair: order.index(pair[0])),
        "difference_count": len(found),
    }
