"""Row scope of notices."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from tongban.core.notices.models import Delivery, Notice  # noqa: F401


class NoticeQuerySet(models.QuerySet["Notice"]):
    def inbox(self, account_id: int | None) -> "NoticeQuerySet":
        """What the inbox of an account shows, newest first; nothing for no account."""
        if account_id is None:
            return self.none()
        return self.filter(account_id=account_id, secret=False).order_by("-id")

    def unread(self) -> "NoticeQuerySet":
        """Those not read yet."""
        return self.filter(read_at=None)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> "DeliveryQuerySet":
        """Those whose next attempt is due."""
        return self.filter(state__in=["queued", "failed"], next_at__lte=now)
