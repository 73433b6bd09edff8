"""What is archived, how far each source was looked through, and the packs."""

import json

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.archives import states
from tongban.archives.querysets import ItemQuerySet, PackQuerySet
from tongban.archives.types import Check, Finding


class Cursor(models.Model):
    """Up to where a source was looked through for what is over."""

    kind = models.CharField(primary_key=True, max_length=40)
    closed_at = models.DateTimeField()
    key = models.BigIntegerField()

    class Meta:
        verbose_name = _("归档进度")


class Pack(models.Model):
    """移交包: the archived items of a body and year, in one ZIP."""

    token = models.CharField(max_length=32, unique=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("机构")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    state = models.CharField(
        _("状态"), max_length=8, choices=list(states.PACK.items()), default=states.MAKING
    )
    count = models.PositiveIntegerField(_("件数"), default=0)
    done = models.PositiveIntegerField(_("已写入"), default=0)
    file = models.CharField(_("文件令牌"), max_length=60, blank=True, default="")
    size = models.BigIntegerField(_("字节"), default=0)
    digest = models.CharField(_("清单摘要"), max_length=64, blank=True, default="")
    why = models.CharField(_("失败原因"), max_length=200, blank=True, default="")
    by = models.CharField(_("制作人"), max_length=100)
    at = models.DateTimeField(_("发起时间"))
    made_at = models.DateTimeField(_("制成时间"), null=True, blank=True)

    organisation_id: int
    objects = PackQuerySet.as_manager()

    class Meta:
        verbose_name = _("移交包")
        verbose_name_plural = _("移交包")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year"], condition=Q(state=states.MAKING),
                name="archives_pack_one_making",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.year}"


class Item(models.Model):
    """件: the file of one case, from the day on which it is over."""

    subject = models.CharField(max_length=80, unique=True)
    source_number = models.CharField(_("办件编号"), max_length=40)
    title = models.CharField(_("题名"), max_length=200)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("机构")
    )
    division = models.ForeignKey(
        "divisions.Division", models.PROTECT, related_name="+", verbose_name=_("区划")
    )
    closed_on = models.DateField(_("办结日期"))
    due_on = models.DateField(_("应归档日期"))
    retention = models.PositiveSmallIntegerField(_("保管期限（年，0 为永久）"))
    state = models.CharField(
        _("状态"), max_length=8, choices=list(states.ITEM.items()), default=states.WAITING
    )
    number = models.CharField(_("档号"), max_length=80, null=True, unique=True)
    documents = models.PositiveIntegerField(_("文件数"), default=0)
    findings_text = models.TextField(default="[]")
    checked_at = models.DateTimeField(_("检测时间"), null=True, blank=True)
    archived_at = models.DateTimeField(_("归档时间"), null=True, blank=True)
    archived_by = models.CharField(_("归档人"), max_length=100, blank=True, default="")
    pack = models.ForeignKey(Pack, models.PROTECT, related_name="items", null=True)

    organisation_id: int
    division_id: str
    pack_id: int | None
    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("档案")
        verbose_name_plural = _("档案")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="archives_waiting",
                         condition=Q(state=states.WAITING)),
            models.Index(fields=["organisation", "state", "-id"], name="archives_body_state"),
            models.Index(fields=["checked_at"], name="archives_failed",
                         condition=Q(state=states.FAILED)),
            models.Index(fields=["organisation", "closed_on"], name="archives_unpacked",
                         condition=Q(state=states.ARCHIVED)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number or self.source_number

    @property
    def ledger_subject(self) -> str:
        return f"archive:{self.pk}"

    @property
    def findings(self) -> list[Finding]:
        """What the last check found."""
        rows = json.loads(self.findings_text)
        return [Finding(Check(one["check"]), one["ok"], one["text"]) for one in rows]
