"""The staff's face: the licences of one's own bodies, and what may be done to each."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.core.accounts.selectors import names_of
from tongban.core.accounts.types import Actor
from tongban.core.ledger.selectors import timeline
from tongban.core.shell import errors_text
from tongban.core.shell.clock import now
from tongban.licences import permissions, selectors, services, states
from tongban.licences.errors import LicenceError, UnknownLicence
from tongban.licences.schemas import shown
from tongban.licences.types import STATUS_TITLES

PAGE = 50


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _before(request: HttpRequest) -> int:
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@require_GET
def licences(request: HttpRequest) -> HttpResponse:
    """The list in scope, by status and by number or name."""
    q, status = request.GET.get("q", "")[:80], request.GET.get("status", "")
    rows = selectors.visible(
        _actor(request), status=status, q=q, before=_before(request), limit=PAGE + 1
    )
    context = {
        "licences": rows[:PAGE],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "q": q,
        "status_chosen": status,
        "statuses": [("", _("全部状态")), *STATUS_TITLES.items()],
    }
    return render(request, "licences/desk_list.html", context)


def _entries(subject: str) -> list[dict[str, Any]]:
    """The ledger's timeline, newest first, with names for refs."""
    found = timeline(subject)
    names = names_of(entry.actor for entry in found)
    return [
        {"at": entry.at, "title": entry.text, "actor": names.get(entry.actor, entry.actor)}
        for entry in reversed(found)
    ]


@require_http_methods(["GET", "POST"])
def licence(request: HttpRequest, token: str) -> HttpResponse:
    """One licence whole; a POST changes its status, with a reason."""
    actor = _actor(request)
    try:
        row = selectors.visible_by_token(actor, token)
    except UnknownLicence as error:
        raise Http404 from error
    context: dict[str, Any] = {}
    code = HTTPStatus.OK
    if request.method == "POST":
        act, reason = request.POST.get("act", ""), request.POST.get("reason", "")
        try:
            services.change_status(
                actor=actor, now=now(), licence_id=row.pk, act=act, reason=reason
            )
        except LicenceError as error:
            code = HTTPStatus(error.status)
            context |= {"error": errors_text(error), "reason": reason, "act": act}
        else:
            title = states.ACT_TITLES[act]
            messages.success(request, _("已%(act)s。") % {"act": title})
            return redirect("licences-desk-detail", token=token)
        row = selectors.visible_by_token(actor, token)
    acts = states.acts_from(row.status) if permissions.may_change(actor, row) else ()
    context |= shown(row, now=now())
    context |= {
        "acts": [(act, states.ACT_TITLES[act]) for act in acts],
        "entries": _entries(row.subject),
    }
    return render(request, "licences/desk_detail.html", context, status=code)
