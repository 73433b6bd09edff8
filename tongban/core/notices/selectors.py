"""Reads of notices."""

from django.db.models import QuerySet

from tongban.core.notices.models import Delivery, Notice, OutboxMessage


def inbox(account_id: int | None, *, limit: int = 50, before: int | None = None) -> list[Notice]:
    """Give a page of an account's inbox, newest first, those with an id below `before`."""
    notices = Notice.objects.inbox(account_id)
    return list((notices.filter(pk__lt=before) if before else notices)[:limit])


def unread(account_id: int | None) -> int:
    """Give how many notices of an account are unread; one indexed query, none for nobody."""
    return Notice.objects.inbox(account_id).unread().count() if account_id else 0


def of_account(token: str, account_id: int | None) -> Notice | None:
    """Give the account's own notice of that token, or None."""
    return Notice.objects.inbox(account_id).filter(token=token).first()


def deliveries(*, limit: int = 100) -> list[Delivery]:
    """Give the newest entries of the delivery log."""
    return list(Delivery.objects.select_related("notice").order_by("-id")[:limit])


def outbox(*, limit: int = 50) -> QuerySet[OutboxMessage]:
    """Give the newest messages of the demo's outbox."""
    return OutboxMessage.objects.order_by("-id")[:limit]
