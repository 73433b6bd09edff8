"""Reads of organisations: each is one query, the division joined."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, Subquery

from tongban.core.divisions.selectors import path_of
from tongban.core.organisations.errors import UnknownOrganisation
from tongban.core.organisations.models import Organisation


def get(code: str) -> Organisation:
    """The organisation with this code; raises UnknownOrganisation."""
    try:
        return Organisation.objects.select_related("division").get(code=code)
    except Organisation.DoesNotExist:
        raise UnknownOrganisation(code=code) from None


def by_id(organisation_id: int) -> Organisation:
    """The organisation with this id; raises UnknownOrganisation."""
    try:
        return Organisation.objects.select_related("division").get(pk=organisation_id)
    except Organisation.DoesNotExist:
        raise UnknownOrganisation(code=str(organisation_id)) from None


def names(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Give the names of organisations and of their divisions, by id; one query."""
    rows = Organisation.objects.filter(pk__in=list(ids))
    found = rows.values_list("pk", "name", "division__name")
    return {key: (name, division) for key, name, division in found}


def have_below(field: str) -> Exists:
    """Give the condition that others lie below the organisation in a field of the asking rows."""
    return Exists(Organisation.objects.filter(parent=OuterRef(field)))


def by_uscc(uscc: str) -> Organisation | None:
    """The organisation with this 统一社会信用代码, if any."""
    return Organisation.objects.select_related("division").filter(uscc=uscc).first()


def in_division(code: str, *, below: bool = False, kind: str = "") -> list[Organisation]:
    """The active organisations of a division (with everything below it, if asked), by pinyin."""
    found = Organisation.objects.active().select_related("division")
    if below:
        found = found.filter(division__path__startswith=Subquery(path_of(code)))
    else:
        found = found.filter(division_id=code)
    if kind:
        found = found.filter(kind=kind)
    return list(found.order_by("pinyin", "id"))


def below(*, paths: Iterable[str], divisions: Iterable[str]) -> list[Organisation]:
    """The active organisations, partners left out, at or below any of the organisation paths, or in
    any of the divisions (paths too) and below; by pinyin."""
    where = Q(pk__in=[])
    for path in paths:
        where |= Q(path__startswith=path)
    for path in divisions:
        where |= Q(division__path__startswith=path)
    found = Organisation.objects.active().select_related("division").exclude(kind="partner")
    return list(found.filter(where).order_by("pinyin", "id"))


def named(division: str, short_name: str) -> Organisation:
    """The active organisation of a division by its short name (市场监管局); raises
    UnknownOrganisation."""
    found = (
        Organisation.objects.active()
        .select_related("division")
        .filter(Q(short_name=short_name) | Q(name=short_name), division_id=division)
        .order_by("id")
        .first()
    )
    if found is None:
        raise UnknownOrganisation(code=f"{division}:{short_name}")
    return found


def alike(ids: Iterable[int], body: Organisation) -> int:
    """Return which of the organisations does what `body` does elsewhere (its short name), else the
    highest of them: whom a window of many bodies stands for."""
    rows = Organisation.objects.filter(pk__in=set(ids)).values_list("pk", "short_name", "path")
    return min(rows, key=lambda row: (row[1] != body.short_name, len(row[2]), row[0]))[0]


def seated(codes: Iterable[str], kinds: Iterable[str], near: Iterable[str]) -> list[Organisation]:
    """The active organisations that have one of the codes, or that are of one of the kinds (short
    name, partner kind or kind) in one of the divisions `near`; the oldest first."""
    names = list(kinds)
    named = Q(short_name__in=names) | Q(partner_kind__in=names) | Q(kind__in=names)
    where = Q(code__in=list(codes)) | (named & Q(division_id__in=list(near)))
    return list(Organisation.objects.active().filter(where).order_by("id"))


def called(names: Iterable[str], *, below: str) -> list[Organisation]:
    """The active organisations with one of these short names, partners left out, in a division
    (its code) and everything below it; by pinyin."""
    found = Organisation.objects.active().select_related("division").exclude(kind="partner")
    found = found.filter(
        short_name__in=list(names), division__path__startswith=Subquery(path_of(below))
    )
    return list(found.order_by("pinyin", "id"))
