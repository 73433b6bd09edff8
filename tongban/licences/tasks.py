"""What runs after commit: the making of a paper."""

import django_tasks

from tongban.core.shell.clock import now
from tongban.licences import services


@django_tasks.task()
def make_paper(licence_id: int) -> str:
    """Make the paper; gives the file's token."""
    return services.make(now=now(), licence_id=licence_id).file


def request(licence_id: int) -> None:
    """Queue the making inside the caller's transaction."""
    make_paper.enqueue(licence_id=licence_id)
