"""Refusals of this area; apps.MESSAGES puts the codes into Chinese."""

from typing import ClassVar

from tongban.lib.errors import Refusal


class WebhookError(Refusal):
    code: ClassVar[str] = "webhook_refused"
    status: ClassVar[int] = 422


class WebhookForbidden(WebhookError):
    code: ClassVar[str] = "webhook_forbidden"
    status: ClassVar[int] = 403


class UnknownReceiver(WebhookError):
    code: ClassVar[str] = "webhook_unknown"
    status: ClassVar[int] = 404


class AddressUnfit(WebhookError):
    """No https address (plain http is for this machine alone)."""

    code: ClassVar[str] = "webhook_address"


class NameMissing(WebhookError):
    code: ClassVar[str] = "webhook_name"


class CodeUnfit(WebhookError):
    """Not letters, digits and hyphens, or another receiver's."""

    code: ClassVar[str] = "webhook_code"


class RateUnfit(WebhookError):
    code: ClassVar[str] = "webhook_rate"


class PositionUnfit(WebhookError):
    """A place in the feed that there is not."""

    code: ClassVar[str] = "webhook_position"


class Unreachable(Exception):
    """Nothing answered; the text says what happened. Not a refusal: it is tried again."""
