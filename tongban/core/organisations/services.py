"""Acts on organisations."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.core.divisions import selectors as divisions
from tongban.core.ledger import services as ledger
from tongban.core.organisations.errors import BadOrganisation, UnknownOrganisation
from tongban.core.organisations.models import Organisation
from tongban.core.organisations.types import KINDS, PARTNER_KINDS
from tongban.core.search import services as search
from tongban.lib import identifiers
from tongban.lib.pinyin import sort_key

if TYPE_CHECKING:
    from tongban.core.organisations.types import ActorLike


@transaction.atomic
def save(
    *,
    actor: "ActorLike",
    now: datetime,
    code: str,
    uscc: str,
    name: str,
    division: str,
    short_name: str = "",
    kind: str = "body",
    partner_kind: str = "",
    parent: str = "",
    phone: str = "",
    complaint_phone: str = "",
    address: str = "",
    hours: str = "",
    active: bool = True,
) -> Organisation:
    """Create the organisation `code`, or bring it up to date; nothing changed, nothing written.

    `parent` is the code of the organisation above. The caller has checked that the actor may do
    this (accounts lie above this area). Raises BadOrganisation, IdentifierError,
    UnknownOrganisation and UnknownDivision.
    """
    if (
        kind not in KINDS
        or partner_kind not in PARTNER_KINDS
        or (kind == "partner") != bool(partner_kind)
    ):
        raise BadOrganisation("organisation_kind", field="kind")
    if not name.strip():
        raise BadOrganisation("organisation_name", field="name")
    place = divisions.get(division)
    above = _parent(parent, code)
    values: dict[str, Any] = {
        "uscc": identifiers.uscc(uscc),
        "name": name.strip(),
        "short_name": short_name.strip() or name.strip(),
        "kind": kind,
        "partner_kind": partner_kind,
        "division_id": place.code,
        "parent_id": above.pk if above else None,
        "pinyin": sort_key(name.strip(), 240),
        "phone": phone,
        "complaint_phone": complaint_phone,
        "address": address,
        "hours": hours,
        "active": active,
    }
    row = Organisation.objects.select_for_update().filter(code=code).first()
    if row is None:
        row = Organisation(code=code)
    changed = sorted(key for key, value in values.items() if getattr(row, key) != value)
    if row.pk and not changed:
        return row
    moved = row.pk is None or "parent_id" in changed
    for key, value in values.items():
        setattr(row, key, value)
    row.save()
    if moved:
        _move(row, above)
    ledger.append(
        subject=f"organisation:{row.pk}",
        verb="organisations.save",
        actor=actor.ref,
        at=now,
        payload={key: values[key] for key in changed},
    )
    _index(row, place.name)
    return row


def _parent(parent: str, code: str) -> Organisation | None:
    if not parent:
        return None
    above = Organisation.objects.filter(code=parent).first()
    own = Organisation.objects.filter(code=code).values_list("path", flat=True).first()
    if above is None or parent == code or (own and above.path.startswith(own)):
        raise UnknownOrganisation(field="parent", code=parent)
    return above


def _move(row: Organisation, above: Organisation | None) -> None:
    """Give the row, and all that lies below it, the path that its new place asks for."""
    former, row.path = row.path, f"{above.path if above else ''}{row.pk}/"
    row.save(update_fields=["path"])
    if not former:
        return
    below = list(Organisation.objects.under(former).exclude(pk=row.pk))
    for one in below:
        one.path = row.path + one.path[len(former) :]
    Organisation.objects.bulk_update(below, ["path"])


def _index(row: Organisation, place: str) -> None:
    if not row.active:
        search.drop("organisation", row.code)
        return
    search.put(
        kind="organisation",
        ref=row.code,
        title=row.name,
        body=" ".join(part for part in (place, row.address, row.phone) if part),
        aliases=(row.short_name,),
        url=f"/organisations/{row.code}/",
        division=row.division_id,
    )
