"""What `check --deploy` refuses: the demo and its accounts, a compressed clock, test settings."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from tongban.core.accounts.models import Account
from tongban.core.shell import clock


@register(Tags.security, deploy=True)
def no_demo(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to serve the public with what only a demo may have."""
    found: list[CheckMessage] = []
    if settings.DEMO:
        found.append(
            Error(
                "The demo is switched on: anybody could log in as a demo person.",
                hint="Set TONGBAN_DEMO=0.",
                id="accounts.E001",
            )
        )
    if clock.COMPRESSED:
        found.append(
            Error(
                "The clock is not the real one: limits would be wrong.",
                hint="Unset TONGBAN_CLOCK_RATE and TONGBAN_CLOCK_START.",
                id="accounts.E002",
            )
        )
    if settings.TESTING:
        found.append(
            Error(
                "Set up for tests: weak password hashes, and writes that a power cut loses.",
                hint="Unset TONGBAN_TESTING.",
                id="accounts.E004",
            )
        )
    try:
        demos = Account.objects.filter(demo=True, is_active=True).count()
    except DatabaseError:
        # No tables yet: whatever is migrated next is checked at the next start.
        demos = 0
    if demos:
        found.append(
            Error(
                f"{demos} demo accounts with a published password are active.",
                hint="Use a database that the demo never filled.",
                id="accounts.E003",
            )
        )
    return found
