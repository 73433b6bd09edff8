"""Which pages may reach the bridge: the policy of everything else stays as it is."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse

from tongban.core.accounts.types import Actor
from tongban.core.devices import permissions


def bridge(actor: Actor) -> dict[str, Any]:
    """Give the template context of the device buttons: `bridge` is the address, empty where there
    are to be none; `bridge_simulated` whether a simulator's answer counts (in the demo alone)."""
    address = settings.BRIDGE_URL if permissions.may_use(actor) else ""
    return {"bridge": address, "bridge_simulated": bool(settings.DEMO)}


def opened(response: HttpResponse, actor: Actor) -> HttpResponse:
    """Let the scripts of this page connect to the bridge, if the actor works with devices."""
    if permissions.may_use(actor):
        allowed = {"connect-src": ["'self'", settings.BRIDGE_URL]}
        setattr(response, "_csp_update", allowed)  # noqa: B010  (django-csp's own way)
    return response
