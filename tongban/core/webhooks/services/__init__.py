"""Acts on receivers: keep them, send to them."""

from tongban.core.webhooks.services.keeping import (
    change,
    create,
    pause,
    renew_secret,
    resend_from,
    resume,
)
from tongban.core.webhooks.services.sending import enqueue_due, send, sweep

__all__ = [
    "change",
    "create",
    "enqueue_due",
    "pause",
    "renew_secret",
    "resend_from",
    "resume",
    "send",
    "sweep",
]
