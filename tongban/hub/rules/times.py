"""What the times of a case must look like, and what counts as filled in afterwards."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from tongban.core.workdays.rules import local_date
from tongban.hub.states import ACCEPTED, ENDED
from tongban.hub.types import Line

AHEAD: Final = timedelta(minutes=10)
"""How far another system's clock may be ahead of ours."""
LATE: Final = timedelta(hours=24)
"""What is entered more than a day after it happened was filled in afterwards (补录)."""


def incoherent(line: Line, *, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield field and code of everything that cannot be true together."""
    if line.state in ENDED and line.closed_at is None:
        yield "closed_at", "hub_closed_missing"
    if line.state not in ENDED and line.closed_at is not None:
        yield "closed_at", "hub_closed_early"
    if line.state in ACCEPTED and line.accepted_at is None:
        yield "accepted_at", "hub_accepted_missing"
    if line.state == "10" and not line.outcome:
        yield "outcome", "hub_outcome_missing"
    if line.state != "10" and line.outcome:
        yield "outcome", "hub_outcome_early"
    yield from _out_of_order(line)
    if line.happened_at > now + AHEAD:
        yield "received_at" if line.received_at > now + AHEAD else "steps", "hub_future"


def _out_of_order(line: Line) -> Iterator[tuple[str, str]]:
    last = line.received_at
    for name in ("accepted_at", "decided_at", "closed_at"):
        at = getattr(line, name)
        if at is not None:
            if at < last:
                yield name, "hub_times_order"
            last = max(last, at)
    if line.promised_on is not None and line.promised_on < local_date(line.received_at):
        yield "promised_on", "hub_times_order"
    for place, step in enumerate(line.steps, 1):
        if step.ended_at is not None and step.ended_at < step.started_at:
            yield f"steps[{place}].ended_at", "hub_times_order"


def backfilled(*, happened_at: datetime, entered_at: datetime) -> bool:
    """Say whether a case was entered so late that it was not entered as it happened."""
    return entered_at - happened_at > LATE
