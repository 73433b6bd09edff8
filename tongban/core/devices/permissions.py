"""Who works with the counter's devices."""

from django.conf import settings

from tongban.core.accounts.types import Actor

USE = "devices.use"


def may_use(actor: Actor) -> bool:
    """Whether the actor sits at a window, and this installation has bridges at all."""
    return bool(settings.BRIDGE_URL) and actor.can(USE)
