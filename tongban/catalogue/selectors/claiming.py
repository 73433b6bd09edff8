"""Claims: what is to be answered by a body, what it answered, and how far everybody is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from tongban.catalogue import permissions, rules, states
from tongban.catalogue.errors import CatalogueForbidden
from tongban.catalogue.models import Claim, Delegation, Matter, MatterVersion
from tongban.catalogue.querysets import POWERS
from tongban.catalogue.rules.claiming import Progress, departments_of, expected
from tongban.core.organisations import selectors as organisations

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor
    from tongban.core.organisations.models import Organisation

ANSWERED = (states.CLAIMED, states.DECLINED)


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """An entry as a body sees it: its answer if there is one, the power that was given to it, and
    whether it is its own department's."""

    matter: Matter
    claim: Claim | None
    delegation: Delegation | None
    own: bool


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One page of entries; `after` continues behind the last row ("" at the end)."""

    rows: Sequence[ClaimRow]
    after: str


def is_entered(catalog_code: str) -> bool:
    """Say whether the basic catalogue has an entry under this code."""
    return Matter.objects.filter(catalog_code=catalog_code).exists()


def entry_source(catalog_code: str) -> str:
    """Return where the newest version of an entry was taken from; "" for none, or nowhere said."""
    found = MatterVersion.objects.filter(matter__catalog_code=catalog_code).order_by("-number")
    return found.values_list("source", flat=True).first() or ""


def bodies_of(actor: "Actor") -> list["Organisation"]:
    """Return the active bodies whose claims `actor` may see, partners left out, by pinyin."""
    paths, places = set(), set()
    for grant in actor.grants:
        if permissions.PUBLISH in grant.powers and grant.division_path:
            places.add(grant.division_path)
        elif grant.powers & set(POWERS):
            paths.add(grant.organisation_path)
    return organisations.below(paths=paths, divisions=places)


def body_of(actor: "Actor", code: str) -> "Organisation":
    """Return one of them by its code; raises CatalogueForbidden, UnknownOrganisation."""
    found = organisations.get(code)
    if found.kind == "partner" or found.pk not in {one.pk for one in bodies_of(actor)}:
        raise CatalogueForbidden
    return found


def _delegations(on: date) -> QuerySet[Delegation]:
    return Delegation.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)


def claimable(
    body: "Organisation",
    *,
    on: date,
    state: str = "open",
    own: bool = False,
    text: str = "",
    after: str = "",
    limit: int = 50,
) -> ClaimPage:
    """Return a page of what stands in the catalogue for a body: its own department's first, then by
    code, so that what stands below one entry stays together.

    `state` is open (not answered), claimed or declined; `own` keeps the own department's and
    what was handed to the body; `text` is looked for in name and code. Three queries whatever
    the size.
    """
    level = rules.level_of(body.division.level)
    names = departments_of(body.short_name)
    given = _delegations(on).filter(taker=body)
    answers = Claim.objects.filter(organisation=body)
    found = Matter.objects.select_related("parent__parent")
    if state == "open":
        mine = Q(levels__contains=level) | Q(Exists(given.filter(matter=OuterRef("pk"))))
        found = found.filter(mine, state=Matter.State.IN_USE, leaf=True).exclude(
            Exists(answers.filter(matter=OuterRef("pk"), state__in=ANSWERED))
        )
    else:
        found = found.filter(Exists(answers.filter(matter=OuterRef("pk"), state=state)))
    far = Case(When(department__in=names, then=Value(0)), default=Value(1),
               output_field=IntegerField())  # fmt: skip
    found = found.annotate(far=far).order_by("far", "catalog_code")
    if own:
        found = found.filter(
            Q(department__in=names) | Q(Exists(given.filter(matter=OuterRef("pk"))))
        )
    if text:
        found = found.filter(Q(name__icontains=text) | Q(catalog_code__startswith=text))
    place, _, last = after.partition("|")
    if place in {"0", "1"} and last:
        found = found.filter(Q(far__gt=int(place)) | Q(far=int(place), catalog_code__gt=last))
    matters = list(found[: limit + 1])
    more, matters = len(matters) > limit, matters[:limit]
    said = {
        one.matter_id: one
        for one in answers.filter(matter__in=matters).select_related("implementation")
    }
    handed = {
        one.matter_id: one for one in given.filter(matter__in=matters).select_related("giver")
    }
    rows = [
        ClaimRow(one, said.get(one.pk), handed.get(one.pk), one.department in names)
        for one in matters
    ]
    key = f"{0 if rows[-1].own else 1}|{matters[-1].catalog_code}" if more else ""
    return ClaimPage(rows, key)


def progress(
    bodies: Iterable["Organisation"], *, on: date, by: datetime | None = None
) -> Mapping[int, Progress]:
    """Return how far each body is, by its id; three queries whatever the number.

    To be answered is what its own department handles at its own level, what was handed to it, and
    what it answered. With `by`, only what was answered by then counts.
    """
    known = {one.pk: one for one in bodies}
    live = Q(matter__state=Matter.State.IN_USE)
    answers = Claim.objects.filter(live, state__in=ANSWERED)
    if by is not None:
        answers = answers.filter(at__lte=by)
    shape = ("matter__department", "matter__levels")
    open_of: dict[int, int] = defaultdict(int)
    counted: dict[tuple[int, str], int] = defaultdict(int)
    for row in (
        answers.values("organisation_id", "state", "matter__leaf", *shape)
        .annotate(n=Count("id"))
        .order_by()
    ):
        body = known.get(row["organisation_id"])
        if body is None:
            continue
        counted[body.pk, row["state"]] += row["n"]
        if row["matter__leaf"] and _awaited(body, row, "matter__"):
            open_of[body.pk] -= row["n"]
    entries = list(
        Matter.objects.filter(state=Matter.State.IN_USE, leaf=True)
        .values("department", "levels")
        .annotate(n=Count("id"))
        .order_by()
    )
    for body in known.values():
        open_of[body.pk] += sum(row["n"] for row in entries if _awaited(body, row))
    waiting = (
        _delegations(on)
        .filter(live, matter__leaf=True)
        .exclude(Exists(answers.filter(matter=OuterRef("matter"), organisation=OuterRef("taker"))))
    )
    for row in waiting.values("taker_id", "matter_id", *shape).distinct():
        body = known.get(row["taker_id"])
        if body is not None and not _awaited(body, row, "matter__"):
            open_of[body.pk] += 1
    return {
        pk: Progress(counted[pk, states.CLAIMED], counted[pk, states.DECLINED], open_of[pk])
        for pk in known
    }


def _awaited(body: "Organisation", row: Mapping[str, Any], prefix: str = "") -> bool:
    return expected(
        row[f"{prefix}department"],
        row[f"{prefix}levels"],
        short_name=body.short_name,
        level=rules.level_of(body.division.level),
    )
