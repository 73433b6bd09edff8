"""Reads of licences, by holder, by source, by token, and the register's answer to a check."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, Q

from tongban.core.accounts.types import Actor
from tongban.core.workdays.rules import local_date
from tongban.licences.errors import UnknownLicence, UnknownType
from tongban.licences.models import Licence, LicenceType, TypeVersion
from tongban.licences.permissions import parties_of
from tongban.licences.types import Conclusion, Making, Status, Verdict

RELATED = ("type", "terms", "organisation", "division", "holder")


def type_by_code(code: str) -> LicenceType:
    """The type with this GB/T code or this catalogue document type; raises UnknownType."""
    found = LicenceType.objects.filter(Q(code=code) | Q(document_type=code)).first()
    if found is None:
        raise UnknownType(type=code)
    return found


def types() -> list[LicenceType]:
    """All types, by code."""
    return list(LicenceType.objects.all())


def type_version(code: str, number: int | None = None) -> TypeVersion:
    """Version `number` of the type with this GB/T code, or its newest; its type is loaded.

    Raises UnknownType.
    """
    found = TypeVersion.objects.select_related("type").filter(type__code=code)
    if number is not None:
        found = found.filter(number=number)
    version = found.order_by("-number").first()
    if version is None:
        raise UnknownType(type=code)
    return version


def type_known(code: str) -> bool:
    """Whether a type has this GB/T code or catalogue document type."""
    return LicenceType.objects.filter(Q(code=code) | Q(document_type=code)).exists()


def live_counts(actor: Actor) -> dict[int, int]:
    """How many live licences of each type (by its id) stand in the actor's scope."""
    rows = Licence.objects.visible_to(actor).live().values_list("type").annotate(Count("id"))
    return dict(rows.order_by("type"))


def type_versions(code: str) -> list[TypeVersion]:
    """All versions of a type, newest first."""
    return list(TypeVersion.objects.filter(type__code=code).order_by("-number"))


def get(licence_id: int) -> Licence:
    """The licence with this id, whoever asks; raises UnknownLicence."""
    found: Licence | None = Licence.objects.select_related(*RELATED).filter(pk=licence_id).first()
    if found is None:
        raise UnknownLicence()
    return found


def newest(row: Licence) -> Licence:
    """The newest version of a licence; its type is loaded."""
    found = Licence.objects.select_related(*RELATED).filter(
        type=row.type_id, number=row.number, holder_id=row.holder_id
    )
    last: Licence = found.latest("version")
    return last


def by_identifier(identifier: str) -> Licence:
    """The licence with this identifier (GB/T 36904), whoever asks; raises UnknownLicence."""
    found: Licence | None = (
        Licence.objects.select_related(*RELATED).filter(identifier=identifier).first()
    )
    if found is None:
        raise UnknownLicence()
    return found


def run_out(
    actor: Actor, *, on: date, without: Iterable[int] = (), after: int = 0, limit: int = 50
) -> list[Licence]:
    """Licences in the actor's scope that ended with their last day and have no newer version, by
    id after `after`; those in `without` are left out."""
    found = (
        Licence.objects.select_related(*RELATED)
        .visible_to(actor)
        .filter(status=Status.LAPSED, valid_to__lt=on, replaced_by__isnull=True, pk__gt=after)
        .exclude(pk__in=list(without))
    )
    return list(found.order_by("id")[:limit])


def visible_by_number(actor: Actor, number: str) -> Licence | None:
    """The newest version of the licence with this number in the actor's scope; None without one."""
    found = Licence.objects.select_related(*RELATED).visible_to(actor)
    row: Licence | None = found.filter(number=number.strip()).order_by("-version", "-id").first()
    return row


def by_source(source: str) -> list[Licence]:
    """What a subject ("case:12") brought about, oldest first; its type is loaded."""
    return list(Licence.objects.select_related(*RELATED).filter(source=source).order_by("id"))


def number_by_source(source: str) -> tuple[str, bool] | None:
    """The number of the newest licence that a subject brought about, and whether its paper is
    ready to be fetched; None where there is none."""
    rows = Licence.objects.filter(source=source).order_by("-id")
    found = rows.values_list("number", "making").first()
    return (found[0], found[1] == Making.READY) if found else None


def by_sources(sources: Iterable[str]) -> dict[str, Licence]:
    """The newest licence that each subject brought about, by subject; one statement."""
    rows = Licence.objects.select_related(*RELATED).filter(source__in=set(sources))
    return {row.source: row for row in rows.order_by("id")}


def of_holder(party_id: int, *, on: date | None = None, types: Iterable[str] = ()) -> list[Licence]:
    """A holder's licences, newest first; only those in force on a local day when `on` is given.

    `types` limits them to these GB/T codes or document types.
    """
    found = Licence.objects.select_related(*RELATED).filter(holder_id=party_id)
    if on is not None:
        found = found.in_force(on=on)
    wanted = list(types)
    if wanted:
        found = found.filter(Q(type__code__in=wanted) | Q(type__document_type__in=wanted))
    return list(found)


def provable() -> set[str]:
    """The document types that a licence can be: what a type is called in the catalogue, and its
    own code."""
    rows = LicenceType.objects.values_list("document_type", "code")
    return {name for row in rows for name in row}


def live_of(party_id: int, type_code: str) -> Licence | None:
    """The holder's live (valid or suspended) licence of a type, if any."""
    return (
        Licence.objects.select_related(*RELATED)
        .live()
        .filter(Q(type__code=type_code) | Q(type__document_type=type_code), holder_id=party_id)
        .first()
    )


def own(actor: Actor) -> list[Licence]:
    """The licences in the actor's own wallet, newest first."""
    return list(Licence.objects.select_related(*RELATED).held_by(parties_of(actor)))


def own_newest(actor: Actor) -> list[Licence]:
    """The licences in the actor's own wallet, newest first, each in its newest version."""
    found = Licence.objects.select_related(*RELATED).held_by(parties_of(actor))
    return list(found.filter(replaced_by__isnull=True))


def own_by_token(actor: Actor, token: str) -> Licence:
    """One licence of the actor's wallet; UnknownLicence when it is not theirs or not there."""
    found: Licence | None = (
        Licence.objects.select_related(*RELATED, "replaced_by")
        .held_by(parties_of(actor))
        .filter(token=token)
        .first()
    )
    if found is None:
        raise UnknownLicence()
    return found


def visible_by_token(actor: Actor, token: str) -> Licence:
    """One licence in the actor's scope; raises UnknownLicence otherwise."""
    found: Licence | None = (
        Licence.objects.select_related(*RELATED, "replaced_by")
        .visible_to(actor)
        .filter(token=token)
        .first()
    )
    if found is None:
        raise UnknownLicence()
    return found


def versions_of(row: Licence) -> list[Licence]:
    """All versions of a licence, newest first; itself among them. Unscoped: for its page."""
    found = Licence.objects.filter(type=row.type_id, number=row.number, holder_id=row.holder_id)
    return list(found.order_by("-version"))


def verify_identifier(identifier: str, *, now: datetime) -> Verdict:
    """The register's answer for an identifier whose signature somebody has checked."""
    found = Licence.objects.select_related(*RELATED).filter(identifier=identifier).first()
    return _verdict(found, now)


def verify_number(number: str, holder_name: str, *, now: datetime) -> Verdict:
    """The register's answer for a number and its holder's full name; both must agree.

    A wrong name and an unknown number give the same answer, so that nobody learns who holds what.
    Of several versions the newest answers.
    """
    found = (
        Licence.objects.select_related(*RELATED)
        .filter(number=number.strip(), holder_name=holder_name.strip())
        .order_by("-version", "-id")
        .first()
        if number.strip() and holder_name.strip()
        else None
    )
    return _verdict(found, now)


def _verdict(licence: Licence | None, now: datetime) -> Verdict:
    if licence is None:
        return Verdict(Conclusion.UNKNOWN, reason="not_in_register", checked_at=now)
    today = local_date(now)
    since: date | None = None
    reason = ""
    if licence.in_force(today):
        conclusion = Conclusion.IN_FORCE
    else:
        conclusion = Conclusion.NOT_IN_FORCE
        if licence.status != Status.VALID:
            reason, since = licence.status, local_date(licence.status_since)
        elif licence.valid_from > today:
            reason, since = "not_yet", licence.valid_from
        else:
            reason, since = Status.LAPSED.value, licence.valid_to
    return Verdict(
        conclusion,
        reason=reason,
        reason_text=licence.status_reason,
        since=since,
        identifier=licence.identifier,
        number=licence.number,
        title=licence.title,
        holder=licence.holder_masked,
        issuer=licence.organisation_name,
        valid_from=licence.valid_from,
        valid_to=licence.valid_to,
        status=licence.status,
        status_title=licence.status_title,
        checked_at=now,
    )


def gone(*, since: datetime | None = None) -> list[tuple[str, str, datetime]]:
    """Identifier, status and instant of all that are in force no longer: the public list."""
    found = Licence.objects.exclude(status=Status.VALID)
    if since is not None:
        found = found.filter(status_since__gte=since)
    return list(found.order_by("id").values_list("identifier", "status", "status_since"))


def visible(
    actor: Actor, *, status: str = "", q: str = "", before: int = 0, limit: int = 50
) -> list[Licence]:
    """Licences in the actor's scope, newest first, paged by key (`before` an id).

    `q` is a whole number of a licence, or the beginning of a holder's name.
    """
    found = Licence.objects.select_related(*RELATED).visible_to(actor)
    if status:
        found = found.filter(status=status)
    if q.strip():
        found = found.filter(Q(number=q.strip()) | Q(holder_name__startswith=q.strip()))
    if before:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-id")[:limit])
