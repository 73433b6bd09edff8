"""Acts: look for what is over, check and number it, pack what is archived."""

from tongban.archives.services.archiving import archive, archive_due, look_for
from tongban.archives.services.packing import begin_pack, make_pack, make_waiting, take

__all__ = [
    "archive",
    "archive_due",
    "begin_pack",
    "look_for",
    "make_pack",
    "make_waiting",
    "take",
]
