"""The licences of one's own bodies, and one of them whole."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongban.core.accounts.selectors import entries_of
from tongban.core.shell.clock import now
from tongban.licences import permissions, selectors, states
from tongban.licences.desk.shared import actor_of, before_of, licence_of
from tongban.licences.schemas import shown
from tongban.licences.types import STATUS_TITLES

PAGE = 50


@require_GET
def licences(request: HttpRequest) -> HttpResponse:
    """The list in scope, by status and by number or name."""
    q, status = request.GET.get("q", "")[:80], request.GET.get("status", "")
    actor = actor_of(request)
    rows = selectors.visible(actor, status=status, q=q, before=before_of(request), limit=PAGE + 1)
    context = {
        "licences": rows[:PAGE],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "q": q,
        "status_chosen": status,
        "may_import": actor.can(permissions.ISSUE),
        "statuses": [("", _("全部状态")), *STATUS_TITLES.items()],
    }
    return render(request, "licences/desk_list.html", context)


@require_GET
def licence(request: HttpRequest, token: str) -> HttpResponse:
    """One licence whole: its face, its versions, what happened to it, what may be done."""
    row = licence_of(request, token)
    acts = () if row.superseded else states.acts_from(row.status)
    offered = [
        (act, states.ACT_TITLES[act])
        for act in acts
        if permissions.may_do(actor_of(request), row, act)
    ]
    context = shown(row, now=now()) | {
        "version_acts": [one for one in offered if one[0] in states.VERSIONS],
        "status_acts": [one for one in offered if one[0] not in states.VERSIONS],
        "versions": selectors.versions_of(row),
        "entries": entries_of(row.subject),
    }
    return render(request, "licences/desk_detail.html", context)
