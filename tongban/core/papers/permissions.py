"""Who may read a paper."""

from tongban.core.accounts.types import Actor
from tongban.core.papers.models import Paper
from tongban.core.papers.ports import readers


def may_read(actor: Actor, paper: Paper) -> bool:
    """Say whether a reader of the paper's subject lets `actor` in (the system always)."""
    return actor.kind == "system" or readers.allow(actor, paper.subject)
