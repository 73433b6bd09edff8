"""The tables of the engine. `seq` numbers every row within its item, under the item's lock."""

from tongban.workflow.models.desk import Handover, HandoverTask, Lateness, SavedFilter
from tongban.workflow.models.items import ItemParty, Link, ProcedureVersion, WorkItem
from tongban.workflow.models.steps import Clock, Pause, Request, Task

__all__ = [
    "Clock",
    "Handover",
    "HandoverTask",
    "ItemParty",
    "Lateness",
    "Link",
    "Pause",
    "ProcedureVersion",
    "Request",
    "SavedFilter",
    "Task",
    "WorkItem",
]
