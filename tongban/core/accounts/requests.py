"""The request as the faces see it: `ActorMiddleware` and the API's `ApiAuth` have set `actor`."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from tongban.core.accounts.types import Actor


class Request(HttpRequest):
    """An HTTP request whose `actor` is known (perhaps as anonymous); for annotations."""

    actor: Actor


def caller_of(request: HttpRequest) -> str:
    """Give the address that a request comes from: behind a trusted proxy the one it names, so
    that limits count callers and not the proxy."""
    return str(get_adapter(request).get_client_ip(request))
