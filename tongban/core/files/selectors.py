"""Reads of files."""

from collections.abc import Iterable
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.storage import default_storage

from tongban.core.files.errors import FileRefused
from tongban.core.files.models import FileState, StoredFile
from tongban.core.files.ports import purposes
from tongban.core.files.types import HEIC, JPEG


def by_token(token: str) -> StoredFile | None:
    """Give the file of a public token, or None. Asks nobody's permission."""
    return StoredFile.objects.filter(token=token).first()


def by_tokens(tokens: Iterable[str]) -> list[StoredFile]:
    """Give the files of the tokens, in their order; unknown tokens are left out."""
    wanted = list(dict.fromkeys(tokens))
    found = {file.token: file for file in StoredFile.objects.filter(token__in=wanted)}
    return [found[token] for token in wanted if token in found]


def of_subject(subject: str, *, purpose: str = "") -> list[StoredFile]:
    """Give the originals that belong to `subject`, oldest first; of one purpose if named."""
    files = StoredFile.objects.originals().filter(subject=subject).order_by("id")
    return list(files.filter(purpose=purpose) if purpose else files)


def viewable(file: StoredFile) -> StoredFile:
    """Give what a browser can show of the file: the JPEG made from a HEIC photo, else itself."""
    if file.media_type != HEIC:
        return file
    return file.derivatives.filter(media_type=JPEG).first() or file


def open_file(file: StoredFile) -> BinaryIO:
    """Open the bytes for reading; close it. Raises FileRefused unless the file is ready."""
    if file.state != FileState.READY:
        raise FileRefused("upload_not_ready")
    return cast(BinaryIO, default_storage.open(file.path, "rb"))


def open_bytes(file: StoredFile) -> bytes:
    """Give all bytes at once (for small things such as a made PDF)."""
    with open_file(file) as stream:
        return stream.read()


def limit_of(purpose: str) -> int:
    """Give the limit in bytes of an upload for `purpose`."""
    limit = purposes.get(purpose).limit
    installation = int(settings.UPLOAD_LIMIT_BYTES)
    return installation if limit is None else min(limit, installation)
