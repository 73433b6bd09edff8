"""Who may do what with a party."""

from tongban.core.accounts.selectors import facts
from tongban.core.accounts.types import Actor


def may_identify(actor: Actor) -> bool:
    """Any known person may say who applies; a machine needs the scope `parties:write`."""
    return actor.is_authenticated and actor.has_scope("parties:write")


def may_link(actor: Actor) -> bool:
    """Only the platform itself (after an identity check) and those with `parties.identify`."""
    return actor.can("parties.identify")


def may_unmask(actor: Actor, party_id: int) -> bool:
    """One's own data always; others' only with `parties.unmask`."""
    return actor.can("parties.unmask") or f"party:{party_id}" in facts(actor)


def may_authorise(actor: Actor, principal_standings: frozenset[str]) -> bool:
    """The principal itself or who leads it may; a counter may with the paper in hand."""
    return bool(principal_standings & {"self", "legal"}) or actor.can("parties.identify")
