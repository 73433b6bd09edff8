"""The edition in force, guides, proofs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q

from tongban.catalogue import ports
from tongban.catalogue.errors import MatterNotInForce, MatterUnknown
from tongban.catalogue.models import Delegation, Edition, Implementation, Matter
from tongban.catalogue.types import EditionContent, Proven, Reach

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Guide:
    """What the guide of a matter shows: the edition, whether it is in force, and its history."""

    edition: Edition
    in_force: bool
    refusal: MatterNotInForce | None
    editions: Sequence[Edition]
    elsewhere: Sequence[Implementation]


def edition_in_force(task_code: str, *, on: date) -> Edition:
    """Return the edition under which `task_code` can be applied for on the day `on`.

    The edition comes with its implementation, matter, organisation and division loaded, and its
    `parsed` content. Raises MatterUnknown (404), or MatterNotInForce (409) with a reason when it
    is suspended, cancelled, not yet or no longer in force.
    """
    editions = Edition.objects.filter(implementation__task_code=task_code)
    edition = editions.in_force(on).with_names().order_by("-number").first()
    if edition is not None:
        return edition
    raise _why_not(task_code, on)


def editions_upon(act: str, types: Iterable[str], *, on: date) -> list[Edition]:
    """Return the editions in force on the day `on` that do `act` ("renews" or "cancels") to a type
    of licence (its document types), newest first, with matter and body; one statement."""
    found = Edition.objects.in_force(on).with_names().filter(**{f"{act}__in": set(types)})
    return list(found.order_by("-number", "-pk"))


def edition_by_id(edition_id: int) -> Edition:
    """Return any edition that was ever published, by its id; raises MatterUnknown.

    What an application holds on to: it stays under the edition that it was made under.
    """
    edition = Edition.objects.with_names().filter(pk=edition_id).first()
    if edition is None:
        raise MatterUnknown(matter=str(edition_id))
    return edition


def implementations(task_codes: Iterable[str]) -> dict[str, Implementation]:
    """Return by code the lists among these that were ever published, with body and division.

    For what other systems handle under them: one statement for any number.
    """
    rows = Implementation.objects.filter(task_code__in=set(task_codes), edition_count__gt=0)
    return {row.task_code: row for row in rows.select_related("organisation", "division")}


def offered(
    on: date, *, within: Q | None = None, text: str = "", limit: int = 0
) -> list[dict[str, str]]:
    """Return the lists in force on a day, by name: task_code, code (基本编码), name, body.

    Those about a licence (its renewal or end) are left out: they begin in its holder's wallet.
    `within` is a condition on their organisation and division; `text` part of the name or
    the whole task code; one statement.
    """
    found = Edition.objects.in_force(on).filter(renews="", cancels="")
    if within is not None:
        held = Implementation.objects.filter(within)
        found = found.filter(implementation__in=held)
    return _listed(found, text, limit)


def offered_elsewhere(
    on: date, *, own: Q, places: Iterable[str], text: str = "", limit: int = 0
) -> list[dict[str, str]]:
    """Return the lists in force on a day that a window may take in for the body of another place
    (异地代收, 国办发〔2020〕35号), by name, as `offered` does; one statement.

    `own` is the condition on implementations that are the window's own, which are left out;
    `places` are the paths of the divisions where the window is.
    """
    found = Edition.objects.in_force(on).filter(_reaching(places), renews="", cancels="")
    mine = Implementation.objects.filter(own)
    return _listed(found.exclude(implementation__in=mine), text, limit)


def _reaching(places: Iterable[str]) -> Q:
    """The condition that 通办范围 takes a place in: another county or farther, or any place below
    the body's own division."""
    inside = {
        "/".join(parts[:n]) + "/"
        for place in places
        for parts in [place.strip("/").split("/")]
        for n in range(1, len(parts) + 1)
    }
    wide = Q(reach__in=[one.value for one in Reach if one.wide])
    near = Q(reach__in=[one.value for one in Reach if not one.wide])
    return wide | (near & Q(implementation__division__path__in=inside))


def _listed(found: "QuerySet[Edition]", text: str, limit: int) -> list[dict[str, str]]:
    if text:
        found = found.filter(
            Q(implementation__matter__name__icontains=text)
            | Q(implementation__task_code=text.upper())
        )
    rows = found.order_by("implementation__matter__pinyin", "implementation").values(
        task_code=F("implementation__task_code"),
        code=F("implementation__matter__catalog_code"),
        name=F("implementation__matter__name"),
        body=F("implementation__organisation__name"),
    )
    return [{key: str(value) for key, value in row.items()} for row in rows[: limit or None]]


def matters_offered(on: date) -> list[tuple[str, str]]:
    """Return code and name of every matter that somebody handles on a day, by name."""
    rows = Edition.objects.in_force(on).order_by("implementation__matter__pinyin")
    names = rows.values_list("implementation__matter__catalog_code", "implementation__matter__name")
    return list(dict.fromkeys(names))


def _why_not(task_code: str, on: date) -> MatterUnknown | MatterNotInForce:
    """Say why nothing is in force: the code is unknown, or where its life stands."""
    implementation = (
        Implementation.objects.filter(task_code=task_code)
        .select_related("matter", "organisation")
        .first()
    )
    last = implementation and implementation.editions.order_by("-number").first()
    if not implementation or not last:
        return MatterUnknown(matter=task_code)
    reason, note, since = "matter_ended", last.state_note, last.effective_to
    if implementation.state != Implementation.State.IN_USE:
        reason = f"matter_{implementation.state}"
        note, since = implementation.state_note, implementation.state_since
    elif last.state in {Edition.State.SUSPENDED, Edition.State.CANCELLED}:
        reason = f"matter_{last.state}"
    elif last.effective_from is not None and last.effective_from > on:
        reason, since = "matter_not_yet", last.effective_from
    return MatterNotInForce(
        reason,
        matter=task_code,
        name=implementation.matter.name,
        since=since.isoformat() if since else "",
        note=note,
        organisation=implementation.organisation.name,
        phone=implementation.organisation.phone,
    )


def proven(content: EditionContent, *, holder: int | None, at: datetime) -> Proven:
    """Return which document types of the edition's materials live records of `holder` prove.

    `holder` is a party's id (None = nobody known yet: nothing is proven). The keys of `found`
    are what `rules.asked` takes as `proven`.
    """
    if holder is None:
        return Proven()
    types = frozenset(m.document_type for m in content.materials if m.document_type)
    return ports.proofs.find(holder, types, at)


def guide(task_code: str, *, on: date, number: int | None = None) -> Guide:
    """Return what the guide shows: the edition in force, or edition `number`, with its history.

    A matter that is not in force still has its guide, with the refusal that says why; raises
    MatterUnknown where there is none at all.
    """
    editions = list(
        Edition.objects.filter(implementation__task_code=task_code).with_names().order_by("-number")
    )
    if not editions:
        raise MatterUnknown(matter=task_code)
    implementation = editions[0].implementation
    current = next((e for e in editions if _is_in_force(e, on)), None)
    shown = current or editions[0]
    if number is not None:
        numbered = next((e for e in editions if e.number == number), None)
        if numbered is None:
            raise MatterUnknown(matter=f"{task_code}/{number}")
        shown = numbered
    refusal = None
    if current is None:
        why = _why_not(task_code, on)
        refusal = why if isinstance(why, MatterNotInForce) else None
    elsewhere = (
        Implementation.objects.filter(matter=implementation.matter, state="in_use")
        .exclude(pk=implementation.pk)
        .select_related("division", "organisation")
        .order_by("division_id")
    )
    return Guide(shown, shown == current, refusal, editions, list(elsewhere))


@dataclass(frozen=True, slots=True)
class Power:
    """Where a matter stands in the basic catalogue, and by whose gift the body exercises it."""

    path: Sequence[Matter]
    delegation: Delegation | None


def power_of(implementation: Implementation) -> Power:
    """Return what stands above the matter (主项 first), and the delegation it is exercised by."""
    path: list[Matter] = []
    above = implementation.matter.parent
    while above is not None:
        path.insert(0, above)
        above = above.parent
    delegation = implementation.delegation_id and Delegation.objects.select_related(
        "giver", "taker"
    ).get(pk=implementation.delegation_id)
    return Power(path, delegation or None)


def _is_in_force(edition: Edition, on: date) -> bool:
    return (
        edition.state == Edition.State.PUBLISHED
        and edition.implementation.state == Implementation.State.IN_USE
        and edition.effective_from is not None
        and edition.effective_from <= on
        and (edition.effective_to is None or edition.effective_to >= on)
    )


def task_code_of(matter: str, division: str) -> str:
    """Return the task code of a matter (its slug) as handled in a division; "" if it is not."""
    found = Implementation.objects.filter(matter__slug=matter, division_id=division)
    return found.values_list("task_code", flat=True).order_by("pk").first() or ""
