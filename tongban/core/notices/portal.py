"""The inbox, on both sides, and the demo's outbox."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from tongban.core.accounts.types import Actor
from tongban.core.notices import selectors, services
from tongban.core.notices.permissions import may_see_outbox
from tongban.core.notices.ports import channels
from tongban.core.shell import clock

PAGE = 30


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _inbox(request: HttpRequest, template: str, page_url: str) -> HttpResponse:
    edge = request.GET.get("before", "")
    before = int(edge) if edge.isdigit() and len(edge) < 19 else None
    account_id = _actor(request).account_id
    notices = selectors.inbox(account_id, limit=PAGE + 1, before=before)
    more = notices[PAGE - 1].pk if len(notices) > PAGE else None
    context = {
        "notices": notices[:PAGE],
        "unread_here": selectors.unread(account_id),
        "older": f"{reverse(page_url)}?before={more}" if more else "",
        "page_url": reverse(page_url),
        "first": before is None,
    }
    return render(request, template, context)


@require_GET
def my_messages(request: HttpRequest) -> HttpResponse:
    """Show a citizen's inbox."""
    return _inbox(request, "notices/my.html", "notices-inbox")


@require_GET
def desk_messages(request: HttpRequest) -> HttpResponse:
    """Show a staff member's inbox."""
    return _inbox(request, "notices/desk.html", "notices-desk-inbox")


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if inside and not urlsplit(target).netloc else reverse("notices-inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all of one's notices read and go back."""
    services.mark_read(actor=_actor(request), now=clock.now())
    return HttpResponseRedirect(_back(request))


@require_GET
def open_notice(request: HttpRequest, token: str) -> HttpResponse:
    """Mark one's notice read and go where it leads (to the inbox if nowhere)."""
    notice = selectors.of_account(token, _actor(request).account_id)
    if notice is None:
        raise Http404
    services.mark_read(actor=_actor(request), now=clock.now(), tokens=[token])
    inside = url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)
    return HttpResponseRedirect(notice.link if inside else reverse("notices-inbox"))


def _outbox(request: HttpRequest, template: str) -> HttpResponse:
    messages = [{"row": row, "channel": channels.label(row.channel)} for row in selectors.outbox()]
    return render(request, template, {"messages_out": messages, "poll_url": request.path})


@login_not_required
@require_GET
def demo_outbox(request: HttpRequest) -> HttpResponse:
    """Show what the demo would have sent, to everybody: newcomers find their login code here."""
    if not settings.DEMO:
        raise Http404
    if request.headers.get("HX-Request"):
        return _outbox(request, "notices/_outbox.html")
    return _outbox(request, "notices/outbox.html")


@require_GET
def desk_outbox(request: HttpRequest) -> HttpResponse:
    """Show the outbox and the delivery log to staff of the demo."""
    if not may_see_outbox(_actor(request)):
        raise Http404
    if request.headers.get("HX-Request"):
        return _outbox(request, "notices/_outbox.html")
    log = [
        {"row": row, "channel": channels.label(row.channel)}
        for row in selectors.deliveries(limit=50)
    ]
    messages = [{"row": row, "channel": channels.label(row.channel)} for row in selectors.outbox()]
    context = {"messages_out": messages, "log": log, "poll_url": request.path}
    return render(request, "notices/desk_outbox.html", context)
