"""Papers and the texts of the templates that they were made from."""

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.core.papers.querysets import PaperQuerySet


class PaperState(models.TextChoices):
    MAKING = "making", _("正在生成")
    READY = "ready", _("已生成")
    FAILED = "failed", _("生成失败")


class TemplateText(models.Model):
    """The text of a template with its library, as it was, under the hash of both."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    code = models.CharField(max_length=80)
    main = models.TextField()
    library = models.TextField()
    first_used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("文书模板")

    def __str__(self) -> str:
        return f"{self.code}@{self.sha256[:8]}"


class Paper(models.Model):
    """One paper: what it says is fixed when the row is written, the PDF follows."""

    token = models.CharField(max_length=32, unique=True)
    subject = models.CharField(_("所属"), max_length=80)
    template = models.ForeignKey("papers.TemplateText", models.PROTECT, related_name="+")
    code = models.CharField(max_length=80)
    title = models.CharField(_("名称"), max_length=80)
    number = models.CharField(_("文号"), max_length=80, blank=True, default="")
    content = models.TextField()  # canonical JSON, as text: a JSON column would reorder it
    data_sha256 = models.CharField(max_length=64)
    state = models.CharField(
        _("状态"), max_length=8, choices=PaperState.choices, default=PaperState.MAKING
    )
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, related_name="+", null=True, blank=True
    )
    actor = models.CharField(max_length=80)
    created_at = models.DateTimeField(_("出具时间"))
    made_at = models.DateTimeField(null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("文书")
        ordering = ["id"]
        indexes = [models.Index(fields=["subject", "id"], name="papers_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "code", "number", "data_sha256"], name="paper_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    @property
    def data(self) -> dict[str, Any]:
        """What the paper says, as it was given."""
        value: dict[str, Any] = json.loads(self.content)
        return value
