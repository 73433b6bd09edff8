"""Jobs of archives."""

import django_tasks

from tongban.archives import services
from tongban.core.shell.clock import now


@django_tasks.task()
def make_pack(token: str) -> str:
    """Make a pack that was begun; gives the file's token."""
    return services.make_pack(now=now(), token=token).file
