"""异地代收 at the window that took an application in: how far it is, and the originals it keeps."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.cases import permissions
from tongban.cases.selectors import custody as selectors
from tongban.cases.services import custody as acts
from tongban.core.accounts.requests import Request, page_key
from tongban.core.accounts.selectors import entries_of
from tongban.core.accounts.types import Actor
from tongban.core.papers.selectors import papers_of
from tongban.core.shell import clock, errors_text
from tongban.core.shell.faults import error_page
from tongban.core.shell.ports import Todo
from tongban.lib.errors import Refusal

PAGE = 50
SCREEN = 5


def todos(request: HttpRequest) -> list[Todo]:
    """Give the originals that are to be given back: their cases are over."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return [
        Todo(
            title=row.case.item.title,
            url=reverse("cases-desk-taken-detail", args=[row.pk]),
            number=row.case.item.number,
            left=_("已有结果，请还原件"),
            meta=row.case.applicant_name,
        )
        for row in selectors.to_return(actor, SCREEN)
    ]


def case_panel(request: HttpRequest) -> dict[str, Any] | None:
    """On the page of a case at its own body: which window took it in, and keeps the originals."""
    case = getattr(request, "case", None)
    row = selectors.of_case(case) if case is not None and case.channel == "hall" else None
    return {"custody": row} if row else None


@require_safe
def index(request: Request) -> HttpResponse:
    """List what my window took in for bodies elsewhere, the latest first."""
    if not permissions.assists(request.actor):
        return error_page(request, 403)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    found = selectors.taken(request.actor, text=text, before=page_key(request), limit=PAGE)
    more = len(found) > PAGE
    context = {
        "rows": found[:PAGE],
        "q": text,
        "next_url": f"?before={found[PAGE - 1].pk}" if more else "",
    }
    return render(request, "cases/taken.html", context)


@require_safe
def detail(request: Request, key: int) -> HttpResponse:
    """Show how far it is, its papers to print, the originals, and what may be done about them."""
    return _show(request, key)


def _show(request: Request, key: int, status: int = 200, **more: Any) -> HttpResponse:
    row = selectors.by_key(request.actor, key)
    asked = selectors.papers_asked(row)
    context = {
        "row": row,
        "item": row.case.item,
        "asked": [(name, name in row.papers) for name in asked],
        "others": "、".join(name for name in row.papers if name not in asked),
        "history": entries_of(row.subject),
        "papers": papers_of(row.case.subject),
        "errors": {},
        **more,
    }
    return render(request, "cases/taken_detail.html", context, status=status)


@require_POST
def keep(request: Request, key: int) -> HttpResponse:
    """Write down which originals stay here."""
    sent = [one.replace("\x00", "") for one in request.POST.getlist("paper")]
    other = request.POST.get("other", "").replace("\x00", "")
    papers = [*sent, *(one for one in other.replace("，", "、").split("、"))]
    try:
        acts.keep(actor=request.actor, now=clock.now(), key=key, papers=papers)
    except Refusal as refusal:
        return _refused(request, key, refusal, other=other)
    messages.success(request, _("已登记。办件有结果后会提醒归还。"))
    return redirect("cases-desk-taken-detail", key=key)


@require_POST
def give_back(request: Request, key: int) -> HttpResponse:
    """Write down that the originals were given back, and to whom."""
    to = request.POST.get("to", "").replace("\x00", "")
    try:
        acts.give_back(actor=request.actor, now=clock.now(), key=key, to=to)
    except Refusal as refusal:
        return _refused(request, key, refusal, to=to)
    messages.success(request, _("已登记归还。"))
    return redirect("cases-desk-taken-detail", key=key)


def _refused(request: Request, key: int, refusal: Refusal, **sent: Any) -> HttpResponse:
    if refusal.status in {403, 404}:
        raise refusal
    errors = {refusal.field or "papers": errors_text(refusal)}
    return _show(request, key, status=refusal.status, errors=errors, **sent)
