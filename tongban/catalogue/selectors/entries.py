"""One entry of the basic catalogue: its place, its versions, who answered it, to whom it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from tongban.catalogue import states
from tongban.catalogue.errors import MatterUnknown
from tongban.catalogue.models import Claim, Delegation, Matter, MatterVersion
from tongban.catalogue.rules.claiming import departments_of, expected
from tongban.catalogue.rules.codes import level_of
from tongban.core.organisations import selectors as organisations

if TYPE_CHECKING:
    from tongban.catalogue.models import Implementation
    from tongban.core.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class EntryRead:
    """An entry with what stands above it (主项 first) and right below it, its versions and the
    powers over it that were handed on, the newest first."""

    matter: Matter
    path: Sequence[Matter]
    children: Sequence[Matter]
    versions: Sequence[MatterVersion]
    delegations: Sequence[Delegation]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a body said of an entry: `state` is claimed, declined, or open (nothing yet)."""

    organisation: "Organisation"
    state: str
    claim: Claim | None = None

    @property
    def implementation(self) -> "Implementation | None":
        return self.claim.implementation if self.claim else None


def entry(catalog_code: str) -> EntryRead:
    """Return the entry with this code; raises MatterUnknown."""
    found = (
        Matter.objects.select_related("parent__parent").filter(catalog_code=catalog_code).first()
    )
    if found is None:
        raise MatterUnknown(matter=catalog_code)
    path: list[Matter] = []
    above = found.parent
    while above is not None:
        path.insert(0, above)
        above = above.parent
    return EntryRead(
        found,
        path,
        list(found.children.order_by("catalog_code")),
        list(found.versions.order_by("-number")),
        list(
            found.delegations.select_related("giver__division", "taker__division").order_by("-pk")
        ),
    )


def answers(matter: Matter) -> list[Answer]:
    """Return what every body said that the entry is for, or that answered it, by place: those of
    its department and level that said nothing are open. Three queries."""
    claims = {
        one.organisation_id: one
        for one in Claim.objects.filter(matter=matter).select_related(
            "organisation__division", "implementation"
        )
    }
    takers = {
        one.taker_id: one.taker
        for one in Delegation.objects.filter(matter=matter, until__isnull=True).select_related(
            "taker__division"
        )
    }
    bodies = {claim.organisation.pk: claim.organisation for claim in claims.values()} | takers
    for body in organisations.called(departments_of(matter.department), below=settings.CITY):
        level = level_of(body.division.level)
        if expected(matter.department, matter.levels, short_name=body.short_name, level=level):
            bodies[body.pk] = body
    rows = [_answer(body, claims.get(body.pk)) for body in bodies.values()]
    return sorted(rows, key=lambda one: (one.organisation.division.path, one.organisation.pinyin))


def _answer(body: "Organisation", claim: Claim | None) -> Answer:
    if claim is None or claim.state == states.RELEASED:
        return Answer(body, "open")
    return Answer(body, claim.state, claim)


def two_versions(
    versions: Sequence[MatterVersion], one: int | None, two: int | None
) -> tuple[MatterVersion, MatterVersion] | None:
    """Return the versions to compare, the older first; the newest two where none are named, None
    where there is only one."""
    if len(versions) < 2:
        return None
    known = {version.number: version for version in versions}
    newer = known.get(two or 0, versions[0])
    older = known.get(one or 0)
    if older is None or older.number == newer.number:
        older = known.get(newer.number - 1) or known[newer.number + 1]
    first, last = sorted((older, newer), key=lambda version: version.number)
    return first, last
