"""What is indexed, and what people looked for in vain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """One thing that may be found: `(kind, ref)` is its name. The full-text side lives in a table
    of its own per database (see migration 0001), under the same id."""

    kind = models.CharField(_("类别"), max_length=40)
    ref = models.CharField(_("编号"), max_length=120)
    title = models.CharField(_("标题"), max_length=300)
    body = models.TextField(_("正文"), blank=True, default="")
    aliases = models.JSONField(_("别名"), default=list)
    url = models.CharField(_("地址"), max_length=300, blank=True, default="")
    division = models.CharField(_("区划"), max_length=12, blank=True, default="")
    weight = models.IntegerField(_("权重"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="search_once")]
        verbose_name = _("检索条目")
        verbose_name_plural = _("检索条目")

    def __str__(self) -> str:
        return self.title


class Miss(models.Model):
    """A query that found nothing, with how often and when last; never one that holds an identity
    or phone number."""

    text = models.CharField(_("检索词"), max_length=60, unique=True)
    count = models.PositiveIntegerField(_("次数"), default=1)
    last_at = models.DateTimeField(_("最近一次"))

    class Meta:
        ordering = ("-count", "-last_at")
        verbose_name = _("未命中的检索")
        verbose_name_plural = _("未命中的检索")

    def __str__(self) -> str:
        return self.text
