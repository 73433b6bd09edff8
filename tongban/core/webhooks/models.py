"""Receivers and their receipts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.core.vault.fields import SealedField


class Receiver(models.Model):
    """Who is sent the feed, and how far they are."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    url = models.CharField(_("地址"), max_length=300)
    secret = SealedField(_("签名密钥"))
    verbs = models.TextField(_("只送这些动作"), blank=True, default="")  # prefixes, one a line
    # The records themselves, with personal data: only to those who may lawfully have them.
    whole = models.BooleanField(_("连同完整记录"), default=False)
    per_second = models.PositiveIntegerField(_("每秒最多"), default=50)
    position = models.BigIntegerField(default=0)
    paused_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=200, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("接收方")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """The reference of its chain in the ledger."""
        return f"receiver:{self.code}"

    @property
    def prefixes(self) -> tuple[str, ...]:
        return tuple(self.verbs.split())


class Receipt(models.Model):
    """That a receiver took a batch 回执: which entries, when, and what it answered."""

    receiver = models.ForeignKey(Receiver, models.CASCADE, related_name="receipts")
    batch = models.CharField(max_length=60)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    count = models.PositiveIntegerField()
    tries = models.PositiveIntegerField()  # how often the batch was sent until it was taken
    status = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("回执")
        ordering = ["-id"]
        indexes = [models.Index(fields=["receiver", "-id"], name="webhooks_receipt_newest")]

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"
