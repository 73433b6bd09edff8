"""Jobs of notices."""

from django_tasks import task

from tongban.core.notices import services
from tongban.core.shell import clock


@task()
def deliver(delivery_id: int) -> str:
    """Try one delivery; what fails is tried again by the tick."""
    return services.deliver(delivery_id=delivery_id, now=clock.now())
