"""Who may send cases to the hub, and who may read what came."""

from tongban.core.accounts.types import Actor, Grant
from tongban.hub.querysets import READ, SEND


def sending_grants(actor: Actor) -> list[Grant]:
    """Give the grants by which a client may send, the widest body first."""
    found = [grant for grant in actor.grants if SEND in grant.powers]
    return sorted(found, key=lambda grant: (len(grant.organisation_path), grant.organisation_id))


def may_send(actor: Actor) -> bool:
    """Say whether the actor is a machine that may send for some body."""
    return actor.kind == "client" and bool(sending_grants(actor))


def may_send_for(actor: Actor, organisation_path: str, division_path: str) -> bool:
    """Say whether the actor may send cases of this body in this division."""
    return actor.can(SEND, organisation_path=organisation_path, division_path=division_path)


def may_read(actor: Actor) -> bool:
    """Say whether the actor may read what came, of any body."""
    return actor.can(READ)
