"""Proposals on the desk: one, those in a state, and what keeps one from being entered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from tongban.catalogue import states
from tongban.catalogue.errors import DraftUnknown
from tongban.catalogue.models import Claim, Implementation, Matter, MatterProposal
from tongban.catalogue.rules import above, proposing
from tongban.catalogue.rules.codes import parent_code
from tongban.catalogue.types import Problem
from tongban.core.shell.wording import errors_text

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """One page of proposals; `after` continues behind the last row ("" at the end)."""

    rows: Sequence[MatterProposal]
    after: str


def proposal_of(actor: "Actor", proposal_id: int) -> MatterProposal:
    """Return a proposal that `actor` may see; raises DraftUnknown."""
    found = (
        MatterProposal.objects.visible_to(actor)
        .select_related("matter", "organisation__division", "entered")
        .filter(pk=proposal_id)
        .first()
    )
    if found is None:
        raise DraftUnknown()
    return found


def proposals_in(actor: "Actor", state: str, *, after: str = "", limit: int = 50) -> ProposalPage:
    """Return a page of the proposals in a state that `actor` may see, the newest first."""
    found = (
        MatterProposal.objects.visible_to(actor)
        .select_related("organisation", "matter")
        .filter(state=state)
        .order_by("-id")
    )
    if after.isdecimal() and len(after) < 19:
        found = found.filter(pk__lt=int(after))
    rows = list(found[: limit + 1])
    return ProposalPage(rows[:limit], str(rows[limit - 1].pk) if len(rows) > limit else "")


def waiting_proposals(actor: "Actor", limit: int) -> list[MatterProposal]:
    """Return the proposals that wait for `actor`'s own act, those that wait longest first."""
    found = MatterProposal.objects.waiting_for(actor).select_related("organisation")
    return list(found.order_by("moved_at", "id")[:limit])


def problems_of(proposal: MatterProposal) -> list[Problem]:
    """Return everything that keeps a proposal from being entered; three queries."""
    entry = proposal.raw
    found: list[Problem] = []
    if proposal.matter is None:
        found += _of_code(proposal, str(entry.get("code", "")), str(entry.get("type", "")))
    elif proposal.matter.state != states.IN_USE:
        found.append(Problem("code", "cancelled", "这一项已经取消，不能再改"))
    elif proposal.matter.version != proposal.seen_version:
        found.append(Problem("code", "moved", "这一项在起草以后已经变更，请放弃后重新提出"))
    return found + proposing.problems(entry, proposal.reason)


def _of_code(proposal: MatterProposal, code: str, kind: str) -> list[Problem]:
    wrong = above.code_problem(code)
    if wrong is not None:
        return [Problem("code", wrong.reason, errors_text(wrong).rstrip("。"))]
    there = Matter.objects.filter(catalog_code__in=[code, parent_code(code)])
    known = {one.catalog_code: one for one in there}
    taken = known[code].name if code in known else _proposed(proposal, code)
    return proposing.code_problems(
        code,
        type=kind,
        mode=settings.CATALOGUE_MODE,
        region=settings.CITY[:2],
        taken=taken,
        parent=_parent(known.get(parent_code(code))),
    )


def _proposed(proposal: MatterProposal, code: str) -> str:
    """Return the name of another open proposal of the same code."""
    others = MatterProposal.objects.open().filter(matter__isnull=True).exclude(pk=proposal.pk)
    same = (one.raw for one in others.filter(state__in=(states.BODY_REVIEW, states.OFFICE_REVIEW)))
    return next((str(one.get("name")) for one in same if one.get("code") == code), "")


def _parent(parent: Matter | None) -> Mapping[str, Any] | None:
    if parent is None:
        return None
    held = parent.leaf and (
        Claim.objects.filter(matter=parent, state=states.CLAIMED).exists()
        or Implementation.objects.filter(matter=parent).exclude(state=states.CANCELLED).exists()
    )
    return {"name": parent.name, "state": parent.state, "held": held}
