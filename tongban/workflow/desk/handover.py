"""交接: choose who leaves and who takes over, look at what would move, do it, undo it."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.requests import Request
from tongban.core.shell import clock, errors_text
from tongban.lib.errors import Refusal
from tongban.workflow import handlers, services
from tongban.workflow.schemas import DIGITS, number
from tongban.workflow.selectors import handovers
from tongban.workflow.selectors.todos import todo_of


@require_http_methods(["GET", "POST"])
def handover(request: Request) -> HttpResponse:
    """GET with `?leaver=` shows what they hold; POST moves it and says what stayed and why."""
    actor, now = request.actor, clock.now()
    given = request.POST if request.method == "POST" else request.GET
    text = str(given.get("leaver", ""))
    leaver = int(text) if text.isascii() and text.isdecimal() and len(text) < DIGITS else 0
    context: dict[str, Any] = {
        "holders": handovers.holders(actor),
        "leaver": leaver,
        "sent": given,
    }
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            row = services.hand_over(
                actor=actor,
                now=now,
                leaver=leaver,
                taker=number(request.POST, "taker") or None,
                reason=str(request.POST.get("reason", "")),
            )
        except Refusal as refusal:
            status = HTTPStatus(refusal.status)
            sentence, field = errors_text(refusal), refusal.field or "leaver"
            context |= {"errors": {field: sentence}, "problems": [(f"id_{field}", sentence)]}
        else:
            stayed = handovers.stayed(row.pk)
            words = _("已交接。") if not stayed else _("已交接，有 {n} 件没有移动，见下表。")
            messages.success(request, words.format(n=stayed))
            return redirect("workflow-handover")
    held = handovers.held_by(actor, leaver) if leaver else []
    context |= {
        "held": [handlers.shown(todo_of(task, now), now) for task in held],
        "takers": [("", "退回待办池，由有该角色的人办")] + [
            (one.pk, one.name)
            for one in (accounts.colleagues_of(leaver, now=now) if leaver else [])
        ],
        "past": handovers.handovers(actor),
        "me": actor.account_id,
    }  # fmt: skip
    return render(request, "workflow/handover.html", context, status=status)


@require_POST
def undo(request: Request, handover_id: int) -> HttpResponse:
    """Give back what is still where the hand-over put it."""
    try:
        services.undo(actor=request.actor, now=clock.now(), handover=handover_id)
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, _("已撤销：还没有办的已经退回，办过的不动。"))
    return redirect("workflow-handover")
