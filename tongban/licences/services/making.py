"""Making the paper: sign the statement, typeset, seal, store; never inside a transaction."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.files import services as files
from tongban.core.ledger import services as ledger
from tongban.core.papers import services as papers
from tongban.licences import ports
from tongban.licences.errors import NotAllowed
from tongban.licences.models import Licence
from tongban.licences.rules import face
from tongban.licences.rules.statement import payload_of, url_for
from tongban.licences.selectors import get
from tongban.licences.services.common import locked
from tongban.licences.types import Claims, Making

PURPOSE = "licences.paper"


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
    pdf = papers.render(template=row.type.template, data=_face(row, statement), at=now)
    sealed = signer.seal_paper(pdf, reason=f"颁发{row.title}", location=row.division.name, at=now)
    stored = files.keep(
        owner="system",
        now=now,
        name=f"{row.title}-{row.number}.pdf",
        data=sealed,
        media_type="application/pdf",
        purpose=PURPOSE,
        subject=row.subject,
    )
    made = finish_making(
        actor=actor, now=now, licence_id=row.pk, statement=statement, file=stored.token
    )
    if made.file != stored.token:
        files.drop(file_id=stored.pk)
    return made


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
        "rows": face.rows(
            labels=row.terms.faces,
            content=row.content,
            holder=row.holder_name,
            holder_code=row.holder_code,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        ),
        "issued": face.chinese_day(row.issued_on),
        "site": f"{settings.SITE_URL}/verify/",
        "verify_url": url_for(settings.SITE_URL, statement),
    }


@transaction.atomic
def finish_making(
    *, actor: Actor, now: datetime, licence_id: int, statement: str, file: str
) -> Licence:
    """Note that the paper is there. Asked twice, the first paper stays."""
    if actor.kind != "system":
        raise NotAllowed()
    row = locked(licence_id)
    if row.making == Making.READY:
        return row
    row.statement, row.file = statement, file
    row.making, row.made_at = Making.READY, now
    row.save(update_fields=["statement", "file", "making", "made_at"])
    ledger.append(
        subject=row.subject,
        verb="licences.made",
        actor=actor.ref,
        at=now,
        payload={"identifier": row.identifier, "file": file},
    )
    ports.made.tell(licence_id=row.pk, source=row.source, now=now)
    return row
