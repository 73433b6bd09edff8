"""帮办代办: entering an application for whoever stands at the counter."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.cases import permissions
from tongban.cases.errors import CaseForbidden
from tongban.cases.querysets import ASSIST
from tongban.cases.services import drafts
from tongban.catalogue import selectors as catalogue
from tongban.core.accounts.querysets import places
from tongban.core.accounts.requests import Request
from tongban.core.devices import requests as devices
from tongban.core.shell import clock, errors_text
from tongban.core.workdays.rules import local_date
from tongban.lib.errors import Refusal
from tongban.parties import services as parties
from tongban.parties.types import IDENTITY_TYPES

MOST = 40  # matters on the page; more are found by name
QUERY_MOST = 60
PERSON = ("kind", "name", "identity_type", "number", "phone")


@require_safe
def index(request: Request) -> HttpResponse:
    """List the matters that my window takes, by name or code."""
    if not permissions.assists(request.actor):
        raise CaseForbidden()
    text = request.GET.get("q", "").strip()[:QUERY_MOST]
    found = catalogue.offered(
        local_date(clock.now()),
        within=places(request.actor, ASSIST),
        text=text,
        limit=MOST + 1,
    )
    away = catalogue.offered_elsewhere(
        local_date(clock.now()),
        own=places(request.actor, ASSIST),
        places=permissions.windows(request.actor),
        text=text,
        limit=MOST + 1,
    )
    context = {
        "rows": found[:MOST],
        "text": text,
        "more": len(found) > MOST,
        "away": away[:MOST],
        "more_away": len(away) > MOST,
    }
    return render(request, "cases/assist.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request, task_code: str) -> HttpResponse:
    """Ask who applies; then the application's own pages, with their materials scanned here."""
    if not permissions.assists(request.actor):
        raise CaseForbidden()
    edition = catalogue.edition_in_force(task_code, on=local_date(clock.now()))
    if request.method != "POST":
        return _show(request, edition)
    try:
        draft = _begun(request, task_code)
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        said = errors_text(refusal)
        messages.error(request, said)
        errors = {refusal.field or "number": said}
        return _show(request, edition, status=refusal.status, sent=request.POST, errors=errors)
    first = "questions" if edition.parsed.questions else "form"
    return redirect("cases-apply", token=draft.token, page=first)


def _begun(request: Request, task_code: str) -> Any:
    now, sent = clock.now(), {name: request.POST.get(name, "") for name in PERSON}
    kind = "market" if sent["identity_type"] == "uscc" else "natural"
    party = parties.identify(
        actor=request.actor, now=now, kind=kind, name=sent["name"],
        identity_type=sent["identity_type"], number=sent["number"], phone=sent["phone"],
        source=_("窗口核验证件"),
    )  # fmt: skip
    return drafts.assist(actor=request.actor, now=now, task_code=task_code, party=party.pk)


def _show(request: Request, edition: Any, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "edition": edition,
        "matter": edition.implementation.matter,
        "identity_types": list(IDENTITY_TYPES.items()),
        "taken": not permissions.own_window(request.actor, edition),
        "sent": {},
        "errors": {},
        **devices.bridge(request.actor),
        **more,
    }
    page = render(request, "cases/assist_begin.html", context, status=status)
    return devices.opened(page, request.actor)
