"""When a clock is due: a pure function of its row, the pauses' rows and the calendar."""

from collections.abc import Iterable

from tongban.core.workdays.rules import Calendar
from tongban.core.workdays.types import DueMoment
from tongban.workflow.types import ClockRow, PauseRow


def due(clock: ClockRow, pauses: Iterable[PauseRow], calendar: Calendar) -> DueMoment | None:
    """Give when `clock` runs out, or None while a pause stops it."""
    raise NotImplementedError
