"""Who may do what to a licence: asked by pages, API and services alike."""

from typing import TYPE_CHECKING

from tongban.core.accounts.ports import actor_facts
from tongban.core.accounts.types import Actor
from tongban.licences.querysets import READ
from tongban.licences.states import VERSIONS

if TYPE_CHECKING:
    from tongban.licences.models import Licence

ISSUE = "licences.issue"
CHANGE = "licences.change"
TYPES = "licences.types"
CALL_SCOPE = "licences:call"


def parties_of(actor: Actor) -> frozenset[int]:
    """Ids of the parties whose licences the actor's account may see as its own."""
    if actor.account_id is None:
        return frozenset()
    refs = actor_facts.of(actor.account_id)
    return frozenset(int(ref[6:]) for ref in refs if ref.startswith("party:") and ref[6:].isdigit())


def may_issue(actor: Actor, *, organisation_path: str, division_path: str, source: str) -> bool:
    """Whether the actor may issue there.

    With a `source` the licence follows from a decision that its own area has just permitted and
    recorded in this transaction; without one the actor needs the power itself.
    """
    if source:
        return actor.is_authenticated
    return actor.can(ISSUE, organisation_path=organisation_path, division_path=division_path)


def may_change(actor: Actor, licence: "Licence") -> bool:
    """Whether the actor may suspend, cancel, withdraw or revoke it."""
    return actor.can(
        CHANGE,
        organisation_path=licence.organisation.path,
        division_path=licence.division.path,
    )


def may_share(actor: Actor, licence: "Licence") -> bool:
    """Whether the actor may show it to others: its holder, or who acts for them."""
    return licence.holder_id in parties_of(actor)


def may_call(actor: Actor) -> bool:
    """Whether the actor is a department's system that may see licences in place of papers."""
    return actor.kind == "client" and actor.has_scope(CALL_SCOPE)


def may_do(actor: Actor, licence: "Licence", act: str) -> bool:
    """Whether the actor may take one act upon it: a newer version is issued, the rest changes."""
    if act in VERSIONS:
        return may_issue(
            actor,
            organisation_path=licence.organisation.path,
            division_path=licence.division.path,
            source="",
        )
    return may_change(actor, licence)


def may_read(actor: Actor, licence: "Licence") -> bool:
    """Whether the actor may see the licence whole: its holder, or staff in scope."""
    if licence.holder_id in parties_of(actor):
        return True
    return actor.can(
        READ, organisation_path=licence.organisation.path, division_path=licence.division.path
    ) and actor.has_scope("licences:read")
