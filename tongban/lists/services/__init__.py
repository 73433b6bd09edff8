"""Acts on lists: one function each, in the ledger."""

from tongban.lists.services.drafts import (
    address,
    begin,
    discard,
    move_entry,
    put_entry,
    remove_entry,
    restore_entry,
)
from tongban.lists.services.imports import apply_import, propose_import, replace_entries
from tongban.lists.services.publication import publish, publish_whole, send_back, submit, withdraw

__all__ = [
    "address",
    "apply_import",
    "begin",
    "discard",
    "move_entry",
    "propose_import",
    "publish",
    "publish_whole",
    "put_entry",
    "remove_entry",
    "replace_entries",
    "restore_entry",
    "send_back",
    "submit",
    "withdraw",
]
