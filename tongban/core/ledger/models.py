from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from tongban.core.ledger.errors import AppendOnly
from tongban.core.ledger.querysets import EntryQuerySet
from tongban.core.vault.fields import SealedField


class Entry(models.Model):
    """One thing that happened. Never changed; only the relay gives it its position."""

    id = models.BigAutoField(primary_key=True)
    subject = models.CharField("对象", max_length=100)
    seq = models.IntegerField("链内序号", null=True)  # null: a reading, a leaf without a chain
    at = models.DateTimeField("时间")
    actor = models.CharField("操作人", max_length=100)
    on_behalf = models.CharField("代表", max_length=100, blank=True, default="")
    verb = models.CharField("动作", max_length=100)
    payload = models.TextField("内容")
    prev_hash = models.CharField("前一摘要", max_length=80, blank=True, default="")
    hash = models.CharField("摘要", max_length=80)
    position = models.BigIntegerField("位置", null=True, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "台账记录"
        verbose_name_plural = "台账记录"
        constraints = [
            models.UniqueConstraint(fields=["subject", "seq"], name="ledger_subject_seq"),
        ]
        indexes = [
            # The outbox: what is committed and has no position yet. Small, so the relay is cheap.
            models.Index(fields=["id"], name="ledger_pending", condition=Q(position__isnull=True)),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly


class Salt(models.Model):
    """The secret behind a subject's commitments; without it they say nothing."""

    subject = models.CharField("对象", max_length=100, primary_key=True)
    value = SealedField("盐值")

    class Meta:
        verbose_name = "承诺盐值"
        verbose_name_plural = "承诺盐值"


class Checkpoint(models.Model):
    """The signed root of the Merkle tree over positions 1..size."""

    size = models.BigIntegerField("条数", primary_key=True)
    root = models.CharField("树根", max_length=64)
    # The roots of the perfect subtrees of the tree, largest first (hex, joined by spaces): from
    # them the next checkpoint is computed without looking at the old leaves.
    frontier = models.TextField("前沿")
    at = models.DateTimeField("时间")
    note = models.TextField("签名说明")
    verified_at = models.DateTimeField("核验时间", null=True)

    class Meta:
        verbose_name = "检查点"
        verbose_name_plural = "检查点"
