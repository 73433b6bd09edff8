"""Who handles what: claim, decline, delegate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.catalogue import permissions, rules, states
from tongban.catalogue.errors import CatalogueError, CatalogueForbidden, ClaimRefused
from tongban.catalogue.models import Claim, Delegation, Implementation, Matter
from tongban.catalogue.services.recording import matter_of, must_enter, record, record_matter
from tongban.catalogue.types import DECLINE_REASONS, DELEGATION_SOURCES, POWER_SOURCES
from tongban.core.accounts.types import Actor
from tongban.core.workdays.rules import local_date
from tongban.lib import identifiers
from tongban.lib.errors import Refusal

if TYPE_CHECKING:
    from tongban.core.organisations.models import Organisation

ENTRUSTED = frozenset({"5", "6"})
AUTHORISED = frozenset({"3", "4"})


@transaction.atomic
def implement(
    *, actor: Actor, now: datetime, matter: str, organisation: "Organisation", local_code: str = ""
) -> Implementation:
    """Say that `organisation` handles `matter` (slug or code) in its division; returns the entry.

    Its 31-character code is made of the organisation's USCC, its level and the catalogue code;
    the same again gives the same. Raises MatterUnknown, CatalogueForbidden.
    """
    must_enter(actor)
    return _implementation(matter_of(matter), organisation, local_code)


def _implementation(
    matter: Matter,
    organisation: "Organisation",
    local_code: str = "",
    delegation: Delegation | None = None,
) -> Implementation:
    new = new_implementation(matter, organisation, local_code, delegation)
    implementation, _ = Implementation.objects.get_or_create(
        task_code=new.task_code,
        defaults={name: getattr(new, name) for name in _DECIDED},
    )
    return implementation


_DECIDED = (
    "matter", "organisation", "division", "local_code", "level", "power_source", "body_nature",
    "delegation", "matter_version",
)  # fmt: skip


def new_implementation(
    matter: Matter,
    organisation: "Organisation",
    local_code: str = "",
    delegation: Delegation | None = None,
) -> Implementation:
    """Return what a body's implementation of a matter would be, under its code; not yet stored."""
    level = rules.level_of(organisation.division.level)
    source = delegation.source if delegation else "1"
    return Implementation(
        task_code=rules.task_code(organisation.uscc, level, matter.catalog_code),
        matter=matter,
        organisation=organisation,
        division=organisation.division,
        local_code=local_code,
        level=level,
        power_source=source,
        body_nature="3" if source in ENTRUSTED else "2" if source in AUTHORISED else "1",
        delegation=delegation,
        matter_version=matter.version,
    )


@transaction.atomic
def claim(
    *, actor: Actor, now: datetime, matter: str, organisation: "Organisation", local_code: str = ""
) -> Claim:
    """Claim 认领 the matter for a body: from now on it keeps an implementation list of it.

    The same again gives the same. Raises ClaimRefused (`claim_cancelled`, `claim_not_leaf`,
    `claim_level`: the body's level may not exercise it and no power was delegated to it),
    MatterUnknown, CatalogueForbidden.
    """
    found = _to_answer(actor, matter, organisation)
    delegation = _delegated(found, organisation, local_date(now))
    may_be_claimed(found, organisation, delegation)
    known = Claim.objects.filter(matter=found, organisation=organisation).first()
    if known is not None and known.state == states.CLAIMED:
        return known
    implementation = _implementation(found, organisation, local_code, delegation)
    return _answer(actor, now, found, organisation, states.CLAIMED, implementation=implementation)


def may_be_claimed(
    matter: Matter, organisation: "Organisation", delegation: Delegation | None
) -> None:
    """Raise ClaimRefused unless the matter is one to be claimed, by a body of its level or one
    that the power was delegated to."""
    if matter.state == Matter.State.CANCELLED:
        raise ClaimRefused("claim_cancelled", name=matter.name)
    _must_be_leaf(matter)
    level = rules.level_of(organisation.division.level)
    if matter.levels and level not in matter.levels and delegation is None:
        raise ClaimRefused("claim_level", name=matter.name, organisation=organisation.name)


def _must_be_leaf(matter: Matter) -> None:
    if not matter.leaf:
        raise ClaimRefused("claim_not_leaf", name=matter.name)


@transaction.atomic
def decline(
    *,
    actor: Actor,
    now: datetime,
    matter: str,
    organisation: "Organisation",
    reason: str,
    note: str = "",
) -> Claim:
    """Decline 不认领, with a reason of `DECLINE_REASONS` ("other" needs a note).

    Raises ClaimRefused (`decline_reason`, `decline_note`, `decline_published`: its list is
    published, so it is to be cancelled first), MatterUnknown, CatalogueForbidden.
    """
    found = _to_answer(actor, matter, organisation)
    _must_be_leaf(found)
    _check_reason(reason, note)
    known = Claim.objects.filter(matter=found, organisation=organisation).first()
    if known is not None and known.implementation is not None:
        if known.implementation.state in {states.IN_USE, states.SUSPENDED}:
            raise ClaimRefused("decline_published", name=found.name)
        known.implementation.drafts.open().update(state=states.DROPPED)
    return _answer(
        actor, now, found, organisation, states.DECLINED, reason=reason, note=note.strip()
    )


@transaction.atomic
def release(*, actor: Actor, now: datetime, matter: str, organisation: "Organisation") -> Claim:
    """Take an answer back (退回): the entry is to be answered again.

    A claim whose list somebody has begun to write stays. The same again gives the same. Raises
    ClaimRefused (`release_nothing`: no answer was given, `release_begun`), MatterUnknown,
    CatalogueForbidden.
    """
    found = matter_of(matter)
    if not permissions.may_edit(actor, organisation):
        raise CatalogueForbidden(matter=matter)
    known = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("implementation")
        .filter(matter=found, organisation=organisation)
        .first()
    )
    if known is None:
        raise ClaimRefused("release_nothing", name=found.name)
    if known.state == states.RELEASED:
        return known
    begun = known.implementation
    written = begun is not None and (begun.edition_count or begun.drafts.open().exists())
    if known.state == states.CLAIMED and written:
        raise ClaimRefused("release_begun", name=found.name)
    return _answer(actor, now, found, organisation, states.RELEASED)


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of answering many: how many were done, and the refusal of each that was not."""

    done: int
    refused: list[tuple[str, Refusal]]


def answer_many(
    *,
    actor: Actor,
    now: datetime,
    matters: Iterable[str],
    organisation: "Organisation",
    act: str,
    reason: str = "",
    note: str = "",
) -> Batch:
    """Claim, decline or release (`act`) many entries for a body, each for itself.

    One that cannot be done does not keep the others back; `refused` gives its code with why. Raises
    CatalogueForbidden, and ClaimRefused for a reason that would do for none.
    """
    if not permissions.may_edit(actor, organisation):
        raise CatalogueForbidden
    if act == "decline":
        _check_reason(reason, note)
    done = 0
    refused: list[tuple[str, Refusal]] = []
    for code in dict.fromkeys(matters):
        given: dict[str, Any] = {
            "actor": actor, "now": now, "matter": code, "organisation": organisation,
        }  # fmt: skip
        try:
            if act == "claim":
                claim(**given)
            elif act == "decline":
                decline(**given, reason=reason, note=note)
            else:
                release(**given)
        except (CatalogueError, identifiers.IdentifierError) as error:
            refused.append((code, error))
        else:
            done += 1
    return Batch(done, refused)


def _check_reason(reason: str, note: str) -> None:
    if reason not in DECLINE_REASONS:
        raise ClaimRefused("decline_reason", field="reason")
    if reason == "other" and not note.strip():
        raise ClaimRefused("decline_note", field="note")


def _to_answer(actor: Actor, matter: str, organisation: "Organisation") -> Matter:
    found = matter_of(matter)
    if not permissions.may_edit(actor, organisation):
        raise CatalogueForbidden(matter=matter)
    return found


def _answer(
    actor: Actor,
    now: datetime,
    matter: Matter,
    organisation: "Organisation",
    state: str,
    *,
    reason: str = "",
    note: str = "",
    implementation: Implementation | None = None,
) -> Claim:
    values = {"state": state, "reason": reason, "note": note, "at": now, "by": actor.ref}
    if implementation is not None:
        values["implementation"] = implementation
    answered, _ = Claim.objects.update_or_create(
        matter=matter, organisation=organisation, defaults=values
    )
    record_matter(
        actor,
        now,
        matter,
        f"catalogue.{state}",
        organisation=organisation.name,
        reason=DECLINE_REASONS.get(reason, ""),
        note=note,
    )
    return answered


# --- delegated powers -----------------------------------------------------------------------------


def _delegated(matter: Matter, taker: "Organisation", on: date) -> Delegation | None:
    """Return the delegation by which a body exercises the matter on that day, if any."""
    rows = Delegation.objects.filter(matter=matter, taker=taker, since__lte=on)
    return next((one for one in rows if one.until is None or one.until >= on), None)


@transaction.atomic
def delegate(
    *,
    actor: Actor,
    now: datetime,
    matter: str,
    giver: "Organisation",
    taker: "Organisation",
    source: str,
    basis: str,
    since: date,
) -> Delegation:
    """Hand a power to another body: 下放, 授权, 委托 (`source`, of `POWER_SOURCES`); both are kept.

    `basis` names the document that says so (行政许可法 §24: an entrustment is made public). The
    same again gives the same. Raises ClaimRefused (`delegation_source`, `delegation_basis`,
    `delegation_self`, `delegation_level`: from above means from a higher level; `delegation_leaf`,
    `delegation_known`: the two have another one), MatterUnknown, CatalogueForbidden.
    """
    found = matter_of(matter)
    if not permissions.may_publish_for(actor, giver):
        raise CatalogueForbidden(matter=matter)
    if source not in DELEGATION_SOURCES:
        raise ClaimRefused("delegation_source", field="source")
    if not basis.strip():
        raise ClaimRefused("delegation_basis", field="basis")
    if giver.pk == taker.pk:
        raise ClaimRefused("delegation_self", field="taker")
    if found.state == Matter.State.CANCELLED:
        raise ClaimRefused("claim_cancelled", name=found.name)
    if not found.leaf:
        raise ClaimRefused("delegation_leaf", name=found.name)
    levels = [rules.level_of(body.division.level) for body in (giver, taker)]
    if not rules.may_hand(source, *levels):
        raise ClaimRefused("delegation_level", field="taker", source=POWER_SOURCES[source])
    known = Delegation.objects.filter(
        matter=found, giver=giver, taker=taker, until__isnull=True
    ).first()
    if known is not None:
        if (known.source, known.basis, known.since) != (source, basis.strip(), since):
            raise ClaimRefused("delegation_known", field="taker", since=known.since.isoformat())
        return known
    given = Delegation.objects.create(
        matter=found, giver=giver, taker=taker, source=source, basis=basis.strip(), since=since
    )
    record_matter(
        actor,
        now,
        found,
        "catalogue.delegated",
        giver=giver.name,
        taker=taker.name,
        source=given.get_source_display(),
    )
    return given


@transaction.atomic
def end_delegation(
    *, actor: Actor, now: datetime, delegation: Delegation, until: date, note: str
) -> Delegation:
    """Take a power back: `until` is its last day; the taker's implementations stay until they are
    ended. The same again changes nothing.

    Raises ClaimRefused (`delegation_over`: it has ended already, `delegation_until`: before it
    began), CatalogueForbidden.
    """
    if not permissions.may_publish_for(actor, delegation.giver):
        raise CatalogueForbidden
    if delegation.until is not None:
        if (delegation.until, delegation.ended_note) == (until, note):
            return delegation
        raise ClaimRefused("delegation_over", until=delegation.until.isoformat())
    if until < delegation.since:
        raise ClaimRefused("delegation_until", field="until", since=delegation.since.isoformat())
    delegation.until, delegation.ended_note = until, note
    delegation.save(update_fields=["until", "ended_note"])
    record_matter(
        actor,
        now,
        delegation.matter,
        "catalogue.delegation_ended",
        giver=delegation.giver.name,
        taker=delegation.taker.name,
        note=note,
    )
    for implementation in delegation.implementations.select_related("matter"):
        record(actor, now, implementation, "catalogue.delegation_ended_here", note=note)
    return delegation
