"""What is over becomes an item; on its day it is checked, and archived if every check passes."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from tongban.archives import ports, states
from tongban.archives.errors import ArchiveForbidden, ArchiveUnknown
from tongban.archives.models import Cursor, Item
from tongban.archives.permissions import may_manage
from tongban.archives.rules import checks, numbering
from tongban.archives.types import Document, Dossier, Finding, Seen
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.files import selectors as files
from tongban.core.files.errors import FileRefused
from tongban.core.ledger import services as ledger
from tongban.core.numbers.services import next_number
from tongban.core.params import selectors as params
from tongban.core.workdays.rules import local_date

LOT = 500
AGAIN = timedelta(days=1)  # what failed may have been mended meanwhile
AFTER = "archive.after"
_TAIL = 2048  # bytes in which a PDF says that it is encrypted


def look_for(now: datetime) -> int:
    """Make items of what was closed long enough ago (parameter archive.after, days); how many.

    Goes on where it stopped: items and the place up to which was looked commit together.
    """
    days = params.number(AFTER, on=local_date(now))
    until, found = now - timedelta(days=days), 0
    for kind, source in ports.sources:
        while lot := _lot(kind, source, until, days):
            found += lot
            if lot < LOT:
                break
    return found


@transaction.atomic
def _lot(kind: str, source: ports.Source, until: datetime, days: int) -> int:
    cursor = Cursor.objects.select_for_update().filter(kind=kind).first()
    after = (cursor.closed_at, cursor.key) if cursor else None
    rows = source.over(after=after, until=until, limit=LOT)
    if not rows:
        return 0
    Item.objects.bulk_create(
        [
            Item(
                subject=row.subject,
                source_number=row.number,
                title=row.title[:200],
                organisation_id=row.organisation,
                division_id=row.division,
                closed_on=local_date(row.closed_at),
                due_on=local_date(row.closed_at) + timedelta(days=days),
                retention=row.retention,
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
    Cursor.objects.update_or_create(
        kind=kind, defaults={"closed_at": rows[-1].closed_at, "key": rows[-1].key}
    )
    return len(rows)


def archive_due(now: datetime, *, limit: int = LOT) -> int:
    """Check what is due, and once a day what failed; gives how many were archived."""
    due = Item.objects.due(local_date(now)).order_by("due_on", "id")
    keys = list(due.values_list("pk", flat=True)[:limit])
    again = Item.objects.filter(state=states.FAILED, checked_at__lte=now - AGAIN)
    keys += again.order_by("checked_at").values_list("pk", flat=True)[:limit]
    done = 0
    for key in keys:
        done += archive(actor=SYSTEM, now=now, key=key).state == states.ARCHIVED
    return done


def archive(*, actor: Actor, now: datetime, key: int) -> Item:
    """Check one item and, if nothing is wrong, give it its 档号. Raises ArchiveUnknown (404),
    ArchiveForbidden (403).

    What is still being made is left as it is. The bytes are read outside the transaction; asked
    again, what is archived stays as it is.
    """
    row = _found(key)
    if not may_manage(actor, row):
        raise ArchiveForbidden()
    if row.state not in states.CHECKABLE:
        return row
    dossier = ports.sources.of(row.subject).dossier(row.subject)
    if dossier.making:
        return row
    seen = list(_read(dossier))
    return _conclude(actor, now, key, checks.findings(dossier, seen), len(seen))


def _found(key: int) -> Item:
    row: Item | None = (
        Item.objects.select_related("organisation", "division").filter(pk=key).first()
    )
    if row is None:
        raise ArchiveUnknown()
    return row


def _read(dossier: Dossier) -> Iterator[Seen]:
    """Read every document again."""
    for one in dossier.documents:
        if not one.token:
            digest = hashlib.sha256(one.content).hexdigest()
            yield Seen(one.name, one.media_type, "", len(one.content), digest, digest, "ready")
            continue
        seen = _stored(one)
        if seen is not None:
            yield seen


def _stored(one: Document) -> Seen | None:
    file = files.by_token(one.token)
    if file is None:
        return None
    digest, size, head, tail = hashlib.sha256(), 0, b"", b""
    try:
        with files.open_file(file) as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
                head = head or chunk[:16]
                tail = (tail + chunk)[-_TAIL:]
    except (FileRefused, OSError):
        return Seen(one.name, file.media_type, "", 0, file.sha256, "", file.state)
    return Seen(
        one.name, file.media_type, _shown(head), size, file.sha256, digest.hexdigest(), file.state,
        encrypted=file.media_type == "application/pdf" and b"/Encrypt" in tail,
    )  # fmt: skip


def _shown(head: bytes) -> str:
    """The media type that the first bytes show, "" where they show none."""
    for mark, kind in (
        (b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG", "image/png"), (b"PK\x03\x04", "application/ofd"),
    ):  # fmt: skip
        if head.startswith(mark):
            return kind
    return ""


@transaction.atomic
def _conclude(actor: Actor, now: datetime, key: int, found: list[Finding], documents: int) -> Item:
    Item.objects.select_for_update().filter(pk=key).first()
    row = _found(key)
    if row.state not in states.CHECKABLE:
        return row
    passed = checks.passed(found)
    row.state = states.ARCHIVED if passed else states.FAILED
    row.checked_at, row.documents = now, documents
    row.findings_text = json.dumps([asdict(one) for one in found], ensure_ascii=False)
    payload: dict[str, object] = {"number": row.source_number, "documents": documents}
    if passed:
        fonds, year = row.organisation.code.upper(), row.closed_on.year
        serial = next_number(numbering.series_of(fonds, year, row.retention), now=now)
        row.number = numbering.archive_number(fonds, year, row.retention, serial)
        row.archived_at, row.archived_by = now, actor.ref
        payload["archive"] = row.number
    else:
        payload["wrong"] = [one.text for one in found if not one.ok][:20]
    row.save()
    ledger.append(
        subject=row.ledger_subject,
        verb="archives.archive" if passed else "archives.fail",
        actor=actor.ref,
        at=now,
        payload=payload,
    )
    return row
