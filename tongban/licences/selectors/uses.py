"""What the holder reads: codes given, uses made, versions; and a licence as it is seen now."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from tongban.core.accounts.types import Actor
from tongban.licences.models import Licence, Share, Use
from tongban.licences.permissions import parties_of
from tongban.licences.rules import face, snapshot
from tongban.licences.types import Status


def snapshot_of(row: Licence, *, now: datetime) -> dict[str, Any]:
    """The licence as it is seen at `now`, with its digest; its type's version is loaded."""
    facts = {
        "identifier": row.identifier,
        "version": row.version,
        "title": row.title,
        "number": row.number,
        "holder": row.holder_name,
        "holder_code": row.holder_code,
        "issuer": row.organisation_name,
        "issued_on": row.issued_on.isoformat(),
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else "",
        "status": row.status,
    }
    rows = face.rows(
        labels=row.terms.faces,
        content=row.content,
        holder=row.holder_name,
        holder_code=row.holder_code,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
    return snapshot.taken(facts, rows, now.isoformat())


def statuses(subjects: Iterable[str], *, on: date) -> dict[str, tuple[bool, str, str]]:
    """Whether each licence ("licence:12") is in force on a local day, its status and the reason,
    with one query; a file that keeps a snapshot shows beside it what is so now."""
    numbers = [one.removeprefix("licence:") for one in subjects if one.startswith("licence:")]
    wanted = [int(one) for one in numbers if one.isdecimal()]
    rows = Licence.objects.filter(pk__in=wanted) if wanted else []
    return {row.subject: (row.in_force(on), row.status_title, row.status_reason) for row in rows}


def shares_of(row: Licence, *, limit: int = 20) -> list[Share]:
    """The codes that were given of a licence, newest first."""
    return list(row.shares.order_by("-id")[:limit])


def own_share(actor: Actor, token: str) -> Share | None:
    """One code of the actor's own licences."""
    found: Share | None = (
        Share.objects.held_by(parties_of(actor))
        .select_related("licence__terms")
        .filter(token=token)
        .first()
    )
    return found


def uses_of(row: Licence, *, before: int = 0, limit: int = 20) -> list[Use]:
    """Who saw or called any version of a licence, newest first, paged by key."""
    found = Use.objects.select_related("licence").filter(
        licence__type=row.type_id, licence__number=row.number, licence__holder=row.holder_id
    )
    if before:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-id")[:limit])


def expiring(*, on: date, days: int, limit: int = 500, after: int = 0) -> list[Licence]:
    """Licences in force whose last day comes within `days` of a local day, by id from `after`."""
    return list(
        Licence.objects.filter(
            status=Status.VALID, valid_to__gte=on, valid_to__lte=on + timedelta(days=days),
            pk__gt=after,
        ).order_by("id")[:limit]
    )  # fmt: skip
