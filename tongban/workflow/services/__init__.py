"""What can be done to work: publish a procedure, start an item, perform an act upon it."""

from tongban.workflow.services.acting import perform
from tongban.workflow.services.intake import start
from tongban.workflow.services.procedures import publish_procedure
from tongban.workflow.services.ticking import recompute, tick

__all__ = ["perform", "publish_procedure", "recompute", "start", "tick"]
