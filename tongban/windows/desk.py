"""The window's pages: what to answer, what is agreed on, and whom to go to."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.core.accounts.requests import Request, page_key
from tongban.core.accounts.selectors import entries_of
from tongban.core.accounts.services import unmask
from tongban.core.accounts.types import Actor
from tongban.core.shell import clock, errors_text
from tongban.core.shell.faults import error_page
from tongban.core.shell.ports import Todo
from tongban.core.vault.rules import mask_phone
from tongban.core.workdays.rules import ZONE
from tongban.lib.errors import Refusal
from tongban.windows import permissions, selectors, services, states
from tongban.windows.handlers import CLEAR
from tongban.windows.models import Visit

PAGE = 50
OPEN_MOST = 200
SCREEN = 5
TABS = {"open": "待办", "past": "已结束"}


def todos(request: HttpRequest) -> list[Todo]:
    """Give the visits that the viewer is to answer, then those agreed on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    return [
        Todo(
            title=f"{row.get_kind_display()}：{row.implementation.matter.name}",
            url=reverse("windows-desk-detail", args=[row.number]),
            number=row.number,
            state=selectors.light(row, now),
            left=row.get_state_display(),
            meta=row.party.name,
        )
        for row in selectors.waiting(actor, limit=SCREEN)
    ]


@require_safe
def index(request: Request) -> HttpResponse:
    """What is open, the answers first; or what is over."""
    if not permissions.may_list(request.actor):
        return error_page(request, 403)
    tab = "past" if request.GET.get("tab") == "past" else "open"
    now, more = clock.now(), False
    if tab == "past":
        found = selectors.past(request.actor, before=page_key(request), limit=PAGE + 1)
        more = len(found) > PAGE
        found = found[:PAGE]
    else:
        found = selectors.waiting(request.actor, limit=OPEN_MOST)
    base = reverse("windows-desk")
    context = {
        "tab": tab,
        "tabs": [{"code": c, "label": t, "url": f"{base}?tab={c}"} for c, t in TABS.items()],
        "rows": [(row, selectors.light(row, now)) for row in found],
        "next_url": f"?tab=past&before={found[-1].pk}" if more else "",
    }
    return render(request, "windows/desk.html", context)


@require_safe
def detail(request: Request, number: str) -> HttpResponse:
    """One visit: who, why, when, where; and the answer."""
    return _show(request, number)


def _show(
    request: Request, number: str, status: int = 200, *, clear: Any = None, **more: Any
) -> HttpResponse:
    row = selectors.by_number(request.actor, number)
    if not permissions.may_list(request.actor):
        return error_page(request, 403)
    mine = permissions.may_answer(request.actor, row)
    agreed = row.agreed_for
    context = {
        "row": row,
        "light": selectors.light(row, clock.now()),
        "may_answer": mine and row.state in states.OPEN,
        "may_finish": mine and row.state == states.AGREED,
        "may_read": mine,
        "clear": clear,
        "phone": mask_phone(str(row.phone)),
        "at": agreed.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") if agreed else "",
        "history": entries_of(row.subject),
        "sent": {},
        "errors": {},
        **more,
    }
    return render(request, "windows/desk_detail.html", context, status=status)


@require_POST
def reveal(request: Request, number: str) -> HttpResponse:
    """Show address and telephone, recorded in the ledger as a reading (个保法 §55)."""
    row: Visit = selectors.by_number(request.actor, number)
    clear = unmask(
        actor=request.actor,
        now=clock.now(),
        subject=row.subject,
        fields=CLEAR,
        reason=_("办理%(kind)s，联系申请人") % {"kind": row.get_kind_display()},
    )
    return _show(request, number, clear=clear)


@require_POST
def agree(request: Request, number: str) -> HttpResponse:
    """Agree on a moment, or on another."""
    sent = {
        name: request.POST.get(name, "").replace("\x00", "") for name in ("at", "staff", "answer")
    }
    try:
        services.agree(
            actor=request.actor, now=clock.now(), number=number, at=_moment(sent["at"]),
            staff=sent["staff"], answer=sent["answer"],
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, number, refusal, sent)
    messages.success(request, _("已约定，已告知申请人。"))
    return redirect("windows-desk-detail", number=number)


@require_POST
def decline(request: Request, number: str) -> HttpResponse:
    """Decline, and say what else can be done."""
    sent = {"declined": request.POST.get("declined", "").replace("\x00", "")}
    try:
        services.decline(
            actor=request.actor, now=clock.now(), number=number, answer=sent["declined"]
        )
    except Refusal as refusal:
        return _refused(request, number, refusal, sent)
    messages.success(request, _("已答复申请人。"))
    return redirect("windows-desk")


@require_POST
def done(request: Request, number: str) -> HttpResponse:
    """Say that it took place."""
    try:
        services.done(actor=request.actor, now=clock.now(), number=number)
    except Refusal as refusal:
        return _refused(request, number, refusal, {})
    messages.success(request, _("已登记办完。"))
    return redirect("windows-desk")


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)
    except ValueError:
        return None


def _refused(request: Request, number: str, refusal: Refusal, sent: dict[str, str]) -> HttpResponse:
    if refusal.status in {403, 404}:
        raise refusal
    said = errors_text(refusal)
    messages.error(request, said)
    field = "declined" if "declined" in sent else refusal.field
    return _show(request, number, refusal.status, sent=sent, errors={field: said})
