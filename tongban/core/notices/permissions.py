"""Who may look into the demo's outbox."""

from django.conf import settings

from tongban.core.accounts.types import Actor


def may_see_outbox(actor: Actor) -> bool:
    """Say whether `actor` may see the outbox on the desk: staff, and only in the demo."""
    return bool(settings.DEMO) and actor.is_staff
