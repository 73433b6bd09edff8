"""The demo's outside systems, registered before any case is accepted; some receipt numbers."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import Actor
from tongban.lib.errors import Refusal
from tongban.reentry.models import Duty, System
from tongban.reentry.services import receipts, systems
from tongban.reentry.services.systems import About

OFFICE = "12000000401"
NOTE = "演示，不是真的系统"
SYSTEMS = {
    "health-supervision": About(
        name="国家卫生监督信息报告系统(演示)", keeper="演示国家卫生部门", note=NOTE,
        pattern=r"WJ\d{10}", sample="WJ2026000001",
    ),
    "disability-national": About(
        name="全国残疾人两项补贴信息系统(演示)", keeper="演示国家民政部门", note=NOTE,
        pattern=r"CB\d{10}", sample="CB2026000001",
    ),
}  # fmt: skip


def prepare(*, now: datetime, say: Callable[[str], None]) -> None:
    """Register the systems that the demo's lists name; once."""
    office = accounts.actor_by_phone(OFFICE, now=now)
    if office is None or System.objects.exists():
        return
    for code, about in SYSTEMS.items():
        systems.add(actor=office, now=now, code=code, about=about)
    say(f"外部系统 {len(SYSTEMS)} 个")


def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Type in the receipt numbers of what is decided; what is still at work waits; once."""
    if Duty.objects.done().exists():
        return
    decided = Duty.objects.waiting().filter(case__item__decided_at__isnull=False)
    entered = 0
    for number, row in enumerate(decided.select_related("system", "organisation"), 1):
        officer = _officer(row, now)
        text = f"{row.system.sample[:-3]}{number:03d}"
        at = min(now, row.accepted_at + timedelta(days=2))
        try:
            if officer is not None:
                receipts.enter(actor=officer, now=at, key=row.pk, number=text)
                entered += 1
        except Refusal as refusal:
            say(f"演示回执号未录入：{refusal}")
    say(f"二次录入 {Duty.objects.count()} 件，已有回执号 {entered} 件")


def _officer(row: Duty, now: datetime) -> Actor | None:
    """Somebody who decides or reviews at the body of the duty."""
    for role in ("reviewer", "decider"):
        for holder in accounts.holders(role, row.organisation_id, now=now):
            return accounts.actor_for_account(holder.pk, now=now)
    return None
