"""The calendar as rows: a version per announcement, a row per day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

STATUSES = [("announced", _("已公布")), ("provisional", _("预计"))]


class CalendarVersion(models.Model):
    """One state of the calendar: made by a seed or an announcement, never changed.

    The highest id is in force; `changed` lists the days (ISO) that it changed against the former.
    """

    made_at = models.DateTimeField(_("生成时间"))
    source = models.CharField(_("来源"), max_length=300)
    changed = models.JSONField(_("变动的日子"), default=list)
    actor = models.CharField(_("经办"), max_length=80, blank=True, default="")

    class Meta:
        ordering = ("-id",)
        verbose_name = _("日历版本")
        verbose_name_plural = _("日历版本")

    def __str__(self) -> str:
        return f"v{self.pk} {self.source}"


class Day(models.Model):
    """One day in one version. Days without a row keep the row of the version before.

    `division` is empty for the whole country, or the code of the place for which a local order
    (a flood, an epidemic) says otherwise.
    """

    version = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="days")
    date = models.DateField(_("日期"))
    working = models.BooleanField(_("工作日"))
    name = models.CharField(_("名称"), max_length=60, blank=True, default="")
    status = models.CharField(_("状态"), max_length=12, choices=STATUSES)
    division = models.CharField(_("区划"), max_length=12, blank=True, default="")

    class Meta:
        ordering = ("date", "division")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "date", "division"], name="workday_once_per_version"
            )
        ]
        verbose_name = _("日历日")
        verbose_name_plural = _("日历日")

    def __str__(self) -> str:
        return f"{self.date}{' 工作' if self.working else ' 休息'}"
