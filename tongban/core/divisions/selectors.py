"""Reads of the division tree: each is one query."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, Subquery

from tongban.core.divisions.errors import UnknownDivision
from tongban.core.divisions.models import Division

if TYPE_CHECKING:
    from django.db.models import QuerySet


def get(code: str) -> Division:
    """The division with this code; raises UnknownDivision."""
    try:
        return Division.objects.get(code=code)
    except Division.DoesNotExist:
        raise UnknownDivision(code=code) from None


def city() -> Division:
    """The city that this installation is for (settings.CITY)."""
    return get(settings.CITY)


def children(code: str) -> list[Division]:
    """The divisions right below `code`, by pinyin; those at the top for an empty code."""
    return list(Division.objects.filter(parent=code or None).order_by("pinyin", "code"))


def counties() -> list[Division]:
    """The city's counties and zones, in the order of their codes (咸安区 first, zones last)."""
    return list(Division.objects.filter(parent=settings.CITY).order_by("code"))


def neighbourhoods() -> list[tuple[str, str, str]]:
    """Code, name and level of the city's counties, zones and townships, each township after its
    county; one query."""
    path = Division.objects.filter(code=settings.CITY).values("path")[:1]
    return list(
        Division.objects.filter(
            path__startswith=Subquery(path), level__in=["county", "zone", "township"]
        )
        .order_by("path")
        .values_list("code", "name", "level")
    )


def ancestors(code: str, *, include_self: bool = False) -> list[Division]:
    """From the province down to the parent of `code` (to itself if asked); one query.

    The path is asked for inside the same statement: it lists exactly the codes above.
    """
    path = Division.objects.filter(code=code).values("path")[:1]
    found = list(
        Division.objects.annotate(below=Subquery(path))
        .filter(below__startswith=F("path"))
        .order_by("path")
    )
    if not found:
        raise UnknownDivision(code=code)
    return found if include_self else found[:-1]


def descendants(code: str, *, include_self: bool = False) -> list[Division]:
    """Everything below `code`, by path; one query; raises UnknownDivision."""
    path = Division.objects.filter(code=code).values("path")[:1]
    found = list(Division.objects.filter(path__startswith=Subquery(path)).order_by("path"))
    if not found:
        raise UnknownDivision(code=code)
    return found if include_self else found[1:]


def tree_path(code: str) -> str:
    """The path of `code`, such as `420000/421200/421202/`; raises UnknownDivision."""
    return get(code).path


def names(codes: set[str]) -> dict[str, str]:
    """Names by code for many codes at once; unknown codes are left out."""
    return dict(Division.objects.filter(code__in=codes).values_list("code", "name"))


def path_of(code: str) -> "QuerySet[Division, Any]":
    """The path of a division as a query, for others to use inside one of theirs (Subquery)."""
    return Division.objects.filter(code=code).values("path")[:1]
