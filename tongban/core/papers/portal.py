"""A paper's page: the PDF when it is there, until then a word that it is being made."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tongban.core.accounts.types import Actor
from tongban.core.papers import selectors
from tongban.core.papers.models import Paper, PaperState
from tongban.core.papers.permissions import may_read


def _readable(request: HttpRequest, token: str) -> Paper | None:
    """Give the paper if the actor may read it, None if they should sign in first; else 404."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    paper = selectors.by_token(token)
    if paper is not None and may_read(actor, paper):
        return paper
    if not request.user.is_authenticated:
        return None
    raise Http404


@login_not_required
@require_GET
def paper(request: HttpRequest, token: str) -> HttpResponseBase:
    """Lead to the PDF; while it is being made, show a page that looks again every two seconds."""
    found = _readable(request, token)
    if found is None:
        return redirect_to_login(request.get_full_path())
    if found.state == PaperState.READY and found.file is not None:
        return redirect("files-download", token=found.file.token)
    return render(request, "papers/making.html", {"paper": found}, status=202)


@login_not_required
@require_GET
def state(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer the page's question whether the PDF is there: a redirect for htmx when it is."""
    found = _readable(request, token)
    if found is None:
        return HttpResponse(status=403)
    if found.state != PaperState.READY:
        return render(request, "papers/_state.html", {"paper": found})
    response = HttpResponse(status=200)
    response["HX-Redirect"] = reverse("papers-download", args=[token])
    return response
