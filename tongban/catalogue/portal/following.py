"""Following a guide with one press, and the list of what one follows."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue.errors import CatalogueError
from tongban.catalogue.portal.guides import refused
from tongban.catalogue.selectors.following import followed, name_of
from tongban.catalogue.services import subscribing
from tongban.core.accounts.requests import Request
from tongban.core.shell import clock, errors_text

WANTED = "catalogue.follow"  # in the session: what somebody pressed who had not logged in yet
GONE = "catalogue.unfollowed"  # and what can be undone


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: Request, task_code: str) -> HttpResponse:
    """Follow this guide. Who has not logged in is sent to, and comes back here: the press of the
    button is kept in the session, so that a link alone makes nobody follow anything."""
    pressed = request.method == "POST"
    if request.actor.account_id is None:
        if not pressed:
            return redirect("catalogue-guide", task_code)
        request.session[WANTED] = task_code
        return redirect_to_login(request.path)
    if not pressed and request.session.get(WANTED) != task_code:
        return redirect("catalogue-guide", task_code)
    request.session.pop(WANTED, None)
    return _followed(request, task_code)


def _followed(request: Request, task_code: str) -> HttpResponse:
    try:
        subscribing.follow(actor=request.actor, now=clock.now(), task_code=task_code)
    except CatalogueError as refusal:
        if refusal.code != "follow_refused":
            return refused(request, refusal)
        messages.error(request, errors_text(refusal))
    else:
        if request.session.get(GONE) == task_code:
            del request.session[GONE]
        messages.success(request, _("已关注。这份指南有变化时会通知您。"))
    back = "catalogue-follows" if request.POST.get("from") == "list" else "catalogue-guide"
    return redirect(back, *([] if back == "catalogue-follows" else [task_code]))


@require_POST
def unfollow(request: Request, task_code: str) -> HttpResponse:
    """Follow it no longer; the list then offers to undo it."""
    if subscribing.unfollow(actor=request.actor, task_code=task_code):
        request.session[GONE] = task_code
    return redirect(reverse("catalogue-follows"))


@require_safe
def index(request: Request) -> HttpResponse:
    """List the guides that one follows."""
    gone = request.session.get(GONE, "")
    context = {
        "rows": followed(request.actor),
        "gone": gone,
        "gone_name": name_of(gone) if gone else "",
    }
    return render(request, "catalogue/follows.html", context)
