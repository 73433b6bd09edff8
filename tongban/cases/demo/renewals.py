"""Licences of the demo firm that end: one that may be renewed now, one that is being renewed, one
that silence has renewed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tongban.cases.demo.stories import FIRM, Story
from tongban.core.accounts.types import SYSTEM
from tongban.core.organisations import selectors as organisations
from tongban.core.workdays.rules import day_start, local_date
from tongban.core.workdays.selectors import calendar as calendar_of
from tongban.licences import services as licences
from tongban.workflow import selectors as engine
from tongban.workflow import services as workflow
from tongban.workflow.types import Expire

if TYPE_CHECKING:
    from tongban.cases.models import Case
    from tongban.licences.models import Licence

CITY, XIANAN, CHIBI = "421200", "421202", "421281"
YEARS = 5
FACE = {
    "address": "咸宁市咸安区演示路1号",
    "legal": "演示市民甲",
    "head": "演示市民甲",
    "quality_head": "演示药师",
    "mode": "零售",
    "business": "食品销售经营者",
    "scope": "演示内容",
}
Tell = Callable[["Licence", Story], "Case | None"]


def tell(holder: int, *, now: datetime, apply: Tell) -> int:
    """Make the licences and their renewals (`apply` hands one in and has it accepted); returns how
    many applications were made."""
    today = local_date(now)
    issued(holder, "device-3-permit", CITY, today + timedelta(days=70))
    soon = issued(holder, "food-permit", XIANAN, calendar_of(XIANAN).shift(today, 22))
    running = apply(soon, Story("food-renewal", XIANAN, FIRM, 1, "review"))
    last = today - timedelta(days=1)
    over = issued(holder, "food-permit", CHIBI, last)
    forgotten = apply(over, Story("food-renewal", CHIBI, FIRM, 32, "review"))
    if forgotten is not None:
        silence(forgotten, at=min(day_start(last + timedelta(days=1)), now))
    return sum(case is not None for case in (running, forgotten))


def issued(holder: int, kind: str, division: str, ends: date) -> "Licence":
    """Issue a licence that ends on a day, as it was five years before."""
    start = date(ends.year - YEARS, ends.month, min(ends.day, 28)) + timedelta(days=1)
    return licences.issue(
        actor=SYSTEM,
        now=day_start(start),
        type_code=kind,
        holder=holder,
        organisation=organisations.get(f"scjg-{division}").pk,
        division=division,
        data=FACE,
        valid_from=start,
        valid_to=ends,
    )


def silence(case: "Case", *, at: datetime) -> None:
    """Let the last day of its licence go by: nobody has decided."""
    for clock in engine.snapshot(case.item_id).clocks:
        if clock.code == "renewal" and clock.stopped_at is None:
            workflow.perform(actor=SYSTEM, now=at, item=case.item_id, command=Expire(clock.seq))
