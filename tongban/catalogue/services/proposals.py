"""Acts on entries of one's own: written, reviewed by the body, entered by the city's office."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction

from tongban.catalogue import permissions, states
from tongban.catalogue.errors import (
    CatalogueForbidden,
    DraftConflict,
    DraftRefused,
    DraftUnknown,
    EditionInvalid,
    EntryRefused,
)
from tongban.catalogue.models import Matter, MatterProposal
from tongban.catalogue.rules import above, modes
from tongban.catalogue.selectors.proposals import problems_of
from tongban.catalogue.services.basic import MatterDraft, enter_matter
from tongban.catalogue.types import MatterType
from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.ledger.types import Act

if TYPE_CHECKING:
    from tongban.core.organisations.models import Organisation

TEXT_MOST = 100_000


@transaction.atomic
def propose(
    *,
    actor: Actor,
    now: datetime,
    organisation: "Organisation",
    entry: Mapping[str, Any],
    reason: str,
    matter: Matter | None = None,
) -> MatterProposal:
    """Begin a proposal for a body: of a new entry, or of a change to `matter`.

    `entry` has the keys of `rules.above.KEYS`, its laws as lines in `basis_lines`. Raises
    EntryRefused (`entry_above`: what is the province's is not changed here, `entry_proposed`:
    a change of it is on its way), CatalogueForbidden.
    """
    if not permissions.may_edit(actor, organisation):
        raise CatalogueForbidden
    if matter is not None and not modes.may_change(settings.CATALOGUE_MODE, matter.origin):
        raise EntryRefused("entry_above")
    proposal = MatterProposal(
        matter=matter,
        organisation=organisation,
        content_text=_text(entry, matter),
        seen_version=matter.version if matter else 0,
        reason=reason.strip()[:300],
        created_at=now,
        created_by=actor.ref,
        moved_at=now,
        saved_at=now,
        saved_by=actor.ref,
    )
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError:
        raise EntryRefused("entry_proposed") from None
    _record(actor, now, proposal, "proposed")
    return proposal


def _text(entry: Mapping[str, Any], matter: Matter | None) -> str:
    given = dict(entry) | ({"code": matter.catalog_code} if matter else {})
    text = json.dumps(given, ensure_ascii=False)
    if len(text) > TEXT_MOST:
        raise DraftRefused("editing_long", most=TEXT_MOST)
    return text


def _record(
    actor: Actor, now: datetime, proposal: MatterProposal, verb: str, **payload: Any
) -> None:
    said = {"name": str(proposal.raw.get("name", ""))[:200], **payload}
    act = Act(
        f"catalogue-proposal:{proposal.pk}", f"catalogue.{verb}", actor.ref, now, said,
        actor.on_behalf,
    )  # fmt: skip
    ledger.append(**asdict(act))


def _locked(actor: Actor, proposal_id: int) -> MatterProposal:
    found = (
        MatterProposal.objects.select_for_update(of=("self",))
        .visible_to(actor)
        .select_related("matter", "organisation__division")
        .filter(pk=proposal_id)
        .first()
    )
    if found is None:
        raise DraftUnknown()
    return found


def _must_edit(actor: Actor, proposal: MatterProposal) -> None:
    if not permissions.may_edit(actor, proposal.organisation):
        raise CatalogueForbidden


@transaction.atomic
def save_proposal(
    *,
    actor: Actor,
    now: datetime,
    proposal_id: int,
    entry: Mapping[str, Any],
    reason: str,
    revision: int,
) -> MatterProposal:
    """Keep what was written; it need not obey the rules yet. Raises DraftConflict if somebody else
    saved since `revision`, DraftRefused (`editing_waiting`, `editing_long`), CatalogueForbidden."""
    proposal = _locked(actor, proposal_id)
    _must_edit(actor, proposal)
    if proposal.state != states.EDITING:
        raise DraftRefused("editing_waiting", state=proposal.get_state_display())
    text, said = _text(entry, proposal.matter), reason.strip()[:300]
    if (text, said) == (proposal.content_text, proposal.reason):
        return proposal
    if revision != proposal.revision:
        raise DraftConflict(by=proposal.saved_by, at=proposal.saved_at, fields=[])
    proposal.content_text, proposal.reason = text, said
    proposal.revision += 1
    proposal.saved_at, proposal.saved_by = now, actor.ref
    proposal.save()
    return proposal


def _step(
    actor: Actor, now: datetime, proposal: MatterProposal, act: str, **payload: Any
) -> MatterProposal:
    result = states.after(states.DRAFT_ACTS, act, proposal.state)
    if not result:
        raise DraftRefused("editing_state", state=proposal.get_state_display())
    proposal.state, proposal.moved_at = result, now
    proposal.save()
    _record(actor, now, proposal, f"proposal_{act}", **payload)
    return proposal


def _must_be_sound(proposal: MatterProposal) -> None:
    found = problems_of(proposal)
    if found:
        raise EditionInvalid(problems=found)


@transaction.atomic
def submit_proposal(*, actor: Actor, now: datetime, proposal_id: int) -> MatterProposal:
    """Hand a proposal to the body's own reviewer. Raises EditionInvalid with every problem."""
    proposal = _locked(actor, proposal_id)
    _must_edit(actor, proposal)
    if proposal.state == states.BODY_REVIEW:
        return proposal
    _must_be_sound(proposal)
    proposal.submitted_by, proposal.note = actor.ref, ""
    return _step(actor, now, proposal, "submit")


@transaction.atomic
def take_proposal_back(*, actor: Actor, now: datetime, proposal_id: int) -> MatterProposal:
    """Take a proposal back that waits for review, to write on."""
    proposal = _locked(actor, proposal_id)
    _must_edit(actor, proposal)
    return _step(actor, now, proposal, "take_back")


@transaction.atomic
def drop_proposal(*, actor: Actor, now: datetime, proposal_id: int) -> MatterProposal:
    """Give a proposal up; its text stays readable."""
    proposal = _locked(actor, proposal_id)
    _must_edit(actor, proposal)
    if proposal.state == states.DROPPED:
        return proposal
    return _step(actor, now, proposal, "drop")


@transaction.atomic
def pass_proposal(*, actor: Actor, now: datetime, proposal_id: int) -> MatterProposal:
    """Pass it on to the city's office; not by who submitted it (four eyes).

    Raises DraftRefused (`editing_four_eyes`, `editing_state`), CatalogueForbidden.
    """
    proposal = _locked(actor, proposal_id)
    if not permissions.may_review(actor, proposal.organisation):
        raise CatalogueForbidden
    if proposal.state == states.OFFICE_REVIEW:
        return proposal
    if actor.ref == proposal.submitted_by and actor.kind != "system":
        raise DraftRefused("editing_four_eyes")
    proposal.passed_by = actor.ref
    return _step(actor, now, proposal, "pass")


@transaction.atomic
def send_proposal_back(
    *, actor: Actor, now: datetime, proposal_id: int, note: str
) -> MatterProposal:
    """Send it back to its writer, saying why. Raises DraftRefused (`editing_note`)."""
    proposal = _locked(actor, proposal_id)
    in_body = proposal.state == states.BODY_REVIEW
    may = (
        permissions.may_review(actor, proposal.organisation)
        if in_body
        else permissions.may_keep(actor)
    )
    if not may:
        raise CatalogueForbidden
    if not note.strip():
        raise DraftRefused("editing_note", field="note")
    proposal.note = note.strip()[:500]
    return _step(actor, now, proposal, "send_back", note=proposal.note)


@transaction.atomic
def enter_proposal(*, actor: Actor, now: datetime, proposal_id: int) -> Matter:
    """Enter what the body passed on into the basic catalogue; the same again gives the entry.

    A change goes down to every claim. Raises EditionInvalid, DraftRefused, EntryRefused,
    CatalogueForbidden.
    """
    proposal = _locked(actor, proposal_id)
    if not permissions.may_keep(actor):
        raise CatalogueForbidden
    if proposal.entered is not None:
        return proposal.entered
    if not states.after(states.DRAFT_ACTS, "publish", proposal.state):
        raise DraftRefused("editing_state", state=proposal.get_state_display())
    _must_be_sound(proposal)
    entry, before = proposal.raw, proposal.matter
    day = str(entry.get("effective_from", ""))
    proposal.entered = enter_matter(
        actor=actor,
        now=now,
        draft=_draft(entry, before, proposal.organisation.name),
        effective_from=date.fromisoformat(day) if day else None,
    )
    _step(actor, now, proposal, "publish")
    return proposal.entered


def _draft(entry: Mapping[str, Any], before: Matter | None, source: str) -> MatterDraft:
    newest = before.versions.order_by("-number").first() if before else None
    placed = (
        {one.topic.code: one for one in before.entries.select_related("topic")} if before else {}
    )
    basis = above.basis_of(entry["basis_lines"], before.basis if before else ())
    code = str(entry["code"]).strip().upper()
    return MatterDraft(
        catalog_code=code,
        slug=before.slug if before else f"m-{code.lower()}",
        name=entry["name"],
        type=MatterType(entry["type"]),
        basis=basis,
        for_person=bool(entry.get("person")),
        for_enterprise=bool(entry.get("enterprise")),
        aliases=entry.get("aliases") or (),
        topics=[
            (one, placed[one].order, placed[one].note) if one in placed else (one, 0, "")
            for one in entry.get("topics") or ()
        ],
        demo=before.demo if before else settings.DEMO,
        department=entry["department"],
        levels=entry["levels"],
        origin=before.origin if before else Matter.Origin.OWN,
        unified={**(newest.unified if newest else {}), "basis": basis},
        suggested=newest.suggested if newest else {},
        source=f"{source}提出"[:200],
    )
