"""How often one caller may check: the register is no directory to be emptied."""

from django.http import HttpRequest

from tongban.core.accounts.errors import TooOften
from tongban.core.accounts.requests import count_use
from tongban.licences.errors import TooMany

CHECKS_A_MINUTE = 120
"""A service hall shares one address, so the limit is generous; guessing needs far more."""


def count(request: HttpRequest) -> None:
    """Count one check of this caller. Raises TooMany (429)."""
    try:
        count_use(request, "licences.check", most=CHECKS_A_MINUTE)
    except TooOften:
        raise TooMany() from None
