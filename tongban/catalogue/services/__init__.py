"""Acts on the catalogue: the basic catalogue, claims, drafts, publication, following from above."""

from tongban.catalogue.services.basic import (
    MatterDraft,
    cancel_matter,
    enter_document_type,
    enter_matter,
    enter_topic,
)
from tongban.catalogue.services.claims import (
    answer_many,
    claim,
    decline,
    delegate,
    end_delegation,
    implement,
    release,
)
from tongban.catalogue.services.ending import cancel_entry
from tongban.catalogue.services.publication import cancel, publish_edition, resume, suspend

__all__ = [
    "MatterDraft",
    "answer_many",
    "cancel",
    "cancel_entry",
    "cancel_matter",
    "claim",
    "decline",
    "delegate",
    "end_delegation",
    "enter_document_type",
    "enter_matter",
    "enter_topic",
    "implement",
    "publish_edition",
    "release",
    "resume",
    "suspend",
]
