"""Every use of a licence written down: for the holder to read, for the figure, in the ledger."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.workdays.rules import local_date
from tongban.licences.errors import NotAllowed, ShareRefused, UnknownLicence
from tongban.licences.models import Licence, Share, Use
from tongban.licences.permissions import may_call
from tongban.licences.selectors import live_of, snapshot_of, type_by_code
from tongban.licences.services.common import locked, tell
from tongban.parties import selectors as parties


def note_use(
    *,
    licence: Licence,
    kind: str,
    now: datetime,
    viewer: str,
    purpose: str,
    actor: str = "",
    reference: str = "",
    source: str = "",
    share: Share | None = None,
    digest: str = "",
) -> Use:
    """Write one use down, in the caller's transaction, which has the licence locked; the same
    licence and `source` once."""
    known = Use.objects.filter(licence=licence, source=source).first() if source else None
    if known is not None:
        return known  # type: ignore[no-any-return]
    made = Use.objects.create(
        licence=licence,
        kind=kind,
        at=now,
        viewer=viewer[:120],
        actor=actor,
        purpose=purpose[:120],
        reference=reference[:80],
        source=source,
        share=share,
        digest=digest,
    )
    ledger.append(
        subject=licence.subject,
        verb="licences.use",
        actor=actor or "system",
        at=now,
        payload={
            "kind": kind,
            "viewer": "" if kind == "share" else viewer,
            "purpose": purpose,
            "reference": reference,
            "source": source,
            "digest": digest,
        },
        # Who looks by a code says their own name.
        personal={"viewer": viewer} if kind == "share" else None,
    )
    if kind == "share":
        tell(licence, "shown", now=now, viewer=viewer, purpose=purpose)
    return made


@transaction.atomic
def note_proof(
    *,
    actor: Actor,
    now: datetime,
    subject: str,
    snapshot: Mapping[str, Any],
    viewer: str,
    purpose: str,
    reference: str,
    source: str,
) -> Use | None:
    """Write down that a licence stood in for a paper in an application; None for other records.

    `subject` and `snapshot` come from the proof that `handlers.proofs` gave, `source` is the
    application ("case:12").
    """
    number = subject.removeprefix("licence:")
    if subject == number or not number.isdecimal():
        return None
    licence = locked(int(number))
    return note_use(
        licence=licence, kind="case", now=now, viewer=viewer, purpose=purpose, actor=actor.ref,
        reference=reference, source=source, digest=str(snapshot.get("digest", "")),
    )  # fmt: skip


@transaction.atomic
def call(
    *,
    actor: Actor,
    now: datetime,
    type_code: str,
    identity_type: str,
    identity_number: str,
    holder: str,
    purpose: str,
    reference: str,
) -> tuple[Licence, dict[str, Any]]:
    """A department's system calls a holder's licence in place of the paper; gives it as seen now.

    Number and full name must both agree; a wrong one, no licence and one that is not in force give
    the same UnknownLicence, so that nobody learns who holds what. `purpose` (the matter) and
    `reference` (the caller's own business number) are shown to the holder. Raises NotAllowed,
    UnknownType, ShareRefused (`call_purpose`), UnknownLicence.
    """
    if not may_call(actor):
        raise NotAllowed()
    if not purpose.strip() or not reference.strip():
        raise ShareRefused("call_purpose", field="reference" if purpose.strip() else "purpose")
    kind = type_by_code(type_code)
    party = parties.by_identity(identity_type, identity_number)
    row = live_of(party.pk, kind.code) if party is not None else None
    if row is None or row.holder_name != holder.strip() or not row.in_force(local_date(now)):
        raise UnknownLicence()
    row = locked(row.pk)
    snapshot = snapshot_of(row, now=now)
    note_use(
        licence=row, kind="api", now=now, viewer=actor.name or actor.ref, actor=actor.ref,
        purpose=purpose.strip(), reference=reference.strip(), digest=snapshot["digest"],
    )  # fmt: skip
    return row, snapshot
