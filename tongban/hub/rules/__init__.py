"""Decisions over plain values."""

from tongban.hub.rules.lines import MOST_BYTES, MOST_LINES, read
from tongban.hub.rules.times import LATE, backfilled, incoherent

__all__ = ["LATE", "MOST_BYTES", "MOST_LINES", "backfilled", "incoherent", "read"]
