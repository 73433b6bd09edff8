"""Puts the actor on every request: `request.actor`, worked out at its first use."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from tongban.core.accounts.models import Account
from tongban.core.accounts.selectors import actor_of
from tongban.core.accounts.types import ANONYMOUS, Actor
from tongban.core.shell.clock import now


def actor_of_request(request: HttpRequest) -> Actor:
    """Give the actor of the session: one query for its account, one for its grants."""
    user = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    return actor_of(cast(Account, user), now=now())


class ActorMiddleware:
    """Sets `request.actor`. The API's own authentication replaces it for machine clients."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of_request(request))  # type: ignore[attr-defined]
        return self.get_response(request)
