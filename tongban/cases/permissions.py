"""Who may apply for whom, and who may look into a case. What may be done to it, the engine says."""

from typing import TYPE_CHECKING

from tongban.cases.querysets import ASSIST
from tongban.parties.selectors import may_act_for, party_of_account

if TYPE_CHECKING:
    from tongban.cases.models import Case, Custody
    from tongban.catalogue.models import Edition
    from tongban.core.accounts.types import Actor
    from tongban.licences.models import Licence

PROPOSE = "cases.propose_cancellation"  # 依职权提出注销
CANCEL = "cases.decide_cancellation"  # 决定注销
WITHHOLD = "cases.withhold"  # 决定不予公开
SUBMIT_SCOPE = "cases:write"


def may_apply_for(actor: "Actor", party: int, *, matter: str = "") -> bool:
    """The party itself and its agents (for `matter`, a 基本编码); who may name anybody."""
    if actor.kind == "client":
        return may_name_anybody(actor)
    return may_act_for(actor, party, matter=matter) or may_name_anybody(actor)


def may_name_anybody(actor: "Actor") -> bool:
    """A clerk who assists whoever stands there, and a machine with the scope: nobody else may
    say by name and number who applies."""
    if actor.kind == "client":
        return actor.has_scope(SUBMIT_SCOPE)
    return actor.can(ASSIST)


def assists(actor: "Actor") -> bool:
    """Whether the actor enters applications for others, anywhere."""
    return actor.can(ASSIST)


def own_window(actor: "Actor", edition: "Edition") -> bool:
    """Whether the list is one of the actor's own window."""
    implementation = edition.implementation
    return actor.can(
        ASSIST,
        organisation_path=implementation.organisation.path,
        division_path=implementation.division.path,
    )


def windows(actor: "Actor") -> list[str]:
    """Return the paths of the divisions in whose windows the actor sits."""
    return [grant.division_path for grant in actor.grants if ASSIST in grant.powers]


def takes_in(actor: "Actor", edition: "Edition") -> list[int]:
    """Return the bodies at whose windows the actor may take in an application for the body of
    another place: where the list's 通办范围 has it."""
    reach, body = edition.parsed.reach, edition.implementation.division.path
    return [
        grant.organisation_id
        for grant in actor.grants
        if reach and ASSIST in grant.powers and reach.takes_in(body, grant.division_path)
    ]


def keeps(actor: "Actor", custody: "Custody") -> bool:
    """Whether the actor is of the window that took the case in."""
    return actor.can(
        ASSIST,
        organisation_path=custody.organisation.path,
        division_path=custody.division.path,
    )


def agent_for(actor: "Actor", party: int) -> int | None:
    """Return the party that acts as agent when the actor applies for another than itself."""
    if actor.account_id is None:
        return None
    own = party_of_account(actor.account_id)
    return own.pk if own is not None and own.pk != party else None


def withholds(actor: "Actor", case: "Case") -> bool:
    """Whether the actor decides at the body of a case what of it is public."""
    item = case.item
    return actor.can(
        WITHHOLD, organisation_path=item.organisation.path, division_path=item.division_path
    )


def at_its_body(actor: "Actor", power: str, licence: "Licence") -> bool:
    """Whether the actor holds a power at the body that issued a licence, in its division."""
    return actor.can(
        power,
        organisation_path=licence.organisation.path,
        division_path=licence.division.path,
    )


def cancels(actor: "Actor") -> bool:
    """Whether the actor has to do with ending licences ex officio, anywhere."""
    return actor.can(PROPOSE) or actor.can(CANCEL)


def decides(actor: "Actor") -> bool:
    """Whether the actor may decide on ending a licence, anywhere."""
    return actor.can(CANCEL)
