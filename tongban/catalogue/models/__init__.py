"""Matters, who implements them, and the editions that the public is held to."""

from tongban.catalogue.models.basic import DocumentType, Matter, MatterVersion, Topic, TopicMatter
from tongban.catalogue.models.changes import GuideChange
from tongban.catalogue.models.checkup import CheckupRun, Finding
from tongban.catalogue.models.editions import ChangeNotice, Edition, EditionDraft, Subscription
from tongban.catalogue.models.implementation import Claim, Delegation, Implementation
from tongban.catalogue.models.importing import ImportItem, ImportProblem, ImportRun
from tongban.catalogue.models.open_data import OpenDataset
from tongban.catalogue.models.proposals import MatterProposal
from tongban.catalogue.models.rebasing import Rebasing

__all__ = [
    "ChangeNotice",
    "CheckupRun",
    "Claim",
    "Delegation",
    "DocumentType",
    "Edition",
    "EditionDraft",
    "Finding",
    "GuideChange",
    "Implementation",
    "ImportItem",
    "ImportProblem",
    "ImportRun",
    "Matter",
    "MatterProposal",
    "MatterVersion",
    "OpenDataset",
    "Rebasing",
    "Subscription",
    "Topic",
    "TopicMatter",
]
