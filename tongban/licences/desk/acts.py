"""One act upon one licence: its ground, its decision, its reason; a new version's fields too."""

from datetime import date
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.core.shell.clock import now
from tongban.licences import permissions, ports, services, states
from tongban.licences.desk.shared import actor_of, errors_of, licence_of
from tongban.licences.errors import LicenceError, NotAllowed, WrongDates
from tongban.licences.models import Licence
from tongban.licences.rules import dates, face, fields, grounds

DATED = frozenset({"renew", "correct"})
"""The versions whose term may be other than the old one's."""


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """The form of an act; a POST takes it, and comes back with every error at its field."""
    row = licence_of(request, token)
    if act not in grounds.GROUNDS:
        raise Http404
    if not permissions.may_do(actor_of(request), row, act):
        raise NotAllowed()
    if elsewhere := ports.handed_over.url(act, row):
        return redirect(elsewhere)
    errors: dict[str, str] = {}
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            done = _take(request, row, act)
        except LicenceError as error:
            errors, status = errors_of(error), HTTPStatus(error.status)
        else:
            messages.success(request, _("已%(act)s。") % {"act": states.ACT_TITLES[act]})
            return redirect("licences-desk-detail", token=done.token)
    elif row.superseded or act not in states.acts_from(row.status):
        return redirect("licences-desk-detail", token=token)
    context = _context(request, row, act, errors)
    return render(request, "licences/desk_act.html", context, status=status)


def _take(request: HttpRequest, row: Licence, act: str) -> Licence:
    said = request.POST
    common: dict[str, Any] = {
        "actor": actor_of(request),
        "now": now(),
        "licence_id": row.pk,
        "reason": said.get("reason", "")[:300],
        "ground": said.get("ground", ""),
        "document": said.get("document", "")[:60],
    }
    if act not in states.VERSIONS:
        return services.change_status(act=act, **common)
    if act in DATED:
        common |= {"valid_from": _day(request, "valid_from"), "valid_to": _day(request, "valid_to")}
    data = None
    if act in {"change", "correct"}:
        known = _own(row)
        kept = {key: value for key, value in row.content.items() if key in known}
        data = kept | {key: said.get(f"data_{key}", "").strip() for key in known}
        data = {key: value for key, value in data.items() if value}
    return services.reissue(kind=act, data=data, **common)


def _own(row: Licence) -> list[str]:
    return [one.key for one in row.type.current.fields if one.key not in fields.OWN]


def _printed(row: Licence) -> dict[str, str]:
    """The values on the face as they are printed."""
    found = {key: face.text_of(row.content.get(key)) for key in _own(row)}
    return {key: text for key, text in found.items() if text}


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongDates("licence_date_unreadable", field=name) from error


def _context(
    request: HttpRequest, row: Licence, act: str, errors: dict[str, str]
) -> dict[str, Any]:
    said = request.POST
    printed = _printed(row)
    lines = [
        {
            "name": f"data_{one.key}",
            "label": one.label,
            "value": said.get(f"data_{one.key}", printed.get(one.key, "")),
            "required": one.required,
            "long": len(printed.get(one.key, "")) > 40 or one.key == "scope",
            "error": errors.get(f"data_{one.key}", ""),
        }
        for one in row.type.current.fields
        if one.key not in fields.OWN
    ]
    return {
        "licence": row,
        "act": act,
        "title": states.ACT_TITLES[act],
        "hint": grounds.HINTS.get(act, ""),
        "grounds": [
            (one.code, f"{one.title}（{one.law}）" if one.law else one.title)
            for one in grounds.GROUNDS[act]
        ],
        "document_needed": act in grounds.DOCUMENTED,
        "lines": lines if act in {"change", "correct"} else [],
        "dated": act in DATED,
        "danger": act not in states.VERSIONS and act not in {"resume", "reinstate"},
        "values": {
            "ground": said.get("ground", ""),
            "document": said.get("document", ""),
            "reason": said.get("reason", ""),
            "valid_from": said.get("valid_from", row.valid_from.isoformat()),
            "valid_to": said.get("valid_to", _proposed_end(row, act)),
        },
        "errors": errors,
    }


def _proposed_end(row: Licence, act: str) -> str:
    if act == "renew":
        _start, end = dates.next_term(
            act, start=row.valid_from, end=row.valid_to, years=row.type.years
        )
        return end.isoformat() if end else ""
    return row.valid_to.isoformat() if row.valid_to else ""
