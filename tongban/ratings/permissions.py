"""Who may rate, read and answer."""

from typing import TYPE_CHECKING

from tongban.core.accounts.ports import actor_facts
from tongban.core.accounts.types import Actor
from tongban.ratings.querysets import READ
from tongban.ratings.types import RatingTarget

if TYPE_CHECKING:
    from tongban.ratings.models import Rating

COLLECT = "ratings.collect"
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


def may_rate(actor: Actor, target: RatingTarget) -> bool:
    """The person served; a counter or the hotline that takes the rating down for them. Whoever
    brings the random token is checked by the service, not here: it is a machine's only way, for
    "case:12" can be guessed.
    """
    if actor.kind in {"system"} or is_own(actor, target):
        return True
    return actor.kind != "client" and actor.can(COLLECT)


def may_answer(actor: Actor, rating: "Rating") -> bool:
    """Whether the actor may write the body's public reply."""
    return actor.can(
        ANSWER, organisation_path=rating.organisation.path, division_path=rating.division.path
    )


def may_read_list(actor: Actor) -> bool:
    return actor.can(READ)
