"""Verifying, open to all: the page, the register's word, the published keys and list."""

import hashlib
import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_GET, require_http_methods, require_POST

from tongban.core.params import selectors as params
from tongban.core.shell import errors_text
from tongban.core.shell.clock import now
from tongban.core.workdays.rules import local_date
from tongban.licences import ports, selectors, services
from tongban.licences.errors import LicenceError, Unreadable
from tongban.licences.middleware import count
from tongban.licences.rules import revocations as rules
from tongban.licences.schemas import VerdictOut, reason_sentence
from tongban.licences.types import Verdict

UPLOAD_BYTES = 10 * 1024 * 1024
STATEMENT_CHARACTERS = 4000
FRESH = 300


def published() -> dict[str, Any]:
    """The public half of the keys: a JWK set, with the certificates that the seals of papers and of
    originals lead to."""
    signer = ports.signers.current()
    return {
        "keys": [dict(key) for key in signer.published_keys()],
        "authorities": [text.decode("ascii") for text in signer.authorities()],
        "seal_authorities": [
            text.decode("ascii") for text in ports.sealers.current().authorities()
        ],
    }


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The page with its three ways; a POST answers in the page, or in place (htmx)."""
    context: dict[str, Any] = {"keys": published()["keys"], "way": request.POST.get("way", "")}
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            count(request)
            context["verdict"] = _answer(request)
            context["reason"] = reason_sentence(context["verdict"])
        except LicenceError as error:
            context["error"] = errors_text(error)
            status = HTTPStatus(error.status)
        context["number"] = request.POST.get("number", "")[:80]
        context["holder"] = request.POST.get("holder", "")[:200]
    part = request.headers.get("HX-Request") == "true"
    template = "licences/verdict.html" if part else "licences/verify.html"
    # htmx swaps 422 and 409 in; a limit reached must be readable in place as well.
    if part and status not in {HTTPStatus.OK, HTTPStatus.CONFLICT}:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, template, context, status=status)


def _answer(request: HttpRequest) -> Verdict:
    way = request.POST.get("way", "")
    if way == "statement":
        text = request.POST.get("statement", "")[:STATEMENT_CHARACTERS]
        return selectors.check_statement(text, now=now())
    if way == "file":
        file = request.FILES.get("file")
        if file is None:
            raise Unreadable("file_missing", field="file")
        if (file.size or 0) > UPLOAD_BYTES:
            raise Unreadable("file_too_large", field="file", limit="10 MB")
        return selectors.check_upload(file.read(), now=now())
    number, holder = request.POST.get("number", "").strip(), request.POST.get("holder", "").strip()
    if not number or not holder:
        raise Unreadable("number_and_holder", field="holder" if number else "number")
    return selectors.verify_number(number, holder, now=now())


@csrf_exempt
@login_not_required
@require_POST
def status(request: HttpRequest) -> JsonResponse:
    """The register's word on a statement, for pages already open and for other verifiers.

    Takes `statement` (form field); answers what the page shows and nothing more. It changes
    nothing, so it needs no CSRF token.
    """
    try:
        count(request)
    except LicenceError as error:
        return JsonResponse(
            {"code": error.reason, "title": errors_text(error)}, status=error.status
        )
    text = request.POST.get("statement", "")[:STATEMENT_CHARACTERS]
    verdict = VerdictOut.of(selectors.check_statement(text, now=now()))
    answer = JsonResponse(
        verdict.model_dump(mode="json"), json_dumps_params={"ensure_ascii": False}
    )
    answer["Cache-Control"] = "no-store"
    return answer


@login_not_required
@require_GET
@cache_control(public=True, max_age=300)
def keys(request: HttpRequest) -> JsonResponse:
    """The published keys (/.well-known/tongban/licence-keys.json)."""
    answer = JsonResponse(published(), json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@login_not_required
@require_GET
@condition(etag_func=lambda _request: _list_tag())
@cache_control(public=True, max_age=FRESH)
def revocations(_request: HttpRequest) -> HttpResponse:
    """All that are in force no longer, signed and dated; no holder, no number."""
    answer = HttpResponse(_list(), content_type="application/json; charset=utf-8")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _list() -> str:
    """The document, made at most once in five minutes: its signature and digest cost some time."""
    return str(cache.get_or_set(services.LIST_KEY, _made_list, timeout=FRESH))


def _made_list() -> str:
    at = now()
    until = at + timedelta(hours=params.number("licence.list_hours", on=local_date(at)))
    listed = rules.entries(selectors.gone())
    signed = ports.signers.current().sign_statement(rules.claims(listed, at=at, until=until))
    return json.dumps(
        {
            "format": rules.FORMAT,
            "at": rules.instant(at),
            "until": rules.instant(until),
            "licences": listed,
            "signed": signed,
        }
    )


def _list_tag() -> str:
    return f'"{hashlib.sha256(_list().encode()).hexdigest()[:32]}"'
