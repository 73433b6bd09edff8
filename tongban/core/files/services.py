"""Acts on files: receive, derive, bind, discard, judge, sweep."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from tongban.core.files import adapter, rules
from tongban.core.files.errors import FileRefused
from tongban.core.files.models import FileState, StoredFile
from tongban.core.files.permissions import may_discard, owns
from tongban.core.files.ports import later, purposes, scanners
from tongban.core.files.selectors import by_tokens, limit_of
from tongban.core.files.types import HEIC, JPEG, Asker, Found, Stream

KEEP_UNBOUND = timedelta(days=7)


def receive(
    *, owner: str, now: datetime, name: str, stream: Stream, purpose: str, limit: int | None = None
) -> StoredFile:
    """Take a file in and give its row; call it outside a transaction, for it may take seconds.

    `owner` is the ref of who gives it, `stream` an UploadedFile, a binary file object or an
    iterable of bytes, `purpose` a code of `ports.purposes` (unknown ones take the usual types),
    `limit` bytes (the purpose's else). Never holds the whole file in memory. A HEIC photo also
    gets a JPEG (`selectors.viewable`). With a scanner the row starts in quarantine.
    Raises FileRefused: file_name, file_empty, file_size, file_type, file_broken, file_encrypted.
    """
    shown = rules.display_name(name)
    taken = purposes.get(purpose)
    bound = limit_of(purpose) if limit is None else limit
    with adapter.spooled(stream, limit=bound) as spool:
        found = adapter.inspect(spool.path, taken.types)
        shown = rules.honest_name(shown, found.media_type)
        original = _store(
            spool, found, owner=owner, now=now, name=shown, purpose=purpose, derived_from=None
        )
        if found.media_type == HEIC:
            with adapter.jpeg_of(spool.path) as picture:
                _store(
                    picture,
                    adapter.inspect(picture.path, (JPEG,)),
                    owner=owner,
                    now=now,
                    name=f"{Path(shown).stem}.jpg",
                    purpose=purpose,
                    derived_from=original,
                )
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
    with adapter.spooled([data], limit=len(data)) as spool:
        return _store(
            spool,
            Found(media_type),
            owner=owner,
            now=now,
            name=rules.display_name(name),
            purpose=purpose,
            derived_from=None,
            subject=subject,
            trusted=True,
        )


def _store(
    spool: adapter.Spool,
    found: Found,
    *,
    owner: str,
    now: datetime,
    name: str,
    purpose: str,
    derived_from: StoredFile | None,
    subject: str = "",
    trusted: bool = False,
) -> StoredFile:
    row = StoredFile(
        token=secrets.token_urlsafe(16),
        owner=owner,
        subject=subject,
        purpose=purpose,
        name=name,
        media_type=found.media_type,
        size=spool.size,
        sha256=spool.sha256,
        state=FileState.QUARANTINE if scanners and not trusted else FileState.READY,
        derived_from=derived_from,
        pages=found.pages,
        width=found.width,
        height=found.height,
        created_at=now,
        bound_at=now if subject else None,
        bound_by=owner if subject else "",
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


@transaction.atomic
def bind(
    *, tokens: Iterable[str], subject: str, now: datetime, actor: Asker, moved_from: str = ""
) -> list[StoredFile]:
    """Tie the actor's files to `subject` ("case:12"); binding them there again changes nothing.

    `moved_from` allows files that belong to that subject (a draft) to go over. Raises
    FileRefused: file_unknown (none such of the actor's), file_bound (belongs to something else),
    file_infected.
    """
    wanted = list(dict.fromkeys(tokens))
    files = by_tokens(wanted)
    if len(files) != len(wanted):
        raise FileRefused("file_unknown")
    for file in files:
        moving = bool(moved_from) and file.subject == moved_from
        if not moving and not owns(actor, file):
            raise FileRefused("file_unknown")
        if file.state == FileState.REJECTED:
            raise FileRefused("file_infected", name=file.name)
        if file.subject not in {"", subject, moved_from}:
            raise FileRefused("file_bound", name=file.name)
    free = [file.pk for file in files if file.subject != subject]
    for rows in (
        StoredFile.objects.filter(pk__in=free, subject__in=["", moved_from]),
        StoredFile.objects.filter(derived_from__in=free),
    ):
        rows.update(subject=subject, bound_at=now, bound_by=actor.ref)
    return by_tokens(wanted)


@transaction.atomic
def discard(*, token: str, actor: Asker) -> None:
    """Take back one's own file that belongs to nothing yet. Raises FileRefused."""
    file = StoredFile.objects.select_for_update().filter(token=token, derived_from=None).first()
    if file is None or not owns(actor, file):
        raise FileRefused("file_unknown")
    if not may_discard(actor, file):
        raise FileRefused("file_bound", name=file.name)
    _remove(file)


def _remove(file: StoredFile) -> None:
    """Delete rows at once, and bytes that no row needs any more after commit."""
    paths = {file.path, *file.derivatives.values_list("path", flat=True)}
    # The rows that share the bytes are locked, so that `_share` waits and then looks again.
    list(StoredFile.objects.select_for_update().filter(path__in=paths).values_list("pk"))
    file.delete()
    kept = set(StoredFile.objects.filter(path__in=paths).values_list("path", flat=True))
    for path in paths - kept:
        transaction.on_commit(lambda path=path: default_storage.delete(path))  # type: ignore[misc]


def judge(*, file_id: int) -> str:
    """Let every scanner look at a file in quarantine and give its new state; idempotent."""
    file = StoredFile.objects.filter(pk=file_id).first()
    if file is None:
        return FileState.REJECTED
    if file.state != FileState.QUARANTINE:
        return file.state
    state, finding = FileState.READY, ""
    for code, scan in scanners:
        with default_storage.open(file.path, "rb") as stream:
            verdict = scan(stream)
        if not verdict.clean:
            state, finding = FileState.REJECTED, f"{code}: {verdict.finding}"[:120]
            break
    StoredFile.objects.filter(pk=file_id, state=FileState.QUARANTINE).update(
        state=state, finding=finding
    )
    return state


def sweep(now: datetime) -> int:
    """Remove files that belong to nothing for seven days; gives how many. Idempotent."""
    stale = StoredFile.objects.unbound_before(now - KEEP_UNBOUND)
    count = 0
    for pk in list(stale.order_by("id").values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            file = StoredFile.objects.select_for_update().filter(pk=pk, subject="").first()
            if file is not None:
                _remove(file)
                count += 1
    return count
