"""我的委托: whom I let act for me, for which matters, until when; and who lets me (民法典 §165)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.catalogue import selectors as catalogue
from tongban.core.accounts.requests import Request
from tongban.core.shell import clock, errors_text
from tongban.core.workdays.rules import day_start, local_date
from tongban.lib.errors import Refusal
from tongban.parties import selectors as parties
from tongban.parties import services
from tongban.parties.errors import ScopeMissing
from tongban.parties.types import IDENTITY_TYPES, PERSON_IDENTITIES

MOST = 50  # matters in one authority; more is "all"
PERSON_TYPES = [(code, IDENTITY_TYPES[code]) for code in PERSON_IDENTITIES]


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponse:
    """Show what I gave and hold; a POST gives another, and keeps what was typed if refused."""
    if request.method != "POST":
        return _show(request)
    try:
        _give(request, clock.now())
    except Refusal as refusal:
        said = errors_text(refusal)
        messages.error(request, said)
        return _show(
            request, status=refusal.status, sent=request.POST, errors={refusal.field: said}
        )
    messages.success(request, _("委托已生效，对方登录后就可以替您办理。随时可以撤销。"))
    return redirect("cases-authorities")


def _show(request: Request, status: int = 200, **more: Any) -> HttpResponse:
    now = clock.now()
    givers = _givers(request, now)
    names = dict(catalogue.matters_offered(local_date(now)))
    given, held = parties.authorities_of(request.actor, now=now)
    context = {
        "given": [(row, [names.get(code, code) for code in row.matters]) for row in given],
        "held": [(row, [names.get(code, code) for code in row.matters]) for row in held],
        "givers": givers,
        "matters": names.items(),
        "identity_types": PERSON_TYPES,
        "sent": {},
        "chosen": request.POST.getlist("matter"),
        "errors": {},
        "until": (local_date(now) + timedelta(days=365)).isoformat(),
        **more,
    }
    return render(request, "cases/authorities.html", context, status=status)


def _givers(request: Request, now: datetime) -> list[tuple[str, str]]:
    """Return whom I may give authority for: myself and the firms that I lead."""
    found = parties.parties_i_may_act_for(request.actor, now=now)
    return [(str(one.party_id), one.name) for one in found if one.relation in {"self", "legal"}]


def _give(request: Request, now: datetime) -> None:
    post = request.POST
    principal = post.get("principal", "")
    agent = services.identify(
        actor=request.actor, now=now, kind="natural", name=post.get("name", ""),
        identity_type=post.get("identity_type", ""), number=post.get("number", ""),
    )  # fmt: skip
    services.authorise(
        actor=request.actor,
        now=now,
        principal=int(principal) if principal in dict(_givers(request, now)) else 0,
        agent=agent.pk,
        scope=post.get("scope", "").strip()[:500] or _("代为办理政务服务事项"),
        matters=_matters(post, now),
        valid_to=_end_of(post.get("until", "")),
    )


def _matters(post: QueryDict, now: datetime) -> list[str]:
    """Return the matters that were ticked; none where it is for all."""
    if post.get("reach") != "some":
        return []
    known = dict(catalogue.matters_offered(local_date(now)))
    found = [code for code in post.getlist("matter") if code in known][:MOST]
    if not found:
        raise ScopeMissing(field="reach")
    return found


def _end_of(text: str) -> datetime | None:
    """Return the end of a day; None (until revoked) where none was given."""
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = None
    return day_start(day + timedelta(days=1)) if day else None


@require_POST
def revoke(request: Request, token: str) -> HttpResponse:
    """End an authority that I gave or hold; again it changes nothing."""
    try:
        services.revoke_by_token(actor=request.actor, now=clock.now(), token=token)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, _("委托已撤销。"))
    return redirect("cases-authorities")
