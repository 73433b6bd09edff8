"""The acts upon a licence: issue, a newer version, another status, the making of its paper.

`issue` and `reissue` run inside a case's decision as well as alone: the row is the licence, and
its paper is made by a task queued in the same transaction.
"""

from tongban.licences.services import stock
from tongban.licences.services.common import LIST_KEY
from tongban.licences.services.issuing import issue, reissue
from tongban.licences.services.making import finish_making, make, make_original
from tongban.licences.services.sharing import look, most_minutes, revoke_share, share
from tongban.licences.services.status import change_status, expire, remind
from tongban.licences.services.types import publish_type, restore_type, retire_type
from tongban.licences.services.uses import call, note_proof

__all__ = [
    "LIST_KEY",
    "call",
    "change_status",
    "expire",
    "finish_making",
    "issue",
    "look",
    "make",
    "make_original",
    "most_minutes",
    "note_proof",
    "publish_type",
    "reissue",
    "remind",
    "restore_type",
    "retire_type",
    "revoke_share",
    "share",
    "stock",
]
