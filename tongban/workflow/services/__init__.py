"""What can be done to work: publish a procedure, start an item, perform an act upon it."""

from tongban.workflow.services.acting import perform
from tongban.workflow.services.batch import ACTS as BATCH_ACTS
from tongban.workflow.services.batch import batch
from tongban.workflow.services.filters import remove_filter, save_filter
from tongban.workflow.services.handover import hand_over, undo
from tongban.workflow.services.intake import involve, start
from tongban.workflow.services.linking import follow_up
from tongban.workflow.services.procedures import publish_procedure
from tongban.workflow.services.ticking import recompute, tick

__all__ = [
    "BATCH_ACTS",
    "batch",
    "follow_up",
    "hand_over",
    "involve",
    "perform",
    "publish_procedure",
    "recompute",
    "remove_filter",
    "save_filter",
    "start",
    "tick",
    "undo",
]
