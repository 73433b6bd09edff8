"""What stops an upload that is too large before it is read, and while it is read.

CSRF protection reads the form before any view runs, so the guard stands before all of that: the
middleware answers 413 from the announced length alone, the upload handler stops reading past the
limit if the length was no help. Nothing of an upload is ever held in memory: parts go to disk.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tongban.core.files.handlers import FORM_ROOM, BoundedUploadHandler, announced, too_large

__all__ = ["BoundedUploadHandler", "UploadLimitMiddleware"]

# A form may carry a few photos at once.
FILES_A_FORM = 4
# The one address that takes a single file; its routes are not loaded yet when this is asked.
UPLOAD_PATH = "/files/upload"


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
