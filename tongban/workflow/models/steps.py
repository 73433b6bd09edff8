"""How an item moves: tasks, clocks, what stops them, what waits for an answer."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongban.workflow import states
from tongban.workflow.models.items import WorkItem
from tongban.workflow.querysets import RequestQuerySet, TaskQuerySet

OPEN = Q(state=states.OPEN)


class Task(models.Model):
    """One seat of one step of one round."""

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="tasks")
    seq = models.PositiveIntegerField()
    step = models.CharField(_("环节"), max_length=40)
    seat = models.CharField(_("席位"), max_length=40)
    round = models.PositiveIntegerField(_("轮次"))
    state = models.CharField(_("状态"), max_length=12, choices=list(states.TASK.items()))
    role = models.CharField(_("角色"), max_length=40, blank=True, default="")
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation_path = models.CharField(max_length=200, blank=True, default="")
    # The item's, so that what is counted by place needs no look at a million items.
    division_path = models.CharField(max_length=200)
    assignee = models.ForeignKey(
        "accounts.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("开始"))
    due_at = models.DateTimeField(_("到期"))
    warn_at = models.DateTimeField(_("预警"))
    done_at = models.DateTimeField(_("办结"), null=True)
    done_by = models.CharField(_("办理人"), max_length=100, blank=True, default="")
    on_behalf = models.CharField(_("代谁办理"), max_length=100, blank=True, default="")
    outcome = models.CharField(_("结果"), max_length=40, blank=True, default="")
    opinion = models.TextField(_("意见"), blank=True, default="")
    data = models.JSONField(_("内容"), default=dict, encoder=DjangoJSONEncoder)

    item_id: int
    organisation_id: int | None
    assignee_id: int | None
    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("任务")
        verbose_name_plural = _("任务")
        constraints = [
            models.UniqueConstraint(fields=["item", "seq"], name="workflow_task_seq"),
            models.UniqueConstraint(
                fields=["item", "step", "seat"], name="workflow_task_one_open", condition=OPEN
            ),
        ]
        indexes = [
            # Whole for the counts of a desk: they read no row.
            models.Index(
                fields=["organisation", "role", "due_at", "id", "assignee", "warn_at"],
                name="workflow_task_org_due", condition=OPEN,
            ),
            models.Index(
                fields=["organisation", "role", "warn_at", "due_at", "assignee"],
                name="workflow_task_org_warn", condition=OPEN,
            ),
            models.Index(
                fields=["assignee", "due_at", "id"], name="workflow_task_mine_due", condition=OPEN
            ),
            models.Index(
                fields=["division_path", "organisation", "due_at", "warn_at"],
                name="workflow_task_place_due", condition=OPEN,
            ),
            models.Index(fields=["organisation", "item"], name="workflow_task_org_item"),
        ]  # fmt: skip


class Clock(models.Model):
    """A limit that runs for an item. `due_at` is null while a pause stops it."""

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="clocks")
    seq = models.PositiveIntegerField()
    code = models.CharField(_("代码"), max_length=60)
    limits = models.JSONField(_("时限"))
    started_at = models.DateTimeField(_("起算"))
    due_at = models.DateTimeField(_("到期"), null=True)
    warn_at = models.DateTimeField(_("预警"), null=True)
    provisional = models.BooleanField(_("预计"), default=False)
    stopped_at = models.DateTimeField(_("停止"), null=True)
    on_expiry = models.CharField(_("到期处理"), max_length=60, blank=True, default="")
    expired_at = models.DateTimeField(_("已到期处理"), null=True)
    task = models.PositiveIntegerField(_("任务"), null=True)

    item_id: int

    class Meta:
        verbose_name = _("时钟")
        verbose_name_plural = _("时钟")
        constraints = [
            models.UniqueConstraint(fields=["item", "seq"], name="workflow_clock_seq"),
            models.UniqueConstraint(
                fields=["item", "code"], name="workflow_clock_one_running",
                condition=Q(stopped_at=None),
            ),
        ]  # fmt: skip
        indexes = [
            # What the tick reads: only clocks whose end does something.
            models.Index(
                F("due_at"), name="workflow_clock_due",
                condition=Q(stopped_at=None, expired_at=None) & ~Q(on_expiry=""),
            ),
            models.Index(
                fields=["item"], name="workflow_clock_provisional",
                condition=Q(stopped_at=None, provisional=True),
            ),
        ]  # fmt: skip


class Pause(models.Model):
    """A stretch in which the named clocks stand still."""

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="pauses")
    seq = models.PositiveIntegerField()
    clocks = models.JSONField(_("停止的时钟"))
    reason = models.CharField(_("事由"), max_length=40)
    note = models.TextField(_("说明"), blank=True, default="")
    started_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"), null=True)
    task = models.PositiveIntegerField(_("任务"), null=True)

    class Meta:
        verbose_name = _("停止计时")
        verbose_name_plural = _("停止计时")
        constraints = [models.UniqueConstraint(fields=["item", "seq"], name="workflow_pause_seq")]


class Request(models.Model):
    """What waits for an answer: a ruling, or the reply to a supervision."""

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="requests")
    seq = models.PositiveIntegerField()
    code = models.CharField(_("种类"), max_length=40)
    state = models.CharField(_("状态"), max_length=12, choices=list(states.REQUEST.items()))
    reason = models.TextField(_("理由"))
    items = models.JSONField(_("清单"), default=list)
    ruler = models.CharField(_("批复角色"), max_length=40)
    asked_by = models.CharField(_("申请人"), max_length=100)
    asked_at = models.DateTimeField(_("申请时间"))
    due_at = models.DateTimeField(_("应答期限"), null=True)
    ruled_by = models.CharField(_("批复人"), max_length=100, blank=True, default="")
    ruled_at = models.DateTimeField(_("批复时间"), null=True)
    ruling = models.TextField(_("批复"), blank=True, default="")

    item_id: int
    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("申请")
        verbose_name_plural = _("申请")
        constraints = [
            models.UniqueConstraint(fields=["item", "seq"], name="workflow_request_seq"),
            models.UniqueConstraint(
                fields=["item", "code"], name="workflow_request_one_open",
                condition=OPEN & ~Q(code="supervise"),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["ruler", "item"], name="workflow_request_open", condition=OPEN),
            models.Index(
                fields=["-asked_at", "-id"], name="workflow_request_supervised",
                condition=Q(code="supervise"),
            ),
        ]  # fmt: skip
