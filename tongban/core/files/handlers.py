"""What files plug in elsewhere: Django's upload handler, and clamd as a scanner."""

import socket
import struct
from collections.abc import Callable
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tongban.core.files.types import Verdict

CHUNK = 64 * 1024
TIMEOUT_SECONDS = 60
# Boundaries, headers and the other fields of the form, beside the file itself.
FORM_ROOM = 1024 * 1024


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

    def file_complete(self, file_size: int) -> None:
        return None


def clamd(address: str) -> Callable[[BinaryIO], Verdict]:
    """Give a scanner that asks the clamd at `host:port` (INSTREAM over TCP).

    It raises OSError when that is away; the file then stays in quarantine and is judged again.
    """
    host, _colon, port = address.rpartition(":")

    def scan(stream: BinaryIO) -> Verdict:
        with socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS) as line:
            line.sendall(b"zINSTREAM\0")
            while block := stream.read(CHUNK):
                line.sendall(struct.pack(">I", len(block)) + block)
            line.sendall(struct.pack(">I", 0))
            answer = b""
            while part := line.recv(4096):
                answer += part
        text = answer.rstrip(b"\0\n").decode(errors="replace").removeprefix("stream: ")
        if text == "OK":
            return Verdict(clean=True)
        if text.endswith(" FOUND"):
            return Verdict(clean=False, finding=text.removesuffix(" FOUND"))
        raise OSError(f"clamd answered {text[:80]!r}")

    return scan
