"""Where somebody uses a code that a holder gave them: open to all, written down for the holder."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.core.accounts.types import Actor
from tongban.core.shell import errors_text
from tongban.core.shell.clock import now
from tongban.licences import services
from tongban.licences.errors import LicenceError
from tongban.licences.middleware import count


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    """Ask for the code and who looks; a POST shows what the holder chose to show."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    said = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = {
        "code": said.get("code", "")[:20],
        "viewer": said.get("viewer", "")[:120] if request.method == "POST" else "",
        "errors": {},
    }
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            count(request)
            context["seen"] = services.look(
                actor=actor, now=now(), code=context["code"], viewer=context["viewer"]
            )
        except LicenceError as error:
            field = error.field or "general"
            context["errors"] = {field: errors_text(error)}
            status = HTTPStatus(error.status)
    return render(request, "licences/shared.html", context, status=status)
