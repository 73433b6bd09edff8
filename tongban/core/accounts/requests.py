"""The request as the faces see it: `ActorMiddleware` and the API's `ApiAuth` have set `actor`."""

from django.http import HttpRequest

from tongban.core.accounts.types import Actor


class Request(HttpRequest):
    """An HTTP request whose `actor` is known (perhaps as anonymous); for annotations."""

    actor: Actor
