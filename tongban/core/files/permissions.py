"""Who may read and who may remove a file."""

from tongban.core.files.models import StoredFile
from tongban.core.files.ports import readers
from tongban.core.files.types import Asker


def owns(actor: Asker, file: StoredFile) -> bool:
    """Say whether the file came from this actor (the system owns all that it makes)."""
    return actor.ref not in {"", "anonymous"} and actor.ref in {file.owner, "system"}


def may_read(actor: Asker, file: StoredFile) -> bool:
    """Say whether `actor` may open the file: its owner, or a reader of what it belongs to."""
    return owns(actor, file) or (bool(file.subject) and readers.allow(actor, file.subject))


def may_discard(actor: Asker, file: StoredFile) -> bool:
    """Say whether `actor` may take the file back: only its owner, only while it is unbound."""
    return owns(actor, file) and not file.subject
