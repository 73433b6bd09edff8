"""Machines send files before they name them in an application."""

from django.http import HttpRequest
from ninja import File, Router, Schema, Status, UploadedFile

from tongban.core.files import services
from tongban.core.shell import clock

PREFIX = "/files"
router = Router(tags=["files"])


class FileOut(Schema):
    """A file that was taken in; its token names it."""

    token: str
    name: str
    media_type: str
    size: int
    sha256: str
    state: str


@router.post("", response={201: FileOut}, summary="上传文件")
def send_file(request: HttpRequest, file: File[UploadedFile]) -> Status[object]:
    """Take in a PDF, JPEG, PNG or HEIC file (field `file`). Scope cases:write."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require_scope("cases:write")
    stored = services.receive(
        owner=actor.ref, now=clock.now(), name=file.name or "", stream=file, purpose="material"
    )
    return Status(201, stored)
