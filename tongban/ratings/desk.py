"""The staff's face: the ratings of one's own bodies, and the reply to each."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.core.accounts.types import Actor
from tongban.core.shell import errors_text
from tongban.core.shell.clock import now
from tongban.ratings import permissions, selectors, services
from tongban.ratings.errors import RatingError, UnknownSubject
from tongban.ratings.types import LEVEL_TITLES

PAGE = 50


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@require_GET
def ratings(request: HttpRequest) -> HttpResponse:
    """The list in scope, newest first."""
    level, before = (
        _number(request.GET.get("level", "")),
        _number(request.GET.get("before", "")),
    )
    rows = selectors.visible(_actor(request), level=level, before=before, limit=PAGE + 1)
    context = {
        "ratings": rows[:PAGE],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "level": str(level or ""),
        "levels": [("", _("全部等级")), *((str(key), text) for key, text in LEVEL_TITLES.items())],
    }
    return render(request, "ratings/desk_list.html", context)


@require_http_methods(["GET", "POST"])
def rating(request: HttpRequest, rating_id: int) -> HttpResponse:
    """One rating; a POST writes the body's reply."""
    actor = _actor(request)
    try:
        row = selectors.visible_by_id(actor, rating_id)
    except UnknownSubject as error:
        raise Http404 from error
    context: dict[str, Any] = {"rating": row, "may_answer": permissions.may_answer(actor, row)}
    status = HTTPStatus.OK
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            services.answer(actor=actor, now=now(), rating_id=row.pk, text=text)
        except RatingError as error:
            status = HTTPStatus(error.status)
            context |= {"error": errors_text(error), "text": text}
        else:
            messages.success(request, _("答复已保存。"))
            return redirect("ratings-desk-detail", rating_id=row.pk)
    return render(request, "ratings/desk_detail.html", context, status=status)
