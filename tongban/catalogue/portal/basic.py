"""The basic catalogue in public: the tree 主项 → 子项 → 业务办理项, and one entry. No account."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.catalogue import rules, states
from tongban.catalogue.errors import MatterUnknown
from tongban.catalogue.models import MatterVersion
from tongban.catalogue.portal.comparing import number_of, side_by_side
from tongban.catalogue.portal.guides import refused
from tongban.catalogue.rules.codes import parts_of
from tongban.catalogue.selectors import entries, tree
from tongban.catalogue.selectors.tree import TreeFilters
from tongban.catalogue.wording import basic as wording

PAGE = 40
STATES = ((states.IN_USE, _("在用")), (states.CANCELLED, _("已取消")), ("all", _("全部")))
ANSWERS = {
    "claimed": (_("已认领"), "good"),
    "declined": (_("不认领"), "neutral"),
    "open": (_("还没有答复"), "warn"),
}


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """The tree, narrowed by body, topic, type, level and words; a page by code."""
    return render(request, "catalogue/basic.html", tree_context(request.GET))


@require_safe
@login_not_required
def entry(request: HttpRequest, catalog_code: str) -> HttpResponse:
    """One entry: its code explained, its versions, who answered it, to whom its power went."""
    try:
        read = entries.entry(catalog_code)
    except MatterUnknown as refusal:
        return refused(request, refusal)
    return render(request, "catalogue/basic_entry.html", entry_context(read, request.GET))


def tree_context(query: QueryDict) -> dict[str, Any]:
    """Return what the part `parts/tree.html` shows for the filters of a query."""
    filters = _filters(query)
    page = tree.tree(filters, after=query.get("after", "")[:20], limit=PAGE)
    found = tree.facets(filters)
    following, first = query.copy(), query.copy()
    following["after"] = page.after
    first.pop("after", None)
    return {
        "filters": filters,
        "state": filters.state or "all",
        "states": STATES,
        "roots": page.roots,
        "total": page.total,
        "ranks": [(str(title), found.ranks[code]) for code, title in wording.RANKS.items()],
        "departments": [(name, f"{name}（{n}）") for name, n in found.departments],
        "types": _choices(wording.TYPES, found.types),
        "levels": _choices(wording.LEVELS, found.levels),
        "topics": [(code, f"{name}（{n}）") for code, name, n in found.topics],
        "next_url": f"?{following.urlencode()}" if page.after else "",
        "first_url": f"?{first.urlencode()}" if query.get("after") else "",
        "mode": wording.MODES.get(settings.CATALOGUE_MODE, ("", "")),
    }


def _choices(titles: Any, counts: Any) -> list[tuple[str, str]]:
    return [
        (str(code), f"{title}（{counts[code]}）")
        for code, title in titles.items()
        if code in counts
    ]


def _filters(query: QueryDict) -> TreeFilters:
    """Read the filters of a query; what makes no sense is no filter."""
    state, origin = query.get("state", states.IN_USE), query.get("origin", "")
    kind, level = query.get("type", ""), query.get("level", "")
    return TreeFilters(
        text=query.get("q", "").strip()[:60],
        department=query.get("department", "")[:60],
        type=kind if kind in wording.TYPES else "",
        topic=query.get("topic", "")[:40],
        level=level if level in wording.LEVELS else "",
        origin=origin if origin in wording.ORIGINS else "",
        state={"all": "", states.CANCELLED: states.CANCELLED}.get(state, states.IN_USE),
    )


def entry_context(read: entries.EntryRead, query: QueryDict) -> dict[str, Any]:
    """Return what the part `parts/entry_body.html` shows of an entry."""
    matter = read.matter
    context = {
        "matter": matter,
        "path": read.path,
        "children": read.children,
        "rank": wording.RANKS[matter.rank],
        "origin": wording.ORIGINS[matter.origin],
        "levels": wording.levels_text(matter.levels),
        "basis": wording.basis_text(matter.basis),
        "parts": wording.explained(parts_of(matter.catalog_code)),
        "versions": read.versions,
        "delegations": read.delegations,
        "places": [],
        **_compared(read.versions, query),
    }
    if matter.leaf:
        said = entries.answers(matter)
        context["places"] = _places(said)
        context["counts"] = [
            (title, sum(one.state == state for one in said))
            for state, (title, _t) in ANSWERS.items()
        ]
    return context


def _places(said: Sequence[entries.Answer]) -> list[tuple[Any, list[Any]]]:
    """Return the answers by division, each with its words and tone."""
    by_place = groupby(said, key=lambda one: one.organisation.division)
    return [(place, [(one, *ANSWERS[one.state]) for one in rows]) for place, rows in by_place]


def _compared(versions: Sequence[MatterVersion], query: QueryDict) -> dict[str, Any]:
    """Return the differences between two versions: what identifies the entry, then what is fixed
    for every body, then what is only suggested to them."""
    pair = entries.two_versions(
        versions, number_of(query.get("a", "")), number_of(query.get("b", ""))
    )
    if pair is None:
        return {}
    one, two = pair
    heads = [
        wording.spoken_element(found)
        for found in rules.differences(
            *({name: side.content.get(name) for name in wording.ELEMENTS if name != "basis"}
              | {"basis": [dict(law) for law in side.content.get("basis", [])]} for side in pair)
        )
        if found.path in wording.ELEMENTS
    ]  # fmt: skip
    sections = [(_("目录要素"), heads)] if heads else []
    for title, before, after in (
        (_("统一要素"), one.unified, two.unified),
        (_("建议内容"), one.suggested, two.suggested),
    ):
        inner = side_by_side(before, after)["sections"]
        sections += [(f"{title} · {name}", rows) for name, rows in inner]
    return {
        "a": one,
        "b": two,
        "choices": [(str(v.number), f"第 {v.number} 版，{v.effective_from} 起") for v in versions],
        "sections": sections,
        "difference_count": sum(len(rows) for _title, rows in sections),
        "before_title": f"第 {one.number} 版",
        "after_title": f"第 {two.number} 版",
    }
