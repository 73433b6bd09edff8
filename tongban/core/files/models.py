"""One table: what is stored, whose it is, what it belongs to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.core.files.querysets import StoredFileQuerySet


class FileState(models.TextChoices):
    QUARANTINE = "quarantine", _("正在检查")
    READY = "ready", _("可用")
    REJECTED = "rejected", _("已拒收")


class StoredFile(models.Model):
    """A file. Rows with the same content share one `path` in the storage."""

    token = models.CharField(max_length=32, unique=True)
    owner = models.CharField(_("提交人"), max_length=80)
    subject = models.CharField(_("所属"), max_length=80, blank=True, default="")
    purpose = models.CharField(_("用途"), max_length=60)
    name = models.CharField(_("文件名"), max_length=120)
    media_type = models.CharField(_("类型"), max_length=80)
    size = models.BigIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    state = models.CharField(
        _("状态"), max_length=12, choices=FileState.choices, default=FileState.READY
    )
    finding = models.CharField(_("检查结果"), max_length=120, blank=True, default="")
    derived_from = models.ForeignKey(
        "files.StoredFile", models.CASCADE, related_name="derivatives", null=True, blank=True
    )
    pages = models.PositiveIntegerField(_("页数"), null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(_("上传时间"))
    bound_at = models.DateTimeField(null=True, blank=True)
    bound_by = models.CharField(max_length=80, blank=True, default="")

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("文件")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["sha256"], name="files_sha256"),
            models.Index(fields=["path"], name="files_path"),
            models.Index(fields=["subject"], name="files_subject", condition=~Q(subject="")),
            models.Index(fields=["created_at"], name="files_unbound", condition=Q(subject="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """The reference that ledgers keep."""
        return f"file:{self.pk}"
