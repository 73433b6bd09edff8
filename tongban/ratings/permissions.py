"""Who may rate, read and answer."""

from typing import TYPE_CHECKING

from tongban.core.accounts.ports import actor_facts
from tongban.core.accounts.types import Actor
from tongban.ratings.querysets import COLLECT, INVITE, MANAGE_PADS, READ
from tongban.ratings.types import Channel, RatingTarget

if TYPE_CHECKING:
    from tongban.core.organisations.models import Organisation
    from tongban.ratings.models import Rating

ANSWER = "ratings.answer"


def parties_of(actor: Actor) -> frozenset[int]:
    """Ids of the parties the actor's account acts for."""
    if actor.account_id is None:
        return frozenset()
    refs = actor_facts.of(actor.account_id)
    return frozenset(int(ref[6:]) for ref in refs if ref.startswith("party:") and ref[6:].isdigit())


def is_own(actor: Actor, target: RatingTarget) -> bool:
    """Whether the service was the actor's: filed by their account or for one of their parties."""
    return actor.account_id in target.accounts or bool(parties_of(actor) & target.parties)


def may_rate(actor: Actor, target: RatingTarget, channel: str = Channel.WEB) -> bool:
    """The person served; the service office that takes it down on the telephone, within its reach.

    Nobody who serves: a clerk puts the visit on the pad, the person rates there. Whoever brings
    the random token is checked by the service, not here: it is a machine's only way, for
    "case:12" can be guessed.
    """
    if actor.kind == "system" or is_own(actor, target):
        return True
    return channel == Channel.PHONE and may_collect(actor, target)


def may_collect(actor: Actor, target: RatingTarget) -> bool:
    """Whether the actor takes ratings of this service down on the telephone 电话评价代录."""
    return actor.kind == "account" and _reaches(actor, COLLECT, target)


def may_invite(actor: Actor, target: RatingTarget) -> bool:
    """Whether the actor serves people there, and so may ask them to rate on the pad."""
    return actor.kind == "account" and _reaches(actor, INVITE, target)


def _reaches(actor: Actor, power: str, target: RatingTarget) -> bool:
    # A target that does not say where it lies is within nobody's reach.
    return bool(target.organisation_path and target.division_path) and actor.can(
        power, organisation_path=target.organisation_path, division_path=target.division_path
    )


def may_keep_pads(actor: Actor, organisation: "Organisation | None" = None) -> bool:
    """Whether the actor sets up and retires rating pads, at all or at that body."""
    if organisation is None:
        return actor.can(MANAGE_PADS)
    return actor.can(
        MANAGE_PADS,
        organisation_path=organisation.path,
        division_path=organisation.division.path,
    )


def may_see_pads(actor: Actor) -> bool:
    return actor.can(MANAGE_PADS) or actor.can(INVITE)


def may_unmask(actor: Actor, rating: "Rating") -> bool:
    """Whether the actor may read the telephone of who gave a bad rating, to call them back."""
    return bool(rating.item_id) and may_answer(actor, rating)


def may_answer(actor: Actor, rating: "Rating") -> bool:
    """Whether the actor answers for the body 机构负责人, or over it 政务办."""
    return actor.can(
        ANSWER, organisation_path=rating.organisation.path, division_path=rating.division.path
    )


def may_read_list(actor: Actor) -> bool:
    return actor.can(READ)
