"""Notices, their deliveries, and the demo's outbox."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.core.notices.querysets import DeliveryQuerySet, NoticeQuerySet
from tongban.core.vault.fields import SealedField


class Notice(models.Model):
    """One message to one person."""

    token = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey(
        "accounts.Account", models.CASCADE, related_name="+", null=True, blank=True
    )
    phone = SealedField(blank=True, default="")
    template = models.CharField(max_length=80)
    title = models.CharField(_("标题"), max_length=120)
    body = SealedField(_("内容"))
    link = models.CharField(_("链接"), max_length=300, blank=True, default="")
    secret = models.BooleanField(default=False)
    key = models.CharField(max_length=160, unique=True, null=True, blank=True)
    created_at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("已读时间"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["account", "-id"], name="notices_inbox"),
            models.Index(
                fields=["account"],
                name="notices_unread",
                condition=Q(read_at=None, secret=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("待发送")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("发送失败，将重试")
    DEAD = "dead", _("发送失败")


class Delivery(models.Model):
    """One notice by one channel: the delivery log, with masked addresses only."""

    notice = models.ForeignKey("notices.Notice", models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("渠道"), max_length=20)
    masked = models.CharField(_("发往"), max_length=60)
    state = models.CharField(
        _("状态"), max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_at = models.DateTimeField()
    error = models.CharField(_("原因"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("发送记录")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once")]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="delivery_due",
                condition=Q(state__in=["queued", "failed"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel}:{self.masked}"


class OutboxMessage(models.Model):
    """What the demo would have sent. Never filled outside the demo."""

    channel = models.CharField(max_length=20)
    masked = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("演示发件箱")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.channel}:{self.masked}"
