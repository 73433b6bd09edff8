"""Reads: the edition in force, browsing, guides, proofs."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from tongban.catalogue import ports
from tongban.catalogue.errors import MatterNotInForce, MatterUnknown
from tongban.catalogue.models import Edition, Implementation
from tongban.catalogue.types import EditionContent, Proof

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


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


def _why_not(task_code: str, on: date) -> MatterUnknown | MatterNotInForce:
    """Say why nothing is in force: the code is unknown, or where its life stands."""
    implementation = (
        Implementation.objects.filter(task_code=task_code)
        .select_related("matter", "organisation")
        .first()
    )
    if implementation is None:
        return MatterUnknown(matter=task_code)
    last = implementation.editions.public().order_by("-number").first()
    if last is None:
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
        since=since,
        note=note,
        organisation=implementation.organisation.name,
        phone=implementation.organisation.phone,
    )


def proven(content: EditionContent, *, holder: int | None, at: datetime) -> "Mapping[str, Proof]":
    """Return which document types of the edition's materials live records of `holder` prove.

    `holder` is a party's id (None = nobody known yet: nothing is proven). The keys are what
    `rules.asked` takes as `proven`.
    """
    if holder is None:
        return {}
    types: Iterable[str] = (m.document_type for m in content.materials if m.document_type)
    return ports.proofs.find(holder, frozenset(types), at)
