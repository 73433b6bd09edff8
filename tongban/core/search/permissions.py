"""Who may edit the words of the search."""

from tongban.core.search.types import ActorLike

WORDS = "search.words"


def may_edit_words(actor: ActorLike) -> bool:
    """Whether `actor` may edit synonyms and settle what was looked for in vain.

    Which roles hold the power is said by an area above accounts.
    """
    return actor.can(WORDS)
