"""Reads of the hub."""

from tongban.hub.selectors.batches import batch_of, batches, sendings
from tongban.hub.selectors.outward import rows_of, shown
from tongban.hub.selectors.records import listing, record_of, timeline

__all__ = [
    "batch_of",
    "batches",
    "listing",
    "record_of",
    "rows_of",
    "sendings",
    "shown",
    "timeline",
]
