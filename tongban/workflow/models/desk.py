"""What stands beside the work: lateness and its reasons, kept filters, hand-overs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.workflow.models.items import WorkItem
from tongban.workflow.querysets import HandoverQuerySet, LatenessQuerySet, SavedFilterQuerySet
from tongban.workflow.types import LATE_REASONS, UNSAID


class Lateness(models.Model):
    """A task that a body did after it fell due in its hands, and why, as it said itself."""

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="lateness")
    seq = models.PositiveIntegerField()
    step = models.CharField(_("环节"), max_length=40)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    organisation_path = models.CharField(max_length=200)
    division_path = models.CharField(max_length=80)
    due_at = models.DateTimeField(_("到期"))
    done_at = models.DateTimeField(_("办结"))
    days = models.PositiveIntegerField(_("超期工作日"))
    by = models.CharField(_("办理人"), max_length=100)
    reason = models.CharField(_("原因"), max_length=12, blank=True, default="")
    note = models.CharField(_("说明"), max_length=300, blank=True, default="")

    item_id: int
    organisation_id: int
    objects = LatenessQuerySet.as_manager()

    class Meta:
        verbose_name = _("超期办理")
        verbose_name_plural = _("超期办理")
        constraints = [
            models.UniqueConstraint(fields=["item", "seq"], name="workflow_lateness_once")
        ]
        indexes = [
            models.Index(fields=["organisation", "-done_at"], name="workflow_lateness_org"),
            models.Index(fields=["-done_at", "-id"], name="workflow_lateness_done"),
        ]

    @property
    def reason_title(self) -> str:
        return LATE_REASONS.get(self.reason, UNSAID)


class SavedFilter(models.Model):
    """A filter of the to-dos that somebody keeps under a name."""

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("名称"), max_length=30)
    query = models.CharField(_("条件"), max_length=300)
    at = models.DateTimeField()

    account_id: int
    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("待办筛选")
        verbose_name_plural = _("待办筛选")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="workflow_filter_once")
        ]

    def __str__(self) -> str:
        return self.name


class Handover(models.Model):
    """交接: the open tasks of one person moved to another, or to the pool, and perhaps back."""

    leaver = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(
        "accounts.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.CharField(_("经办人"), max_length=100)
    at = models.DateTimeField(_("时间"))
    reason = models.CharField(_("事由"), max_length=300)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    undone_by = models.CharField(max_length=100, blank=True, default="")

    leaver_id: int
    taker_id: int | None
    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("交接")
        verbose_name_plural = _("交接")
        ordering = ["-id"]


class HandoverTask(models.Model):
    """One task of a hand-over: moved, or why it stayed."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="tasks")
    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()
    moved = models.BooleanField(default=True)
    why = models.CharField(max_length=60, blank=True, default="")

    item_id: int

    class Meta:
        verbose_name = _("交接的任务")
        verbose_name_plural = _("交接的任务")
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "item", "seq"], name="workflow_handover_task_once"
            )
        ]
