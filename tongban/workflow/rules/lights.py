"""Lights: never stored, a comparison of two instants with now."""

from datetime import datetime

from tongban.workflow import states
from tongban.workflow.types import Light


def light(state: str, suspended: bool, due_at: datetime, warn_at: datetime, now: datetime) -> Light:
    """Give the light of an item in `state`: red is due <= now, yellow warn <= now < due.

    "paused" while its clocks stand still, "none" when it is over; without any clock it is green.
    """
    if state not in states.RUNNING:
        return "none"
    if due_at >= states.NEVER:
        return "paused" if suspended or state == states.CORRECTING else "green"
    if due_at <= now:
        return "red"
    return "yellow" if warn_at <= now else "green"
