"""The request as the faces see it: `ActorMiddleware` and the API's `ApiAuth` have set `actor`."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from tongban.core.accounts.errors import TooOften
from tongban.core.accounts.types import Actor
from tongban.core.shell.clock import now
from tongban.lib.keys import key_of


class Request(HttpRequest):
    """An HTTP request whose `actor` is known (perhaps as anonymous); for annotations."""

    actor: Actor


def caller_of(request: HttpRequest) -> str:
    """Give the address that a request comes from: behind a trusted proxy the one it names, so
    that limits count callers and not the proxy. Those that come from none (a local socket) are
    one caller."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return "unknown"


def count_use(request: HttpRequest, what: str, *, most: int) -> None:
    """Count one use of `what` by this caller. Raises TooOften (429) past `most` in a minute.

    A service hall shares one address, so a limit is generous: it is there against machines.
    """
    minute = int(now().timestamp() // 60)
    key = f"{what}.{caller_of(request)}.{minute}"
    if cache.add(key, 1, timeout=120):
        return
    try:
        seen = cache.incr(key)
    except ValueError:  # it ran out between the two calls
        return
    if seen > most:
        raise TooOften(most=most)


def page_key(request: HttpRequest) -> int:
    """Give the key before which a list goes on (`?before=`), 0 for its beginning or for junk."""
    return key_of(request.GET.get("before", ""))
