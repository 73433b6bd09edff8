"""Who asks for a visit, who answers it, who reads along."""

from tongban.core.accounts.types import Actor
from tongban.parties.selectors import may_act_for
from tongban.windows.models import Visit
from tongban.windows.querysets import READ, VISIT


def may_ask_for(actor: Actor, party: int) -> bool:
    """Whether the actor is, or may act for, whom the visit is for."""
    return actor.account_id is not None and may_act_for(actor, party)


def owns(actor: Actor, visit: Visit) -> bool:
    """Whether the actor asked for it, or may act for whom it is for."""
    mine = actor.account_id is not None and visit.account_id == actor.account_id
    return mine or may_act_for(actor, visit.party_id)


def answers(actor: Actor) -> bool:
    """Whether the actor answers visits of some window."""
    return actor.can(VISIT)


def may_list(actor: Actor) -> bool:
    return actor.can(VISIT) or actor.can(READ)


def may_answer(actor: Actor, visit: Visit) -> bool:
    """Whether the visit is of the actor's window."""
    return actor.can(
        VISIT,
        organisation_path=visit.organisation.path,
        division_path=visit.division.path,
    )
