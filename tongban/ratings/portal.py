"""The citizens' face: rate a service, by the random token of what was done."""

import re
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tongban.core.accounts.types import Actor
from tongban.core.shell import errors_text
from tongban.core.shell.clock import now
from tongban.ratings import selectors, services
from tongban.ratings.errors import AlreadyRated, RatingError, UnknownSubject
from tongban.ratings.schemas import FACES, tag_choices
from tongban.ratings.types import Channel, RatingTarget

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,60}")
CHANNELS = {"hall": Channel.HALL, "phone": Channel.PHONE}


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
    context: dict[str, Any] = {"target": target, "faces": FACES, "tags": tag_choices()}
    if rating is not None:
        return render(request, "ratings/thanks.html", context | {"rating": rating})
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            services.rate(
                actor=_actor(request),
                now=now(),
                subject=token,
                level=_level(request.POST.get("level", "")),
                tags=request.POST.getlist("tags"),
                comment=request.POST.get("comment", ""),
                channel=CHANNELS.get(request.GET.get("from", ""), Channel.WEB),
                public=request.POST.get("public", "") == "on",
                token=token,
            )
        except AlreadyRated:
            return redirect("ratings-rate", token=token)
        except RatingError as error:
            status = HTTPStatus(error.status)
            text = errors_text(error)
            context["errors"] = {error.field or "level": text}
            context["problems"] = [(f"id_{error.field or 'level'}", text)]
            context["sent"] = request.POST
            context["chosen_tags"] = request.POST.getlist("tags")
        else:
            return redirect("ratings-rate", token=token)
    return render(request, "ratings/rate.html", context, status=status)


def _level(text: str) -> int:
    return int(text) if text in {"1", "2", "3", "4", "5"} else 0
