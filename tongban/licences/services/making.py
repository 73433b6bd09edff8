"""Making paper and original: sign the statement, typeset and draw, seal, store; never inside a
transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid5

from django.conf import settings
from django.db import transaction

from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.files import services as files
from tongban.core.ledger import services as ledger
from tongban.core.papers import services as papers
from tongban.core.papers.services import drawable
from tongban.lib import qr
from tongban.lib.ofd import container
from tongban.licences import ports
from tongban.licences.errors import NotAllowed
from tongban.licences.models import Licence
from tongban.licences.rules import face as faces
from tongban.licences.rules import original, ornament
from tongban.licences.rules.statement import payload_of, url_for
from tongban.licences.selectors import get
from tongban.licences.services.common import locked
from tongban.licences.types import Claims, Making

if TYPE_CHECKING:
    from tongban.core.files.models import StoredFile

PURPOSE = "licences.paper"
PDF = ("pdf", "application/pdf")
OFD = ("ofd", "application/ofd")


def make(*, actor: Actor = SYSTEM, now: datetime, licence_id: int) -> Licence:
    """Make the paper of a licence and note it; idempotent, some 300 ms.

    A process that dies half-way leaves the row in `making` and the task is tried again; of two
    that run at once the first paper stays and the other's file is dropped. Raises UnknownLicence,
    PaperFailed, or whatever the signer raises (the task is tried again).
    """
    if actor.kind != "system":
        raise NotAllowed()
    row = get(licence_id)
    if row.making == Making.READY:
        return row
    signer = ports.signers.current()
    statement = signer.sign_statement(payload_of(claims_of(row, now)))
    face = _face(row, statement)
    drawn = face | {"ornament": ornament.svg()}
    pdf = papers.render(template=row.type.template, data=drawn, at=now)
    sealed = signer.seal_paper(pdf, reason=f"颁发{row.title}", location=row.division.name, at=now)
    paper = _keep(row, sealed, PDF, now)
    proper = _keep(row, _original(row, face, now), OFD, now)
    made = finish_making(
        actor=actor, now=now, licence_id=row.pk, statement=statement, file=paper.token,
        original=proper.token,
    )  # fmt: skip
    for stored, kept in ((paper, made.file), (proper, made.original)):
        if kept != stored.token:
            files.drop(file_id=stored.pk)
    return made


def make_original(*, actor: Actor = SYSTEM, now: datetime, licence_id: int) -> Licence:
    """Make the OFD of a licence whose PDF was made before there were originals; idempotent.

    Raises UnknownLicence, or whatever the sealer raises.
    """
    if actor.kind != "system":
        raise NotAllowed()
    row = get(licence_id)
    if row.making != Making.READY or row.original:
        return row
    proper = _keep(row, _original(row, _face(row, row.statement), now), OFD, now)
    made = _note_original(actor, now, row.pk, proper.token)
    if made.original != proper.token:
        files.drop(file_id=proper.pk)
    return made


def _original(row: Licence, face: Mapping[str, Any], now: datetime) -> bytes:
    """Draw the same face as an OFD page and seal it (GB/T 33190, GB/T 38540)."""
    page = original.draw(drawable(dict(face)), qr.make(str(face["verify_url"])), demo=settings.DEMO)
    info = container.Info(
        number=uuid5(NAMESPACE_OID, row.identifier),
        title=row.title,
        author=row.organisation_name,
        day=row.issued_on,
        kept={"identifier": row.identifier, original.STATEMENT: str(face["statement"])},
    )
    return ports.sealers.current().seal_original(
        container.parts_of(page, info),
        body=row.organisation_name,
        picture=papers.seal_png(row.organisation_name, str(face["seal_line"])),
        box=original.SEAL_BOX,
        at=now,
    )


def _keep(row: Licence, content: bytes, kind: tuple[str, str], now: datetime) -> "StoredFile":
    suffix, media_type = kind
    return files.keep(
        owner="system",
        now=now,
        name=f"{row.title}-{row.number}.{suffix}",
        data=content,
        media_type=media_type,
        purpose=PURPOSE,
        subject=row.subject,
    )


def claims_of(row: Licence, now: datetime) -> Claims:
    """What the statement of a licence says."""
    return Claims(
        identifier=row.identifier,
        number=row.number,
        title=row.title,
        holder=row.holder_masked,
        issuer=row.organisation_name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        issued_at=now,
    )


def _face(row: Licence, statement: str) -> dict[str, object]:
    return {
        "title": row.title,
        "number": row.number,
        "identifier": row.identifier,
        "statement": statement,
        "issuer": row.organisation_name,
        "organisation": row.organisation_name,
        "seal_line": "电子证照专用章",
        "kicker": row.type.kicker,
        "main": row.terms.faces.get("holder", "持证主体"),
        "rows": faces.rows(
            labels=row.terms.faces,
            content=row.content,
            holder=row.holder_name,
            holder_code=row.holder_code,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        ),
        "issued": faces.chinese_day(row.issued_on),
        "site": f"{settings.SITE_URL}/verify/",
        "verify_url": url_for(settings.SITE_URL, statement),
    }


@transaction.atomic
def finish_making(
    *, actor: Actor, now: datetime, licence_id: int, statement: str, file: str, original: str
) -> Licence:
    """Note that paper and original are there. Asked twice, the first ones stay."""
    if actor.kind != "system":
        raise NotAllowed()
    row = locked(licence_id)
    if row.making == Making.READY:
        return row
    row.statement, row.file, row.original = statement, file, original
    row.making, row.made_at = Making.READY, now
    row.save(update_fields=["statement", "file", "original", "making", "made_at"])
    ledger.append(
        subject=row.subject,
        verb="licences.made",
        actor=actor.ref,
        at=now,
        payload={"identifier": row.identifier, "file": file, "original": original},
    )
    ports.made.tell(licence_id=row.pk, source=row.source, now=now)
    return row


@transaction.atomic
def _note_original(actor: Actor, now: datetime, licence_id: int, token: str) -> Licence:
    row = locked(licence_id)
    if row.original:
        return row
    row.original = token
    row.save(update_fields=["original"])
    ledger.append(
        subject=row.subject,
        verb="licences.original",
        actor=actor.ref,
        at=now,
        payload={"identifier": row.identifier, "file": token},
    )
    return row
