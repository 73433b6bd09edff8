"""What stops an upload that is too large before it is read, and while it is read.

CSRF protection reads the form before any view runs, so the guard stands before all of that: the
middleware answers 413 from the announced length alone, the upload handler stops reading past the
limit if the length was no help. Nothing of an upload is ever held in memory: parts go to disk.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

# Boundaries, headers and the other fields of the form, beside the file itself.
FORM_ROOM = 1024 * 1024
# A form may carry a few photos at once.
FILES_A_FORM = 4
# The one address that takes a single file; its routes are not loaded yet when this is asked.
UPLOAD_PATH = "/files/upload"


def too_large(limit: int) -> HttpResponse:
    """Answer 413 in plain text and close: the rest of the body is not worth reading."""
    text = _("文件太大：最大 {limit} MB。请压缩后再上传。").format(limit=max(1, limit // 1024**2))
    response = HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def announced(request: HttpRequest) -> int:
    """Give the length that the request announces (0 if it says none or nonsense)."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if str(length).isdigit() else 0


class UploadLimitMiddleware:
    """Refuses a body longer than any form may be, by its announced length, unread."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = int(settings.UPLOAD_LIMIT_BYTES)
        files = 1 if request.path_info == UPLOAD_PATH else FILES_A_FORM
        if announced(request) > limit * files + FORM_ROOM:
            return too_large(limit)
        return self.get_response(request)


class BoundedUploadHandler(FileUploadHandler):
    """Counts what comes in, each file for itself, and stops reading past the limit.

    It passes the bytes on to the next handler. `over` says that it stopped.
    """

    def __init__(self, request: HttpRequest | None = None, limit: int | None = None) -> None:
        super().__init__(request)
        self.limit = int(settings.UPLOAD_LIMIT_BYTES) if limit is None else limit
        self.over = False
        self._seen = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._seen += len(raw_data)
        if self._seen > self.limit:
            self.over = True
            # A refusal of the whole request: stopping quietly would look like a form without file.
            raise RequestDataTooBig("upload past its limit")
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None
