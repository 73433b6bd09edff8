"""Sending a file in, taking it back, opening it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from tongban.core.files import selectors, services
from tongban.core.files.errors import FileRefused
from tongban.core.files.handlers import FORM_ROOM, BoundedUploadHandler, announced, too_large
from tongban.core.files.models import FileState, StoredFile
from tongban.core.files.permissions import may_read
from tongban.core.files.types import JPEG, PDF, PNG, Asker
from tongban.core.shell import clock, errors_text

INLINE = frozenset({PDF, JPEG, PNG})
_CSP_BASE = "default-src 'none'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
# A sandboxed PDF is a blank page in browsers whose reader is a plug-in of their own.
_CSP = {PDF: f"{_CSP_BASE}; object-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:"}
_CSP_OTHER = f"{_CSP_BASE}; img-src 'self'; style-src 'unsafe-inline'; sandbox"


def _actor(request: HttpRequest) -> Asker:
    actor: Asker = request.actor  # type: ignore[attr-defined]
    return actor


@require_POST
@csrf_exempt  # only outside: `_receive` is protected, after the handlers are set
def upload(request: HttpRequest) -> HttpResponse:
    """Take one file (field `file`, optional `purpose`); 201 with JSON, or a fragment for htmx."""
    limit = selectors.limit_of(request.GET.get("purpose", ""))
    if announced(request) > limit + FORM_ROOM:
        return too_large(limit)
    if not hasattr(request, "_files"):  # read already, under the installation's own handlers
        request.upload_handlers = [
            BoundedUploadHandler(request, limit),
            TemporaryFileUploadHandler(request),
        ]
    try:
        return _receive(request)
    except RequestDataTooBig:
        return too_large(limit)


@csrf_protect
def _receive(request: HttpRequest) -> HttpResponse:
    given = request.FILES.get("file") or next(iter(request.FILES.values()), None)
    try:
        if not isinstance(given, UploadedFile):
            raise FileRefused("upload_empty", field="file")
        file = services.receive(
            owner=_actor(request).ref,
            now=clock.now(),
            name=given.name or "",
            stream=given,
            purpose=request.GET.get("purpose") or request.POST.get("purpose", ""),
        )
    except FileRefused as refusal:
        return _refused(request, refusal)
    if _wants_fragment(request):
        return render(request, "files/uploaded.html", {"file": file}, status=201)
    return JsonResponse(described(file), status=201, json_dumps_params={"ensure_ascii": False})


def described(file: StoredFile) -> dict[str, Any]:
    """Give what a page or a client needs to know of a file."""
    return {
        "token": file.token,
        "name": file.name,
        "size": file.size,
        "media_type": file.media_type,
        "sha256": file.sha256,
        "state": file.state,
        "pages": file.pages,
        "url": reverse("files-download", args=[file.token]),
    }


def _wants_fragment(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request")) and "json" not in request.headers.get(
        "Accept", ""
    )


def _refused(request: HttpRequest, refusal: FileRefused) -> HttpResponse:
    sentence = errors_text(refusal)
    if refusal.status == 413:
        return HttpResponse(sentence, status=413, content_type="text/plain; charset=utf-8")
    if _wants_fragment(request):
        context = {"error": sentence}
        return render(request, "files/uploaded.html", context, status=refusal.status)
    body = {
        "type": "about:blank",
        "title": _("文件没有收下"),
        "status": refusal.status,
        "code": refusal.reason,
        "detail": sentence,
    }
    return JsonResponse(
        body,
        status=refusal.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


@require_POST
def discard(request: HttpRequest, token: str) -> HttpResponse:
    """Take back one's own file that belongs to nothing yet."""
    try:
        services.discard(token=token, actor=_actor(request))
    except FileRefused as refusal:
        return _refused(request, refusal)
    return HttpResponse(status=200 if _wants_fragment(request) else 204)


@login_not_required
@require_GET
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """Stream a file to whoever may read it: its owner or a reader of its subject; else 404.

    A HEIC photo comes as its JPEG unless `?original=1`; `?save=1` offers it for saving. Someone
    who is not signed in is asked to sign in, whether the file exists or not.
    """
    file = selectors.by_token(token)
    if file is None or not may_read(_actor(request), file):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404
    return _served(request, file)


def _served(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """Answer with the bytes of a file whose reader was checked; 304 if the browser has them."""
    if file.state != FileState.READY:
        text = {
            FileState.QUARANTINE: _("文件正在检查，请稍后再打开。"),
            FileState.REJECTED: _("文件没有通过安全检查，不能打开。"),
        }[FileState(file.state)]
        return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")
    shown = file if request.GET.get("original") else selectors.viewable(file)
    etag = f'"{shown.sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        # A browser takes what stands on a 304 in place of what it had: it must say the same.
        return _guarded(unchanged, shown)
    saved = bool(request.GET.get("save")) or shown.media_type not in INLINE
    response = FileResponse(
        selectors.open_file(shown),
        as_attachment=saved,
        filename=shown.name,
        content_type=shown.media_type,
    )
    response["Content-Length"] = str(shown.size)
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    return _guarded(response, shown)


def _guarded(response: HttpResponseBase, shown: StoredFile) -> HttpResponseBase:
    """Let a file be framed by this site alone, and run nothing."""
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = _CSP.get(shown.media_type, _CSP_OTHER)
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
