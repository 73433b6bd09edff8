"""How often one caller may check: the register is no directory to be emptied."""

from django.core.cache import cache
from django.http import HttpRequest

from tongban.core.accounts.requests import caller_of
from tongban.core.shell.clock import now
from tongban.licences.errors import TooMany

CHECKS_A_MINUTE = 120
"""A service hall shares one address, so the limit is generous; guessing needs far more."""


def count(request: HttpRequest) -> None:
    """Count one check of this caller. Raises TooMany (429)."""
    minute = int(now().timestamp() // 60)
    key = f"licences.check.{caller_of(request)}.{minute}"
    if cache.add(key, 1, timeout=120):
        return
    try:
        seen = cache.incr(key)
    except ValueError:  # it ran out between the two calls
        return
    if seen > CHECKS_A_MINUTE:
        raise TooMany()
