"""Plumbing around every request: who asked in which request, and input that a database refuses."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from tongban.core.shell import faults
from tongban.core.shell.logs import correlation
from tongban.core.shell.wording import errors_text
from tongban.lib.errors import Refusal

Answer = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("tongban.request")

# What we take over from a proxy; anything else could forge log lines.
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_QUIET = ("/static/", "/healthz", "/metrics")


class CorrelationMiddleware:
    """Takes or makes X-Request-ID, keeps it for the log, gives it back, logs one line a request."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _GIVEN.fullmatch(given) else secrets.token_hex(12)
        token = correlation.set(request_id)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            if not request.path.startswith(_QUIET):
                # The path without its query: queries carry names and numbers of people.
                logger.info(
                    "%s %s %s",
                    request.method,
                    request.path,
                    response.status_code,
                    extra={
                        "status": response.status_code,
                        "milliseconds": round((time.perf_counter() - began) * 1000, 1),
                        "actor": getattr(getattr(request, "actor", None), "ref", ""),
                    },
                )
            return response
        finally:
            correlation.reset(token)


class RefusalMiddleware:
    """Turns a refusal that a page did not handle itself into a page of its status.

    A case that is none of the reader's business is then a 404 with words, never a fault. The API
    has its own way (problem+json).
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Give the page of a Refusal; None lets anything else be the fault that it is."""
        if not isinstance(fault, Refusal):
            return None
        title = "" if fault.status in faults.ERRORS else _("没有办成")
        return faults.error_page(request, fault.status, title=title, text=errors_text(fault))


class CleanInputMiddleware:
    """Refuses NUL anywhere in path, query or form: PostgreSQL cannot store it, SQLite truncates.

    JSON bodies are the API's to check (its schemas refuse NUL); they are not parsed here.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            dirty = self._dirty(request)
        except (RequestDataTooBig, TooManyFilesSent):
            return self._refuse(request, 413, "too_large", "提交的内容太大")
        except (MultiPartParserError, UnreadablePostError):
            return self._refuse(request, 400, "unreadable", "提交的内容不完整")
        if dirty:
            return self._refuse(request, 400, "nul_character", "提交的内容里有无法保存的字符")
        return self.get_response(request)

    @staticmethod
    def _dirty(request: HttpRequest) -> bool:
        if "\x00" in request.path:
            return True
        given = [request.GET]
        if request.method == "POST" and request.content_type in (
            "application/x-www-form-urlencoded",
            "multipart/form-data",
        ):
            given.append(request.POST)
        return any(
            "\x00" in key or any("\x00" in value for value in values)
            for fields in given
            for key, values in fields.lists()
        )

    @staticmethod
    def _refuse(request: HttpRequest, status: int, code: str, title: str) -> HttpResponse:
        if request.path.startswith("/api/"):
            body = {"type": "about:blank", "title": title, "status": status, "code": code}
            return JsonResponse(
                body,
                status=status,
                content_type="application/problem+json",
                json_dumps_params={"ensure_ascii": False},
            )
        return faults.error_page(request, status, title=title)
