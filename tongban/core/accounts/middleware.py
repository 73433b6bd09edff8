"""Puts the actor on every request: `request.actor`, worked out at its first use."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from tongban.core.accounts.ports import actor_facts
from tongban.core.accounts.selectors import actor_of
from tongban.core.accounts.types import ANONYMOUS, Actor
from tongban.core.shell.clock import now
from tongban.core.shell.faults import error_page


def actor_of_request(request: HttpRequest) -> Actor:
    """Give the actor of the session: one query for its account, one for its grants."""
    user = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    return actor_of(user, now=now())


def lacks_second_factor(request: HttpRequest) -> bool:
    """Say whether a staff member must set up the second factor first (STAFF_MFA_REQUIRED)."""
    user = request.user
    if not settings.STAFF_MFA_REQUIRED or not user.is_authenticated or not user.is_staff_member:
        return False
    records = get_authentication_records(request, user)
    return not any(one.get("method") == "mfa" for one in records) and not is_mfa_enabled(user)


READING = frozenset({"GET", "HEAD"})


class ActorMiddleware:
    """Sets `request.actor`. The API's own authentication replaces it for machine clients."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of_request(request))  # type: ignore[attr-defined]
        if request.path.startswith("/desk/") and lacks_second_factor(request):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        if request.method not in READING or not request.path.startswith("/desk/"):
            return self.get_response(request)
        with actor_facts.kept():  # a page of the desk changes nobody's authority
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_given: Any
    ) -> HttpResponse | None:
        """Keep the desk to staff, whatever a page of it would show; visitors are sent to log in."""
        if not request.path.startswith("/desk/") or not request.user.is_authenticated:
            return None
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return None if actor.is_staff else error_page(request, 403)
