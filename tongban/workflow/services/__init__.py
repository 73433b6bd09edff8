"""What can be done to work: publish a procedure, start an item, perform an act upon it."""

from tongban.workflow.services.acting import perform
from tongban.workflow.services.intake import start
from tongban.workflow.services.linking import follow_up
from tongban.workflow.services.procedures import publish_procedure
from tongban.workflow.services.ticking import recompute, tick

__all__ = ["follow_up", "perform", "publish_procedure", "recompute", "start", "tick"]
