"""Jobs of webhooks."""

import time

from django_tasks import task

from tongban.core.shell import clock
from tongban.core.webhooks import services

BUSY = 20.0
"""Seconds that one job sends to one receiver before it lets others have a turn."""


@task()
def send(receiver: int) -> int:
    """Send to a receiver until it is level, fails, or its turn is over; gives how many events."""
    end, sent = time.monotonic() + BUSY, 0
    while time.monotonic() < end:
        run = services.send(receiver=receiver, now=clock.now())
        sent += run.sent
        if run.error or not run.more:
            break
        time.sleep(min(run.pause.total_seconds(), BUSY))
    return sent
