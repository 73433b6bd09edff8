"""What an interested person (利害关系人) was told of, may say and ask for (行政许可法 §36, §47)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.cases.selectors import interested as selectors
from tongban.cases.services import interested
from tongban.core.accounts.requests import Request
from tongban.core.papers.selectors import papers_of
from tongban.core.shell import clock, errors_text
from tongban.lib.errors import Refusal

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor


def home_panel(request: HttpRequest) -> dict[str, Any] | None:
    """Give what I was told of and have not answered; None hides the panel."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = [one for one in selectors.mine(actor) if not one.case.item.decided_at]
    return {"told": rows} if rows else None


@require_safe
def detail(request: Request, token: str) -> HttpResponse:
    """Show what the application is, how it touches me, what I may do and what I said."""
    return show(request, token)


def show(request: Request, token: str, status: int = 200, **more: Any) -> HttpResponse:
    now = clock.now()
    row = selectors.by_token(request.actor, token)
    context = {
        "row": row,
        "item": row.case.item,
        "papers": papers_of(row.subject),
        **selectors.standing(row, now),
        **more,
    }
    return render(request, "cases/told.html", context, status=status)


@require_POST
def state(request: Request, token: str) -> HttpResponse:
    """Say what one thinks; what was typed stays where it is refused."""
    text = request.POST.get("text", "")
    try:
        interested.state(actor=request.actor, now=clock.now(), token=token, text=text)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        said = errors_text(refusal)
        messages.error(request, said)
        return show(request, token, status=refusal.status, act_sent=request.POST,
                    act_errors={"text": said})  # fmt: skip
    messages.success(request, _("意见已提交，审查人员会看到。"))
    return redirect("cases-told", token=token)


@require_POST
def ask_hearing(request: Request, token: str) -> HttpResponse:
    """Ask for the hearing."""
    try:
        interested.ask_hearing(actor=request.actor, now=clock.now(), token=token)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, _("听证申请已提交，我们会在 20 个工作日内组织。"))
    return redirect("cases-told", token=token)
