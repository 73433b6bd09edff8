"""The arithmetic of limits: pure, over a calendar that is an argument.

A day-limit does not count its first day and ends with its last (民法典 §201, §203): the clock of
something received on the 1st stands at day one at the end of the 2nd. A last day that rests moves
to the next working day. Days are Asia/Shanghai's; instants come and go in UTC.
"""

from tongban.core.workdays.rules.clock import (
    due_at,
    due_moment,
    due_with_pauses,
    elapsed,
    left,
    paused_at,
    union,
)
from tongban.core.workdays.rules.days import (
    ZONE,
    Calendar,
    add_months,
    day_end,
    day_over,
    day_start,
    local_date,
)
from tongban.core.workdays.rules.shipped import shipped

__all__ = [
    "ZONE",
    "Calendar",
    "add_months",
    "day_end",
    "day_over",
    "day_start",
    "due_at",
    "due_moment",
    "due_with_pauses",
    "elapsed",
    "left",
    "local_date",
    "paused_at",
    "shipped",
    "union",
]
