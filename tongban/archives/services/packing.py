"""Packing: the archived items of a body and year into one file that can be handed on."""

import logging
import secrets
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from tongban.archives import ports, states
from tongban.archives.errors import ArchiveForbidden, ArchiveUnknown, NothingToPack
from tongban.archives.models import Item, Pack
from tongban.archives.permissions import may_pack
from tongban.archives.rules import packs
from tongban.archives.types import Document, Entry
from tongban.core.accounts.types import Actor
from tongban.core.files import selectors as stored
from tongban.core.files import services as files
from tongban.core.ledger import services as ledger
from tongban.core.organisations import selectors as organisations
from tongban.lib.packing import plain_name

log = logging.getLogger(__name__)
PURPOSE = "archives.pack"
MOST = 500  # items of one pack; what is left goes into the next
_STEP = 10
LEFT_BEHIND = timedelta(minutes=10)


def begin_pack(*, actor: Actor, now: datetime, body: int, year: int) -> Pack:
    """Begin a pack of a body's archived items of a year; the job makes it.

    Pressed twice it is the same pack. Raises UnknownOrganisation (404), ArchiveForbidden (403),
    NothingToPack (409).
    """
    if not may_pack(actor, organisations.by_id(body)):
        raise ArchiveForbidden()
    try:
        with transaction.atomic():
            return _begun(actor, now, body, year)
    except IntegrityError:
        making: Pack = Pack.objects.get(organisation=body, year=year, state=states.MAKING)
        return making


def _begun(actor: Actor, now: datetime, body: int, year: int) -> Pack:
    making: Pack | None = Pack.objects.filter(
        organisation=body, year=year, state=states.MAKING
    ).first()
    if making is not None:
        return making
    waiting = Item.objects.select_for_update().unpacked()
    waiting = waiting.filter(organisation=body, closed_on__year=year).order_by("id")
    keys = list(waiting.values_list("pk", flat=True)[:MOST])
    if not keys:
        raise NothingToPack()
    row: Pack = Pack.objects.create(
        token=secrets.token_urlsafe(16), organisation_id=body, year=year, count=len(keys),
        by=actor.ref, at=now,
    )  # fmt: skip
    Item.objects.filter(pk__in=keys).update(pack=row, state=states.PACKED)
    ledger.append(
        subject=f"archivepack:{row.token}",
        verb="archives.pack",
        actor=actor.ref,
        at=now,
        payload={"year": year, "count": len(keys)},
    )
    ports.making.request(row.token)
    return row


def make_waiting(now: datetime) -> int:
    """Make every pack whose job was lost; the tick. One that fails keeps no other waiting."""
    done, left = 0, Pack.objects.filter(state=states.MAKING, at__lt=now - LEFT_BEHIND)
    for token in list(left.values_list("token", flat=True)):
        done += make_pack(now=now, token=token).state == states.READY
    return done


def make_pack(*, now: datetime, token: str) -> Pack:
    """Make a pack that was begun; repeated, what is made stays. Raises ArchiveUnknown.

    Killed half-way it is made again from the start: nothing of it was kept.
    """
    rows = Pack.objects.select_related("organisation")
    row: Pack | None = rows.filter(token=token).first()
    if row is None:
        raise ArchiveUnknown()
    if row.state != states.MAKING:
        return row
    try:
        with tempfile.TemporaryFile() as into:
            count, digest = packs.write(
                into, _entries(row), title=f"{row.organisation.name} {row.year} 年政务服务办件",
                at=row.at, origin=f"tongban/{settings.CITY}/archives",
                public=ledger.public_key(), sign=ledger.sign,
            )  # fmt: skip
            into.seek(0)
            content = into.read()
    except Exception as fault:
        log.exception("an archive pack failed", extra={"pack": row.token})
        return _failed(row, type(fault).__name__)
    file = files.keep(
        owner="system", now=now, name=f"{row.organisation.name}-{row.year}-移交包.zip",
        data=content, media_type="application/zip", purpose=PURPOSE,
        subject=f"archivepack:{row.token}",
    )  # fmt: skip
    changed = Pack.objects.filter(pk=row.pk, state=states.MAKING).update(
        state=states.READY, file=file.token, size=len(content), digest=digest, count=count,
        done=count, made_at=now,
    )  # fmt: skip
    if not changed:  # another made it meanwhile
        files.drop(file_id=file.pk)
    row.refresh_from_db()
    return row


@transaction.atomic
def _failed(row: Pack, why: str) -> Pack:
    """Let the items go back, so that they can be packed again."""
    Item.objects.filter(pack=row).update(pack=None, state=states.ARCHIVED)
    Pack.objects.filter(pk=row.pk).update(state=states.BROKEN, why=why)
    row.refresh_from_db()
    return row


def _entries(row: Pack) -> Iterator[Entry]:
    items = Item.objects.filter(pack=row).select_related("organisation").order_by("number")
    for place, item in enumerate(items, 1):
        dossier = ports.sources.of(item.subject).dossier(item.subject)
        yield Entry(
            number=item.number or "",
            title=item.title,
            source=item.source_number,
            organisation=item.organisation.name,
            closed_on=item.closed_on,
            retention=item.retention,
            facts=dossier.facts,
            happenings=dossier.happenings,
            files=tuple(
                (f"文件/{n:02d}_{plain_name(one.name, _type(one))}", one.name, _bytes(one))
                for n, one in enumerate(dossier.documents, 1)
            ),
        )
        if place % _STEP == 0:
            Pack.objects.filter(pk=row.pk).update(done=place)


def _type(one: Document) -> str:
    if not one.token:
        return one.media_type
    file = stored.by_token(one.token)
    return file.media_type if file is not None else one.media_type


def _bytes(one: Document) -> bytes:
    if not one.token:
        return one.content
    file = stored.by_token(one.token)
    if file is None:
        raise FileNotFoundError(one.name)
    return stored.open_bytes(file)


def take(*, actor: Actor, now: datetime, pack: Pack) -> Any:
    """Note who takes a pack along, and give its file; a pack holds personal data (个保法 §55).

    Raises ArchiveForbidden (403), NothingToPack (409) while it is not made.
    """
    if not may_pack(actor, pack.organisation):
        raise ArchiveForbidden()
    file = stored.by_token(pack.file) if pack.state == states.READY else None
    if file is None:
        raise NothingToPack("archive_pack_not_made")
    ledger.record_reading(
        subject=f"archivepack:{pack.token}", actor=actor.ref, at=now,
        fields=("pack",), reason="移交档案",
    )  # fmt: skip
    return file
