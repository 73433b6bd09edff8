"""Implementation lists on the desk: found, looked at, changed, suspended, resumed, cancelled."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.catalogue import permissions, selectors, services, states
from tongban.catalogue.errors import CatalogueError, CatalogueForbidden
from tongban.catalogue.models import Implementation
from tongban.core.accounts.requests import Request
from tongban.core.accounts.selectors import names_of
from tongban.core.ledger import selectors as ledger
from tongban.core.shell import clock, errors_text
from tongban.core.shell.faults import error_page

PAGE = 50
TONES = {"in_use": "good", "suspended": "warn", "cancelled": "bad", "pending": "neutral"}
DONE = {
    "suspend": _("已暂停办理，指南上会说明原因。"),
    "resume": _("已恢复办理。"),
    "cancel": _("已取消。历史版本仍然可以查看。"),
}


@require_safe
def index(request: Request) -> HttpResponse:
    """List the implementation lists of the reader's bodies by name; a page by key."""
    if not permissions.works_here(request.actor):
        raise CatalogueForbidden
    filters = _filters(request)
    found = selectors.lists_of(
        request.actor, filters, after=request.GET.get("after", ""), limit=PAGE
    )
    counts = selectors.list_counts(request.actor, filters)
    query = request.GET.copy()
    query["after"] = found.after
    return render(
        request,
        "catalogue/desk/implementations.html",
        {
            "rows": [(one, TONES[one.state], found.drafts.get(one.pk)) for one in found.rows],
            "drafts": states.DRAFT,
            "filters": filters,
            "states": [
                (code, f"{title}（{counts.states[code]}）")
                for code, title in states.IMPLEMENTATION.items()
                if counts.states.get(code)
            ],
            "places": [(code, f"{name}（{n}）") for code, name, n in counts.places],
            "waiting": [
                ("draft", _("有草稿（{n}）").format(n=counts.drafts)),
                ("notice", _("有上级变更（{n}）").format(n=counts.notices)),
            ],
            "total": counts.total,
            "next_url": f"?{query.urlencode()}" if found.after else "",
        },
    )


def _filters(request: Request) -> selectors.ListFilters:
    place, waiting = request.GET.get("division", ""), request.GET.get("waiting", "")
    state = request.GET.get("state", "")
    return selectors.ListFilters(
        text=request.GET.get("q", "").strip()[:60],
        state=state if state in states.IMPLEMENTATION else "",
        division=place if place.isalnum() and len(place) <= 12 else "",
        waiting=waiting if waiting in {"draft", "notice"} else "",
    )


@require_safe
def detail(request: Request, task_code: str) -> HttpResponse:
    """Show a list: where it stands, its editions, its draft, and what may be done with it."""
    found = selectors.list_of(request.actor, task_code)
    return _shown(request, found)


def _shown(request: Request, found: Implementation, status: int = 200) -> HttpResponse:
    entries = ledger.timeline(f"catalogue:{found.task_code}")
    names = names_of(one.actor for one in entries)
    may_publish = permissions.may_publish(request.actor, found)
    context: dict[str, Any] = {
        "implementation": found,
        "matter": found.matter,
        "organisation": found.organisation,
        "tone": TONES[found.state],
        "editions": list(found.editions.defer("content_text").order_by("-number")),
        "draft": found.drafts.open().first(),
        "may_edit": permissions.may_edit(request.actor, found.organisation)
        and found.state != states.CANCELLED,
        "acts": [
            act
            for act in states.IMPLEMENTATION_ACTS
            if may_publish and states.after(states.IMPLEMENTATION_ACTS, act, found.state)
        ],
        "timeline": [
            {"at": one.at, "title": one.text.rstrip("："), "actor": names.get(one.actor, "")}
            for one in reversed(entries)
        ],
    }
    return render(request, "catalogue/desk/implementation.html", context, status=status)


@require_POST
def act(request: Request, task_code: str, act: str) -> HttpResponse:
    """Suspend, resume or cancel a list; the first and the last with a reason."""
    found = selectors.list_of(request.actor, task_code)
    if act not in states.IMPLEMENTATION_ACTS:
        return error_page(request, 404)
    note = request.POST.get("note", "").strip()[:300]
    given: dict[str, Any] = {"actor": request.actor, "now": clock.now(), "task_code": task_code}
    try:
        if act == "resume":
            services.resume(**given)
        elif not note:
            messages.error(request, _("请写明原因，会在办事指南上公开。"))
            return _shown(request, found, status=422)
        else:
            (services.suspend if act == "suspend" else services.cancel)(**given, note=note)
    except CatalogueError as refusal:
        if refusal.reason != "implementation_state":
            raise
        messages.error(request, errors_text(refusal))
        return redirect("catalogue-desk-implementation", task_code)
    messages.success(request, DONE[act])
    return redirect("catalogue-desk-implementation", task_code)
