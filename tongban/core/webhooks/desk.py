"""The administrator's pages: who is sent the feed, how they stand, what they took."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.core.accounts.types import Actor
from tongban.core.ledger import selectors as ledger
from tongban.core.shell import clock, errors_text
from tongban.core.webhooks import schemas, selectors, services
from tongban.core.webhooks.errors import WebhookError
from tongban.core.webhooks.models import Receiver
from tongban.core.webhooks.types import Wanted

STATES = {
    "current": ("同步", "good"),
    "behind": ("追赶中", "info"),
    "failing": ("中断，重试中", "bad"),
    "paused": ("已暂停", "neutral"),
}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every receiver, its state, and how many entries it is behind."""
    found = selectors.listing(_actor(request), clock.now())
    rows = [
        {"receiver": row, "standing": standing, "state": STATES[standing.state]}
        for row, standing in found
    ]
    return render(request, "webhooks/list.html", {"rows": rows, "head": ledger.position()})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new receiver; its secret is shown once, on the page that follows."""
    selectors.listing(_actor(request), clock.now())  # asks for the power
    context: dict[str, Any] = {"code": "", "wanted": Wanted("", "", (), False, schemas.PER_SECOND)}
    if request.method == "POST":
        code, wanted = request.POST.get("code", "").strip(), schemas.wanted(request.POST)
        try:
            row, secret = services.create(
                actor=_actor(request), now=clock.now(), code=code, wanted=wanted
            )
        except WebhookError as refusal:
            if refusal.status == 403:
                raise
            context = {"code": code, "wanted": wanted, "errors": _errors(refusal)}
            return render(request, "webhooks/new.html", context, status=refusal.status)
        return show(request, row, secret=secret)
    return render(request, "webhooks/new.html", context)


@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One receiver: standing, receipts, and the form to change it."""
    row = selectors.by_code(_actor(request), code)
    if request.method != "POST":
        return show(request, row)
    wanted = schemas.wanted(request.POST)
    try:
        services.change(actor=_actor(request), now=clock.now(), code=code, wanted=wanted)
    except WebhookError as refusal:
        return show(request, row, wanted=wanted, refusal=refusal)
    messages.success(request, _("已保存。"))
    return redirect("webhooks-desk-detail", code=code)


@require_POST
def act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Stop, go on, send again from a place, or take a new secret."""
    actor, now = _actor(request), clock.now()
    row = selectors.by_code(actor, code)
    try:
        if name == "pause":
            services.pause(actor=actor, now=now, code=code)
        elif name == "resume":
            services.resume(actor=actor, now=now, code=code)
        elif name == "resend":
            services.resend_from(actor=actor, now=now, code=code, position=_place(request))
        elif name == "secret":
            secret = services.renew_secret(actor=actor, now=now, code=code)
            return show(request, row, secret=secret)
        else:
            return redirect("webhooks-desk-detail", code=code)
    except WebhookError as refusal:
        return show(request, row, refusal=refusal)
    messages.success(request, _("已办好。"))
    return redirect("webhooks-desk-detail", code=code)


def show(
    request: HttpRequest,
    row: Receiver,
    *,
    secret: str = "",
    wanted: Wanted | None = None,
    refusal: WebhookError | None = None,
) -> HttpResponse:
    """Draw the page of one receiver."""
    head, before = ledger.position(), request.GET.get("before", "")
    older = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 0
    receipts = selectors.receipts(row, before=older)
    standing = selectors.standing(row, head, clock.now())
    more = receipts[selectors.SHOWN - 1].pk if len(receipts) > selectors.SHOWN else None
    context = {
        "row": row,
        "standing": standing,
        "state": STATES[standing.state],
        "head": head,
        "receipts": receipts[: selectors.SHOWN],
        "next": more,
        "secret": secret,
        "code": row.code,
        "wanted": wanted or Wanted(row.name, row.url, row.prefixes, row.whole, row.per_second),
        "errors": _errors(refusal) if refusal else {},
    }
    return render(
        request, "webhooks/detail.html", context, status=refusal.status if refusal else 200
    )


def _place(request: HttpRequest) -> int:
    text = request.POST.get("position", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


def _errors(refusal: WebhookError) -> dict[str, str]:
    return {refusal.field or "code": errors_text(refusal)}
