"""Who may see and keep receivers."""

from tongban.core.accounts.types import Actor

MANAGE = "webhooks.manage"


def may_manage(actor: Actor) -> bool:
    """Say whether the actor may see receivers, change them, stop them and send again."""
    return actor.can(MANAGE)
