"""The citizens' face: rate by the random token of what was done, on one's own screen or on the pad
of a window; read how every body is rated and what it answers.
"""

import re
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongban.core.accounts.types import Actor
from tongban.core.divisions import selectors as divisions
from tongban.core.organisations import selectors as organisations
from tongban.core.organisations.errors import UnknownOrganisation
from tongban.core.shell.clock import now
from tongban.lib import qr
from tongban.ratings import permissions, schemas, selectors, services
from tongban.ratings.errors import AlreadyRated, PadUnknown, RatingError, UnknownSubject
from tongban.ratings.models import Pad, Visit
from tongban.ratings.types import VISIT, Channel, RatingTarget

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,60}")
CHANNELS = {"hall": Channel.HALL, "phone": Channel.PHONE}
PAGE = 20


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _target(token: str) -> RatingTarget:
    # A ref ("case:12") can be guessed; the page answers to random tokens alone.
    if not _TOKEN.fullmatch(token):
        raise Http404
    try:
        return selectors.target(token)
    except UnknownSubject as error:
        raise Http404 from error


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The page with the five faces; after the rating, thanks. `?from=hall` marks the counter."""
    target = _target(token)
    rating = selectors.of_subject(target.subject)
    context: dict[str, Any] = {"target": target, **schemas.form_context(target)}
    if rating is not None:
        return render(request, "ratings/thanks.html", context | {"rating": rating})
    visit = target.subject.startswith(f"{VISIT}:")
    own = permissions.is_own(_actor(request), target)
    context |= {"visit": visit, "chosen_name": "on" if own else ""}
    status = HTTPStatus.OK
    if request.method == "POST":
        channel = Channel.HALL if visit else CHANNELS.get(request.GET.get("from", ""), Channel.WEB)
        try:
            _give(request, target, channel)
        except AlreadyRated:
            return redirect("ratings-rate", token=token)
        except RatingError as error:
            status = HTTPStatus(error.status)
            context |= schemas.refused_form(request.POST, error)
        else:
            return redirect("ratings-rate", token=token)
    return render(request, "ratings/rate.html", context, status=status)


def _give(request: HttpRequest, target: RatingTarget, channel: str) -> None:
    services.rate(
        actor=_actor(request),
        now=now(),
        subject=target.token,
        channel=channel,
        token=target.token,
        **schemas.read_form(request.POST),
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def pad(request: HttpRequest, token: str) -> HttpResponse:
    """A window's rating pad: what the clerk put on it, thanks after it, else a welcome.

    htmx asks again; while the same visit is shown it is told 204, so that nothing chosen is lost.
    """
    moment = now()
    try:
        device = selectors.pad_by_token(token)
    except PadUnknown as error:
        raise Http404 from error
    visit = selectors.on_pad(device, moment)
    if request.method == "POST":
        return _rated_on_pad(request, device, visit)
    if request.headers.get("HX-Request") == "true":
        services.seen(pad=device, now=moment)
        if visit is not None and request.GET.get("showing") == str(visit.pk):
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "ratings/pad.html", _pad_context(device, visit, request))


def _rated_on_pad(request: HttpRequest, device: Pad, visit: Visit | None) -> HttpResponse:
    here = redirect("ratings-pad", token=device.token)
    if visit is None or request.POST.get("visit") != str(visit.pk):
        return here  # the clerk has put another one on it, or it has waited too long
    if request.POST.get("skip"):
        services.rest(pad=device, now=now())
        return here
    target = selectors.target(visit.token)
    try:
        _give(request, target, Channel.HALL)
    except AlreadyRated:
        return here
    except RatingError as error:
        context = _pad_context(device, visit, request) | schemas.refused_form(request.POST, error)
        return render(request, "ratings/pad.html", context, status=error.status)
    return redirect(reverse("ratings-pad", args=[device.token]) + "?thanks=1")


def _pad_context(device: Pad, visit: Visit | None, request: HttpRequest) -> dict[str, Any]:
    context: dict[str, Any] = {
        "pad": device, "visit": visit,
        "thanks": visit is None and "thanks" in request.GET and "HX-Request" not in request.headers,
    }  # fmt: skip
    if visit is not None:
        address = reverse("ratings-rate", args=[visit.token])
        target = selectors.target(visit.token)
        context |= {"qr": qr.svg(f"{settings.SITE_URL}{address}"), **schemas.form_context(target)}
    return context


@login_not_required
@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """How every body is rated, by place: satisfied, bad, fixed, each with what it is of."""
    places = divisions.counties()
    asked = request.GET.get("division", "")
    chosen = next((one for one in places if one.code == asked), None)
    rows = selectors.standings(division_path=chosen.path if chosen else "")
    total = schemas.Total.of(rows)
    context = {
        "rows": rows,
        "division": chosen.code if chosen else "",
        "places": [("", "全市"), *((one.code, one.name) for one in places)],
        "total": total,
        "columns": schemas.BODY_COLUMNS,
        "table": [schemas.body_line(row) for row in rows],
        "share": schemas.share(total.satisfied, total.valid),
        "share_note": f"满意 {total.satisfied} / 有效评价 {total.valid}",
        "fixed_note": f"已整改 {total.fixed} / 差评 {total.bad}",
        "source": schemas.BASIS,
    }
    return render(request, "ratings/public.html", context)


@login_not_required
@require_safe
def public_body(request: HttpRequest, code: str) -> HttpResponse:
    """One body: its levels, and the words and answers that may be read, newest first."""
    try:
        organisation = organisations.get(code)
    except UnknownOrganisation as error:
        raise Http404 from error
    standings = selectors.standings(organisation=organisation.pk)
    body = standings[0] if standings else schemas.unrated(organisation)
    bad, before = request.GET.get("bad") == "1", schemas.key(request.GET.get("before", ""))
    told = selectors.told(organisation.pk, bad=bad, before=before, limit=PAGE + 1)
    more = told[PAGE - 1].pk if len(told) > PAGE else 0
    context = {
        "body": body,
        "all_url": reverse("ratings-public"),
        "told": told[:PAGE],
        "bad": bad,
        "next_url": f"?before={more}{'&bad=1' if bad else ''}" if more else "",
        "bars": schemas.level_bars(body),
        "columns": schemas.LEVEL_COLUMNS,
        "table": schemas.level_lines(body),
        "share": schemas.share(body.satisfied, body.valid),
        "share_note": f"满意 {body.satisfied} / 有效评价 {body.valid}",
        "fixed_note": f"已整改 {body.fixed} / 差评 {body.bad}",
        "source": schemas.BASIS,
    }
    return render(request, "ratings/public_body.html", context)
