"""Reads: the edition in force, browsing, guides, proofs."""

from tongban.catalogue.selectors.browsing import (
    Filters,
    Page,
    browse,
    life_event,
    organisation_counts,
    topic_counts,
    topics,
)
from tongban.catalogue.selectors.editions import (
    Guide,
    edition_by_id,
    edition_in_force,
    guide,
    proven,
    task_code_of,
)

__all__ = [
    "Filters",
    "Guide",
    "Page",
    "browse",
    "edition_by_id",
    "edition_in_force",
    "guide",
    "life_event",
    "organisation_counts",
    "proven",
    "task_code_of",
    "topic_counts",
    "topics",
]
