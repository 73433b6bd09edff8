"""Taking files in: looked at in a temporary place, stored by content, written as a row."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from tongban.core.files import rules
from tongban.core.files.models import FileState, StoredFile
from tongban.core.files.ports import later, purposes, scanners
from tongban.core.files.selectors import limit_of
from tongban.core.files.services import content
from tongban.core.files.types import HEIC, JPEG, Found, Stream


def receive(
    *, owner: str, now: datetime, name: str, stream: Stream, purpose: str, limit: int | None = None
) -> StoredFile:
    """Take a file in and give its row; call it outside a transaction, for it may take seconds.

    `owner` is the ref of who gives it, `stream` an UploadedFile, a binary file object or an
    iterable of bytes, `purpose` a code of `ports.purposes` (unknown ones take the usual types),
    `limit` bytes (the purpose's else). Never holds the whole file in memory. A HEIC photo also
    gets a JPEG (`selectors.viewable`). With a scanner the row starts in quarantine.
    Raises FileRefused: upload_name, upload_empty, upload_size, upload_type, upload_broken,
    upload_encrypted.
    """
    shown = rules.display_name(name)
    taken = purposes.get(purpose)
    bound = limit_of(purpose) if limit is None else limit
    with content.spooled(stream, limit=bound) as spool:
        found = content.inspect(spool.path, taken.types)
        shown = rules.honest_name(shown, found.media_type)
        given = _Given(owner, now, purpose)
        if found.media_type != HEIC:
            return _store(spool, found, given, name=shown)
        # Turned first: a photo that cannot be turned is broken and leaves no row.
        with content.jpeg_of(spool.path) as picture:
            seen = content.inspect(picture.path, (JPEG,))
            original = _store(spool, found, given, name=shown)
            _store(picture, seen, given, name=f"{Path(shown).stem}.jpg", derived_from=original)
    return original


def keep(
    *,
    owner: str,
    now: datetime,
    name: str,
    data: bytes,
    media_type: str,
    purpose: str,
    subject: str,
) -> StoredFile:
    """Store bytes that the platform itself made (a PDF, a licence), bound at once, unlimited."""
    with content.spooled([data], limit=len(data)) as spool:
        shown = rules.display_name(name)
        given = _Given(owner, now, purpose, subject=subject, trusted=True)
        return _store(spool, Found(media_type), given, name=shown)


@dataclass(frozen=True, slots=True)
class _Given:
    owner: str
    now: datetime
    purpose: str
    subject: str = ""
    trusted: bool = False


def _store(
    spool: content.Spool,
    found: Found,
    given: _Given,
    *,
    name: str,
    derived_from: StoredFile | None = None,
) -> StoredFile:
    row = StoredFile(
        token=secrets.token_urlsafe(16),
        owner=given.owner,
        subject=given.subject,
        purpose=given.purpose,
        name=name,
        media_type=found.media_type,
        size=spool.size,
        sha256=spool.sha256,
        state=FileState.QUARANTINE if scanners and not given.trusted else FileState.READY,
        derived_from=derived_from,
        pages=found.pages,
        width=found.width,
        height=found.height,
        created_at=given.now,
        bound_at=given.now if given.subject else None,
        bound_by=given.owner if given.subject else "",
    )
    if _share(row):
        return row
    # A fresh path each time: removing the last row of an old path can never take this one away.
    row.path = f"{spool.sha256[:2]}/{spool.sha256}-{secrets.token_hex(4)}"
    with spool.path.open("rb") as source:
        row.path = default_storage.save(row.path, File(source))
    with transaction.atomic():
        row.save()
        _judge_later(row)
    return row


def _share(row: StoredFile) -> bool:
    """Save `row` on the bytes of a row with the same content, if there is one."""
    with transaction.atomic():
        twin = (
            StoredFile.objects.select_for_update()
            .filter(sha256=row.sha256, size=row.size)
            .order_by("id")
            .first()
        )
        if twin is None or not default_storage.exists(twin.path):
            return False
        row.path = twin.path
        row.save()
        _judge_later(row)
    return True


def _judge_later(row: StoredFile) -> None:
    if row.state == FileState.QUARANTINE:
        later.scan(row.pk)
