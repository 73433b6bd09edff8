"""The acts upon a licence: issue, a newer version, another status, the making of its paper.

`issue` and `reissue` run inside a case's decision as well as alone: the row is the licence, and
its paper is made by a task queued in the same transaction.
"""

from tongban.licences.services import stock
from tongban.licences.services.issuing import issue, reissue
from tongban.licences.services.making import finish_making, make
from tongban.licences.services.status import change_status, expire
from tongban.licences.services.types import publish_type, restore_type, retire_type

__all__ = [
    "change_status",
    "expire",
    "finish_making",
    "issue",
    "make",
    "publish_type",
    "reissue",
    "restore_type",
    "retire_type",
    "stock",
]
