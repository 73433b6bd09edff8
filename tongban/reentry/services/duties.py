"""Duties follow their case: they begin with acceptance, and end without a number if it does."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from tongban.catalogue.types import Outside
from tongban.reentry import states
from tongban.reentry.models import Duty, System

if TYPE_CHECKING:
    from tongban.cases.models import Case


def begin(case: "Case", wanted: Iterable[Outside], *, now: datetime) -> int:
    """Open a duty for each system that the case must be typed into; those there are stay.

    Systems that have an interface by now, or are not registered, ask for nothing. Returns how many
    were opened. Call it inside the transaction of the act that asks for it.
    """
    asked = {one.system: one for one in wanted}
    if not asked:
        return 0
    known = System.objects.filter(code__in=asked, active=True, interface=False)
    there = set(Duty.objects.filter(case=case).values_list("system_id", flat=True))
    made = [
        Duty(
            case=case, system=system, organisation_id=case.item.organisation_id,
            division_id=case.item.division_id, timing=asked[system.code].timing.value,
            basis=asked[system.code].basis[:300], accepted_at=case.accepted_at or now,
        )
        for system in known
        if system.pk not in there
    ]  # fmt: skip
    Duty.objects.bulk_create(made)
    return len(made)


def settle(case: "Case", wanted: Iterable[Outside], *, now: datetime) -> None:
    """Make the duties those of another edition: what it asks no longer is released, what it asks
    by another time waits until that."""
    asked = {one.system: one for one in wanted}
    waiting = Duty.objects.waiting().filter(case=case)
    waiting.exclude(system__code__in=asked).update(
        state=states.RELEASED, released_at=now, released_why="新版清单不再要求"
    )
    for code, one in asked.items():
        waiting.filter(system__code=code).update(timing=one.timing.value, basis=one.basis[:300])
    begin(case, asked.values(), now=now)


def release(item: int, *, now: datetime, why: str) -> None:
    """End what still waits of a case's work item, without a receipt number; one statement."""
    Duty.objects.waiting().filter(case__item=item).update(
        state=states.RELEASED, released_at=now, released_why=why
    )


def before_decision(item: int) -> str:
    """Return the name of a system whose receipt number the decision waits for, or ""."""
    rows = Duty.objects.waiting().filter(case__item=item, timing="before")
    return rows.values_list("system__name", flat=True).first() or ""
