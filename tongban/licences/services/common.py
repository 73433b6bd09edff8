"""What the acts share: a locked row, a move along the table of states, the holder told."""

from datetime import datetime

from django.core.cache import cache
from django.db import transaction

from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.notices.services import notify
from tongban.licences import states
from tongban.licences.errors import BasisMissing, UnknownLicence
from tongban.licences.models import Licence
from tongban.licences.rules import grounds
from tongban.parties import selectors as parties

LIST_KEY = "licences.revocations"
"""The cached list of ended licences (portal.verifying)."""


def locked(licence_id: int) -> Licence:
    """The row, locked until the transaction ends; raises UnknownLicence."""
    row: Licence | None = (
        Licence.objects.select_for_update(of=("self",))
        .select_related("type", "terms", "organisation", "division", "holder", "replaced_by")
        .filter(pk=licence_id)
        .first()
    )
    if row is None:
        raise UnknownLicence()
    return row


def basis_for(act: str, ground: str, document: str, *, needed: bool) -> str:
    """The basis of an act in words. Raises BasisMissing at `ground` or `document`."""
    found = grounds.ground(act, ground)
    if found is None and (ground or needed):
        raise BasisMissing(field="ground", act=states.ACT_TITLES.get(act, act))
    if needed and act in grounds.DOCUMENTED and not document.strip():
        raise BasisMissing(
            "licence_document_missing", field="document", act=states.ACT_TITLES.get(act, act)
        )
    return grounds.basis_of(found, document)[:200] if found else document.strip()[:200]


def move(
    row: Licence,
    *,
    act: str,
    reason: str,
    actor: Actor,
    now: datetime,
    basis: str = "",
    source: str = "",
) -> Licence:
    """Take `act` along the table of states, say so in the ledger and to the holder; raises
    WrongState."""
    before = row.status
    row.status = states.after(before, act)
    row.status_since, row.status_reason, row.status_basis = now, reason[:300], basis
    row.save(update_fields=["status", "status_since", "status_reason", "status_basis"])
    # A list that was made before must not be handed out any longer.
    transaction.on_commit(lambda: cache.delete(LIST_KEY))
    ledger.append(
        subject=row.subject,
        verb=f"licences.{act}",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={
            "identifier": row.identifier,
            "from": before,
            "to": row.status,
            "reason": reason,
            "basis": basis,
            "source": source,
        },
    )
    if act != "supersede":  # the new version tells of itself
        tell(row, "status", now=now, act=states.ACT_TITLES[act], reason=reason.rstrip("。"))
    return row


def tell(
    row: Licence,
    template: str,
    *,
    now: datetime,
    key: str | None = None,
    link: str = "",
    **more: str,
) -> None:
    """Tell the holder: everybody with an account who is, leads or serves it. `link`: where to act,
    by default the licence's own page."""
    for account in parties.accounts_of_party(row.holder_id):
        notify(
            to_account=account,
            template=f"licences.{template}",
            now=now,
            key=f"{key}.{account}" if key else None,
            link=link or f"/my/licences/{row.token}/",
            context={
                "title": row.title,
                "number": row.number,
                "organisation": row.organisation_name,
                **more,
            },
        )
