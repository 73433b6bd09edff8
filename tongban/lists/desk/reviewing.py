"""Reviewing: what would change for the public, then publish with a date or send back."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.core.accounts.selectors import names_of
from tongban.core.shell import clock
from tongban.lists import selectors, services
from tongban.lists.desk import shared
from tongban.lists.errors import ListRefused, ListUnknown, WrongDate
from tongban.lists.portal import showing
from tongban.lists.states import REVIEW


@require_safe
def review(request: HttpRequest, code: str) -> HttpResponse:
    """The open edition against the one published last, entry by entry, with the acts."""
    try:
        context = _context(request, code)
    except ListUnknown as refusal:
        if refusal.reason != "list_no_draft":
            raise
        return redirect("lists-desk-list", code=code)
    return render(request, "lists/desk/review.html", context)


def _context(request: HttpRequest, code: str) -> dict[str, Any]:
    owner, edition, kind = shared.open_edition(request, code)
    last = selectors.last_published(owner)
    found = selectors.compared(last, edition)
    today = shared.today()
    soonest = max(today, last.effective_from) if last and last.effective_from else today
    people = names_of([edition.edited_by, edition.submitted_by or edition.edited_by])
    return {
        "list": owner,
        "kind": kind,
        "edition": edition,
        "last": last,
        "size": found.same + len(found.added) + len(found.changed),
        "differences": showing.differences(found, kind.columns, kind.head, owner.division_id),
        "editor": people.get(edition.edited_by, ""),
        "submitter": people.get(edition.submitted_by, ""),
        "in_review": edition.state == REVIEW,
        "soonest": soonest,
        "effective_from": max(soonest, today + timedelta(days=1)),
        **shared.powers(request, owner),
    }


@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish what was reviewed, from a day on."""
    shared.kept(request, code)
    typed = {name: request.POST.get(name, "") for name in ("effective_from", "document", "note")}
    try:
        edition = services.publish(
            actor=shared.actor_of(request),
            now=clock.now(),
            code=code,
            seen=shared.number(request.POST.get("seen", "")),
            effective_from=_day(typed["effective_from"]),
            document=typed["document"],
            note=typed["note"],
        )
    except ListRefused as refusal:
        return _again(request, code, refusal, typed)
    messages.success(
        request,
        _("已公布第 {number} 版，{day} 起施行。").format(
            number=edition.number, day=edition.effective_from
        ),
    )
    return redirect("lists-desk-list", code=code)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongDate("list_date_unreadable", field="effective_from") from None


def _again(
    request: HttpRequest, code: str, refusal: ListRefused, typed: dict[str, str]
) -> HttpResponse:
    if refusal.reason in {"list_no_draft", "list_unknown"}:
        raise refusal
    context = {**_context(request, code), **typed}
    return shared.refused(request, refusal, "lists/desk/review.html", context)


@require_POST
def send_back(request: HttpRequest, code: str) -> HttpResponse:
    """Send the edition back to be changed."""
    shared.kept(request, code)
    reason = request.POST.get("reason", "")
    try:
        services.send_back(
            actor=shared.actor_of(request), now=clock.now(), code=code, reason=reason
        )
    except ListRefused as refusal:
        return _again(request, code, refusal, {"reason": reason})
    messages.success(request, _("已退回修改。"))
    return redirect("lists-desk-list", code=code)
