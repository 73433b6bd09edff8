"""Whoever may read a paper may open its PDF."""

from tongban.core.accounts.types import Actor
from tongban.core.papers.models import Paper
from tongban.core.papers.permissions import may_read

SUBJECT = "paper"


def may_open(actor: Actor, subject: str) -> bool:
    """Answer files' question for a subject such as "paper:12"."""
    key = subject.partition(":")[2]
    paper = Paper.objects.filter(pk=int(key)).first() if key.isdigit() else None
    return paper is not None and may_read(actor, paper)
