"""The wallet: what one holds, showing it by a code, and who has seen it."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.core.accounts.types import Actor
from tongban.core.params import selectors as params
from tongban.core.shell import errors_text
from tongban.core.shell.clock import now
from tongban.core.workdays.rules import local_date
from tongban.lib import qr
from tongban.licences import ports, selectors, services
from tongban.licences.errors import LicenceError, ShareRefused, UnknownLicence
from tongban.licences.models import Licence, Share
from tongban.licences.rules import codes
from tongban.licences.schemas import happened, held, shown

PAGE = 20
MINUTES = ((10, "10 分钟"), (60, "1 小时"), (24 * 60, "1 天"))


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _own(request: HttpRequest, token: str) -> Licence:
    try:
        return selectors.own_by_token(_actor(request), token)
    except UnknownLicence as error:
        raise Http404 from error


@require_GET
def wallet(request: HttpRequest) -> HttpResponse:
    """What one holds: in use, soon over, and over; older versions are with the newest."""
    today = local_date(now())
    soon = today + timedelta(days=params.number("licence.remind", on=today))
    rows = selectors.own_newest(_actor(request))
    offers = ports.offers.of(rows, now())
    cards = [held(row, today=today, soon=soon) for row in rows]
    for card in cards:
        card["offers"] = [one for one in offers[card["licence"].pk] if one.url]
    groups = [
        (title, [card for card in cards if card["group"] == code])
        for code, title in (
            ("soon", _("快到期")), ("live", _("在用")), ("over", _("已不能用")),
        )
    ]  # fmt: skip
    return render(request, "licences/wallet.html", {"groups": [g for g in groups if g[1]]})


@require_GET
def item(request: HttpRequest, token: str) -> HttpResponse:
    """One licence of one's own; while it is being made the page asks again every two seconds."""
    licence = _own(request, token)
    context = shown(licence, now=now())
    if request.headers.get("HX-Request") == "true":
        return render(request, "licences/card.html", context)
    uses = selectors.uses_of(licence, limit=PAGE + 1)
    context |= {
        "shares": [_shown_share(one) for one in selectors.shares_of(licence)],
        "uses": uses[:PAGE],
        "more_uses": len(uses) > PAGE,
        "versions": selectors.versions_of(licence),
        "entries": happened(licence),
        "offers": [] if licence.superseded else ports.offers.of([licence], now())[licence.pk],
    }
    return render(request, "licences/wallet_item.html", context)


@require_GET
def uses(request: HttpRequest, token: str) -> HttpResponse:
    """Everybody who saw or called it, page by page."""
    licence = _own(request, token)
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    rows = selectors.uses_of(licence, before=before, limit=PAGE + 1)
    context = {
        "licence": licence,
        "uses": rows[:PAGE],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }
    return render(request, "licences/wallet_uses.html", context)


def _shown_share(one: Share) -> dict[str, Any]:
    at = now()
    if one.open_at(at):
        state = ("good", _("有效"))
    elif one.revoked_at is not None:
        state = ("neutral", _("已撤回"))
    elif one.once and one.used_count:
        state = ("neutral", _("已用"))
    else:
        state = ("neutral", _("已过期"))
    return {"share": one, "open": one.open_at(at), "tone": state[0], "state": state[1]}


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, token: str) -> HttpResponse:
    """Give a code: for what, what may be seen, how long, how often."""
    licence = _own(request, token)
    errors: dict[str, str] = {}
    status = HTTPStatus.OK
    said = request.POST
    most = services.most_minutes(now())
    if request.method == "POST":
        minutes = said.get("minutes", "")
        try:
            made = services.share(
                actor=_actor(request),
                now=now(),
                licence_id=licence.pk,
                purpose=said.get("purpose", ""),
                shown=said.getlist("shown"),
                minutes=int(minutes) if minutes.isascii() and minutes.isdigit() else 0,
                once=said.get("once", "yes") == "yes",
            )
        except LicenceError as error:
            field = error.field or "general"
            errors, status = {field: errors_text(error)}, HTTPStatus(error.status)
        else:
            return redirect("licences-wallet-share", share=made.token)
    context = {
        "licence": licence,
        "fields": list(licence.terms.faces.items()),
        "minutes": [(str(n), text) for n, text in MINUTES if n <= most],
        "values": {
            "purpose": said.get("purpose", ""),
            "shown": said.getlist("shown") if said else list(licence.terms.faces),
            "minutes": said.get("minutes", "10"),
            "once": said.get("once", "yes"),
        },
        "errors": errors,
    }
    return render(request, "licences/share_new.html", context, status=status)


def _own_share(request: HttpRequest, token: str) -> Share:
    found = selectors.own_share(_actor(request), token)
    if found is None:
        raise Http404
    return found


@require_GET
def code(request: HttpRequest, share: str) -> HttpResponse:
    """One code, large, with its QR, while it holds."""
    one = _own_share(request, share)
    labels = one.licence.terms.faces
    address = f"{settings.SITE_URL}{reverse('licences-shared')}?code={codes.shown(one.code)}"
    context = _shown_share(one) | {
        "licence": one.licence,
        "code": codes.shown(one.code),
        "address": address,
        "qr": qr.svg(address) if one.open_at(now()) else "",
        "fields": [labels[key] for key in labels if key in one.shown],
        "uses": one.uses.order_by("-id")[:PAGE],
    }
    return render(request, "licences/share.html", context)


@require_POST
def take_back(request: HttpRequest, share: str) -> HttpResponse:
    """Take a code back."""
    try:
        services.revoke_share(actor=_actor(request), now=now(), token=share)
    except ShareRefused as error:
        raise Http404 from error
    messages.success(request, _("已撤回，这个出示码不能再用。"))
    return redirect("licences-wallet-share", share=share)
