"""What becomes of a file: bound to a subject, taken back, judged, swept away."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from django.core.files.storage import default_storage
from django.db import transaction

from tongban.core.files.errors import FileRefused
from tongban.core.files.models import FileState, StoredFile
from tongban.core.files.permissions import may_discard, owns
from tongban.core.files.ports import scanners
from tongban.core.files.selectors import by_tokens
from tongban.core.files.types import Asker

KEEP_UNBOUND = timedelta(days=7)


@transaction.atomic
def bind(
    *, tokens: Iterable[str], subject: str, now: datetime, actor: Asker, moved_from: str = ""
) -> list[StoredFile]:
    """Tie the actor's files to `subject` ("case:12"); binding them there again changes nothing.

    `moved_from` allows files that belong to that subject (a draft) to go over. Raises
    FileRefused: upload_unknown (none such of the actor's), upload_bound (belongs to something
    else), upload_infected.
    """
    wanted = list(dict.fromkeys(tokens))
    files = by_tokens(wanted)
    if len(files) != len(wanted):
        raise FileRefused("upload_unknown")
    for file in files:
        moving = bool(moved_from) and file.subject == moved_from
        if not moving and not owns(actor, file):
            raise FileRefused("upload_unknown")
        if file.state == FileState.REJECTED:
            raise FileRefused("upload_infected", name=file.name)
        if file.subject not in {"", subject, moved_from}:
            raise FileRefused("upload_bound", name=file.name)
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
        raise FileRefused("upload_unknown")
    if not may_discard(actor, file):
        raise FileRefused("upload_bound", name=file.name)
    _remove(file)


@transaction.atomic
def drop(*, file_id: int) -> None:
    """Remove a file that the platform itself made and nobody needs; for services of other areas."""
    file = StoredFile.objects.select_for_update().filter(pk=file_id).first()
    if file is not None:
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
            verdict = scan(cast(BinaryIO, stream))
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


def judge_waiting(now: datetime) -> int:
    """Judge what still waits in quarantine after a minute (its job died); gives how many."""
    if not scanners:
        return 0
    waiting = StoredFile.objects.filter(
        state=FileState.QUARANTINE, created_at__lt=now - timedelta(minutes=1)
    )
    count = 0
    for pk in list(waiting.order_by("id").values_list("pk", flat=True)[:100]):
        judge(file_id=pk)
        count += 1
    return count
