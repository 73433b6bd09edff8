"""What `check --deploy` refuses: a simulator that takes no money."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def no_simulator(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.PAYMENT_PROVIDER != "simulator":
        return []
    return [
        Error(
            "Payments go to the simulator: bills would count as paid without money.",
            hint="Unset TONGBAN_PAYMENT_PROVIDER; bills are then paid at the window.",
            id="payments.E001",
        )
    ]
