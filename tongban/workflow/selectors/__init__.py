"""Reads of the engine."""

from tongban.workflow.selectors.capped import MOST, counted
from tongban.workflow.selectors.hands import hands
from tongban.workflow.selectors.items import (
    allowed_acts,
    by_number,
    facts_of,
    get,
    light,
    links,
    running_due,
    source_of,
    supervisions,
    timeline,
    url,
    visible,
)
from tongban.workflow.selectors.procedures import procedure, titles
from tongban.workflow.selectors.rebases import (
    open_counts,
    open_items,
    open_numbers,
    preview_rebase,
    preview_rebases,
    subjects_open,
    target,
)
from tongban.workflow.selectors.shown import clock_lines, left_until, story
from tongban.workflow.selectors.snapshots import snapshot
from tongban.workflow.selectors.supervision import (
    PERIODS,
    Span,
    reply_by,
    span_of,
    watches,
    within,
)
from tongban.workflow.selectors.todos import Page, Todo, counts, falling_due, todos

__all__ = [
    "MOST",
    "PERIODS",
    "Page",
    "Span",
    "Todo",
    "allowed_acts",
    "by_number",
    "clock_lines",
    "counted",
    "counts",
    "facts_of",
    "falling_due",
    "get",
    "hands",
    "left_until",
    "light",
    "links",
    "open_counts",
    "open_items",
    "open_numbers",
    "preview_rebase",
    "preview_rebases",
    "procedure",
    "reply_by",
    "running_due",
    "snapshot",
    "source_of",
    "span_of",
    "story",
    "subjects_open",
    "supervisions",
    "target",
    "timeline",
    "titles",
    "todos",
    "url",
    "visible",
    "watches",
    "within",
]
