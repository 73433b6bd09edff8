"""The demo's rating pads: one at the comprehensive counter of each hall."""

from collections.abc import Callable
from datetime import datetime

from tongban.core.accounts.types import SYSTEM
from tongban.core.organisations import selectors as organisations
from tongban.core.organisations.errors import UnknownOrganisation
from tongban.ratings import services
from tongban.ratings.models import Pad

PLACES = ("421200", "421202", "421281")
NAME = "1 号综合窗口（演示）"


def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Set one pad up for each hall; what is there already stays."""
    made = 0
    for place in PLACES:
        try:
            body = organisations.get(f"gov-{place}")
        except UnknownOrganisation:
            continue
        if not Pad.objects.filter(organisation=body).exists():
            services.add_pad(actor=SYSTEM, now=now, organisation_id=body.pk, name=NAME)
            made += 1
    say(f"演示评价器 {made} 台")
