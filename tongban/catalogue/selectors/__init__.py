"""Reads: the edition in force, browsing, guides, proofs."""

from tongban.catalogue.selectors.browsing import (
    Filters,
    Page,
    browse,
    letter_counts,
    life_event,
    organisation_counts,
    topic_counts,
    topics,
)
from tongban.catalogue.selectors.claiming import (
    ClaimPage,
    ClaimRow,
    bodies_of,
    body_of,
    claimable,
    is_entered,
    progress,
)
from tongban.catalogue.selectors.drafting import (
    DraftPage,
    codes_offered,
    draft_of,
    drafts_in,
    newest_edition,
    unified_of,
    waiting_for,
)
from tongban.catalogue.selectors.editions import (
    Guide,
    edition_by_id,
    edition_in_force,
    guide,
    proven,
    task_code_of,
)
from tongban.catalogue.selectors.lists import ListPage, list_of, lists_of, two_editions

__all__ = [
    "ClaimPage",
    "ClaimRow",
    "DraftPage",
    "Filters",
    "Guide",
    "ListPage",
    "Page",
    "bodies_of",
    "body_of",
    "browse",
    "claimable",
    "codes_offered",
    "draft_of",
    "drafts_in",
    "edition_by_id",
    "edition_in_force",
    "guide",
    "is_entered",
    "letter_counts",
    "life_event",
    "list_of",
    "lists_of",
    "newest_edition",
    "organisation_counts",
    "progress",
    "proven",
    "task_code_of",
    "topic_counts",
    "topics",
    "two_editions",
    "unified_of",
    "waiting_for",
]
