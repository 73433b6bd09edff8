"""Reads of the engine."""

from tongban.workflow.selectors.items import (
    allowed_acts,
    by_number,
    facts_of,
    get,
    light,
    links,
    running_due,
    supervisions,
    timeline,
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
from tongban.workflow.selectors.snapshots import snapshot
from tongban.workflow.selectors.todos import Page, Todo, counts, todos

__all__ = [
    "Page",
    "Todo",
    "allowed_acts",
    "by_number",
    "counts",
    "facts_of",
    "get",
    "light",
    "links",
    "open_counts",
    "open_items",
    "open_numbers",
    "preview_rebase",
    "preview_rebases",
    "procedure",
    "running_due",
    "snapshot",
    "subjects_open",
    "supervisions",
    "target",
    "timeline",
    "titles",
    "todos",
    "visible",
]
