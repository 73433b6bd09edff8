"""The demo's visits: one that is agreed on, one that waits for its answer."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from tongban.catalogue import selectors as catalogue
from tongban.core.accounts import selectors as accounts
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.rules import ZONE, local_date
from tongban.lib.errors import Refusal
from tongban.parties.selectors import party_of_account
from tongban.windows import services
from tongban.windows.models import Visit
from tongban.windows.types import DISABLED, HOME, HOURS, Wish

DIVISION, WINDOW = "421202", "12000000101"
STAFF, NOTE = "演示职员甲、演示职员乙", "演示"
HOME_ADDRESS = "咸宁市咸安区演示路1号"
STORIES = (
    ("12000000001", "elder-card", HOME, DISABLED, "am", HOME_ADDRESS, True),
    ("12000000002", "elder-allowance", HOURS, "", "late", "", False),
)


def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Ask for two visits, and agree on one; once."""
    if Visit.objects.exists():
        return
    made = 0
    day = workdays.calendar(DIVISION).shift(local_date(now), 2)
    window = accounts.actor_by_phone(WINDOW, now=now)
    for phone, slug, kind, why, part, address, agreed in STORIES:
        citizen = accounts.actor_by_phone(phone, now=now)
        code = catalogue.task_code_of(slug, DIVISION)
        party = party_of_account(citizen.account_id) if citizen and citizen.account_id else None
        if citizen is None or party is None or not code:
            continue
        at = now - timedelta(hours=2)
        wish = Wish(kind, why, day, part, address, phone, NOTE)
        try:
            row = services.ask(actor=citizen, now=at, task_code=code, party=party.pk, wish=wish)
            if agreed and window is not None:
                moment = datetime.combine(day, time(9, 30), tzinfo=ZONE)
                services.agree(actor=window, now=now, number=row.number, at=moment, staff=STAFF)
            made += 1
        except Refusal as refusal:
            say(f"演示预约未建立：{refusal}")
    say(f"上门、延时预约 {made} 件")
