"""What `check` refuses: a mode of the catalogue that this installation cannot keep."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from tongban.catalogue.rules import modes


@register()
def known_mode(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a mode that is not known, and one that would promise what is not done."""
    mode = settings.CATALOGUE_MODE
    if mode in modes.MODES:
        return []
    if mode == modes.FEED:
        return [
            Error(
                "The basic catalogue cannot be fed to the province: no feed keeps its receipts.",
                hint="Set TONGBAN_CATALOGUE_MODE to own or mirror.",
                id="catalogue.E001",
            )
        ]
    return [
        Error(
            f"TONGBAN_CATALOGUE_MODE is {mode!r}, which is no mode of the catalogue.",
            hint="Set it to own (kept here) or mirror (the province's, taken in from its file).",
            id="catalogue.E002",
        )
    ]
