"""Claims on the desk: how far every body is, and what one body answers, one or many at once."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.catalogue import permissions, selectors, services
from tongban.catalogue.errors import CatalogueForbidden, ClaimRefused
from tongban.catalogue.rules.claiming import Progress
from tongban.catalogue.types import DECLINE_REASONS
from tongban.catalogue.wording.basic import levels_text
from tongban.core.accounts.requests import Request
from tongban.core.shell import clock, errors_text
from tongban.core.workdays.rules import local_date

PAGE = 50
BODIES = 100
STATES = (("open", _("未处理")), ("claimed", _("已认领")), ("declined", _("不认领")))
ACTS = {
    "open": ("claim", "decline"),
    "claimed": ("release", "decline"),
    "declined": ("claim", "release"),
}
DONE = {"claim": _("已认领 {n} 项。"), "decline": _("已答复不认领 {n} 项。"),
        "release": _("已退回 {n} 项，可以重新答复。")}  # fmt: skip


@require_safe
def index(request: Request) -> HttpResponse:
    """How far the reader's bodies are, those with most to answer first; one body goes straight to
    its own page."""
    if not permissions.works_here(request.actor):
        raise CatalogueForbidden
    bodies = selectors.bodies_of(request.actor)
    if len(bodies) == 1:
        return redirect("catalogue-desk-claims-body", bodies[0].code)
    division, text = request.GET.get("division", ""), request.GET.get("q", "").strip()[:60]
    divisions = {one.division_id: one.division.name for one in bodies}
    kept = [
        one
        for one in bodies
        if division in {"", one.division_id} and (text in one.name or text in one.short_name)
    ]
    far = selectors.progress(kept, on=local_date(clock.now()))
    rows = sorted(((one, far[one.pk]) for one in kept), key=lambda row: -row[1].open)
    shown, after = _page(rows, request.GET.get("after", ""))
    return render(
        request,
        "catalogue/desk/claims.html",
        {
            "rows": shown,
            "total": sum(far.values(), Progress()),
            "count": len(rows),
            "divisions": sorted(divisions.items()),
            "division": division,
            "text": text,
            "next_url": _next(request.GET, after),
        },
    )


def _page(rows: Sequence[tuple[Any, Progress]], after: str) -> tuple[Sequence[Any], str]:
    """Cut a page of bodies behind the one with the code `after`."""
    start = next((n + 1 for n, (one, _p) in enumerate(rows) if one.code == after), 0)
    shown = rows[start : start + BODIES]
    return shown, shown[-1][0].code if len(rows) > start + BODIES else ""


def _next(query: QueryDict, after: str) -> str:
    following = query.copy()
    following["after"] = after
    return f"?{following.urlencode()}" if after else ""


@require_http_methods(["GET", "HEAD", "POST"])
def body(request: Request, code: str) -> HttpResponse:
    """What stands in the catalogue for a body: claim, decline or take back, one or many at once."""
    found = selectors.body_of(request.actor, code)
    if request.method == "POST":
        return _answered(request, found)
    return _shown(request, found)


def _answered(request: Request, found: Any) -> HttpResponse:
    act, chosen = request.POST.get("act", ""), request.POST.getlist("matter")[:PAGE]
    if act not in DONE or not chosen:
        return _shown(request, found, error=_("请先勾选要答复的事项。"), status=422)
    try:
        batch = services.answer_many(
            actor=request.actor,
            now=clock.now(),
            matters=chosen,
            organisation=found,
            act=act,
            reason=request.POST.get("reason", ""),
            note=request.POST.get("note", "")[:300],
        )
    except ClaimRefused as refusal:
        return _shown(request, found, error=errors_text(refusal), chosen=chosen, status=422)
    if batch.done:
        messages.success(request, DONE[act].format(n=batch.done))
    if not batch.refused:
        return redirect(request.get_full_path())
    refused = [(matter, errors_text(error)) for matter, error in batch.refused]
    return _shown(request, found, refused=refused, status=200 if batch.done else 422)


def _shown(
    request: Request,
    found: Any,
    *,
    error: str = "",
    refused: Sequence[tuple[str, str]] = (),
    chosen: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    state = request.GET.get("state", "open")
    state = state if state in ACTS else "open"
    every, text = bool(request.GET.get("every")), request.GET.get("q", "").strip()[:60]
    on = local_date(clock.now())
    page = selectors.claimable(
        found,
        on=on,
        state=state,
        own=not every and state == "open",
        text=text,
        after=request.GET.get("after", ""),
        limit=PAGE,
    )
    progress = selectors.progress([found], on=on)[found.pk]
    counts = {"open": progress.open, "claimed": progress.claimed, "declined": progress.declined}
    context = {
        "body": found,
        "branches": _grouped(page.rows),
        "shown": len(page.rows),
        "progress": progress,
        "state": state,
        "tabs": [
            {"code": one, "label": title, "url": f"?state={one}", "count": counts[one]}
            for one, title in STATES
        ],
        "every": every,
        "text": text,
        "next_url": _next(request.GET, page.after),
        "may_answer": permissions.may_edit(request.actor, found),
        "acts": ACTS[state],
        "reasons": list(DECLINE_REASONS.items()),
        "reason": request.POST.get("reason", ""),
        "note": request.POST.get("note", ""),
        "error": error,
        "refused": refused,
        "chosen": chosen,
    }
    return render(request, "catalogue/desk/claims_body.html", context, status=status)


def _grouped(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Put the rows under what they stand below (主项 › 子项), in the order that they came in."""
    groups: list[dict[str, Any]] = []
    for row in rows:
        above = row.matter.parent
        key = (row.own, above.pk if above else None)
        if not groups or groups[-1]["key"] != key:
            path = [above.parent, above] if above and above.parent else [above] if above else []
            groups.append({"key": key, "own": row.own, "path": path, "rows": []})
        groups[-1]["rows"].append(_row(row))
    for before, group in zip([None, *groups], groups, strict=False):
        group["turn"] = before is None or before["own"] != group["own"]
    return groups


def _row(row: Any) -> dict[str, Any]:
    implementation = row.claim.implementation if row.claim else None
    return {
        "matter": row.matter,
        "claim": row.claim,
        "delegation": row.delegation,
        "levels": levels_text(row.matter.levels),
        "implementation": implementation,
    }
