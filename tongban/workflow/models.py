"""The tables of the engine. `seq` numbers every row within its item, under the item's lock."""

from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongban.workflow import states
from tongban.workflow.querysets import (
    HandoverQuerySet,
    LatenessQuerySet,
    RequestQuerySet,
    SavedFilterQuerySet,
    TaskQuerySet,
    WorkItemQuerySet,
)
from tongban.workflow.rules.lights import light
from tongban.workflow.types import LATE_REASONS, UNSAID

if TYPE_CHECKING:
    from datetime import datetime

RUNNING = Q(state__in=sorted(states.RUNNING))
OPEN = Q(state=states.OPEN)


class ProcedureVersion(models.Model):
    """One published version of a procedure; never changed."""

    code = models.CharField(_("代码"), max_length=60)
    version = models.PositiveIntegerField(_("版本"))
    title = models.CharField(_("名称"), max_length=120)
    definition = models.JSONField(_("定义"))
    digest = models.CharField(_("定义摘要"), max_length=80)
    published_at = models.DateTimeField(_("发布时间"))
    published_by = models.CharField(_("发布人"), max_length=100)

    class Meta:
        verbose_name = _("流程版本")
        verbose_name_plural = _("流程版本")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="workflow_procedure_version")
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class WorkItem(models.Model):
    """One thing being done. What lists sort and filter by is here; the rules' inputs are JSON."""

    number = models.CharField(_("编号"), max_length=40, unique=True)
    kind = models.CharField(_("种类"), max_length=40)
    subject = models.CharField(_("对象"), max_length=100, blank=True, default="", db_index=True)
    title = models.CharField(_("标题"), max_length=200)
    procedure = models.ForeignKey(
        ProcedureVersion, verbose_name=_("流程"), on_delete=models.PROTECT, related_name="+"
    )
    division = models.ForeignKey(
        "divisions.Division", verbose_name=_("区划"), on_delete=models.PROTECT, related_name="+"
    )
    division_path = models.CharField(_("区划路径"), max_length=80)
    county = models.CharField(_("县区"), max_length=12)
    organisation = models.ForeignKey(
        "organisations.Organisation", verbose_name=_("承办机构"), on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    organisation_path = models.CharField(_("机构路径"), max_length=200)
    state = models.CharField(_("状态"), max_length=12, choices=list(states.ITEM.items()))
    outcome = models.CharField(_("结果"), max_length=40, blank=True, default="")
    round = models.PositiveIntegerField(_("轮次"), default=1)
    suspended = models.BooleanField(_("停止计时"), default=False)
    opened_at = models.DateTimeField(_("收件时间"))
    opened_by = models.CharField(_("提交人"), max_length=100)
    accepted_at = models.DateTimeField(_("受理时间"), null=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    decided_due_at = models.DateTimeField(_("决定时的期限"), null=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True)
    due_at = models.DateTimeField(_("到期时间"))
    warn_at = models.DateTimeField(_("预警时间"))
    last_at = models.DateTimeField(_("最后办理时间"))
    last_by = models.CharField(_("最后办理人"), max_length=100)
    urged_at = models.DateTimeField(_("最后催办时间"), null=True)
    version = models.PositiveIntegerField(_("版本号"), default=0)
    rows = models.PositiveIntegerField(_("行号"), default=0)
    facts = models.JSONField(_("事实"), default=dict, encoder=DjangoJSONEncoder)
    limits = models.JSONField(_("时限"), default=dict)
    offices = models.JSONField(_("各席位机构"), default=dict)
    ledger_seq = models.PositiveIntegerField(_("台账序号"), default=0)
    ledger_hash = models.CharField(_("台账摘要"), max_length=80, blank=True, default="")

    organisation_id: int
    division_id: str
    procedure_id: int
    objects = WorkItemQuerySet.as_manager()
    if TYPE_CHECKING:
        tasks: "models.Manager[Task]"
        clocks: "models.Manager[Clock]"
        pauses: "models.Manager[Pause]"
        requests: "models.Manager[Request]"
        involved: "models.Manager[ItemParty]"
        links: "models.Manager[Link]"

    class Meta:
        verbose_name = _("事件")
        verbose_name_plural = _("事件")
        indexes = [
            models.Index(
                fields=["organisation", "due_at", "id"], name="workflow_item_org_due",
                condition=RUNNING,
            ),
            models.Index(
                fields=["county", "kind", "due_at", "id"], name="workflow_item_county_due",
                condition=RUNNING,
            ),
            models.Index(
                fields=["subject", "id"], name="workflow_item_subject_open", condition=RUNNING
            ),
            models.Index(fields=["organisation", "-opened_at"], name="workflow_item_org_opened"),
            models.Index(fields=["opened_by", "-id"], name="workflow_item_opened_by"),
            # What the board of supervision counts, whole in the index.
            models.Index(
                fields=["decided_at", "organisation", "decided_due_at", "division_path"],
                name="workflow_item_decided", condition=Q(decided_at__isnull=False),
            ),
            models.Index(
                fields=["urged_at", "organisation", "division_path"],
                name="workflow_item_urged", condition=Q(urged_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def ledger_subject(self) -> str:
        """The name of its chain in the ledger."""
        return f"work:{self.number}"

    def light(self, now: "datetime") -> str:
        """Give "red", "yellow", "green", "paused" or, when it is over, "none"."""
        return light(self.state, self.suspended, self.due_at, self.warn_at, now)


class ItemParty(models.Model):
    """A party to an item, and the party that acts as its agent."""

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="involved")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("身份"), max_length=24, default=states.APPLICANT)
    agent = models.ForeignKey(
        "parties.Party", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # A hidden informant sees nothing of the item through this row, nor does anyone see them.
    visible = models.BooleanField(_("可见"), default=True)

    party_id: int
    agent_id: int | None

    class Meta:
        verbose_name = _("当事人")
        verbose_name_plural = _("当事人")
        constraints = [
            models.UniqueConstraint(fields=["item", "party", "role"], name="workflow_party_once")
        ]


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


class Link(models.Model):
    """Why two items belong together: `source` was referred to `target`."""

    source = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="links")
    target = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(_("关系"), max_length=24, default="refer")
    at = models.DateTimeField(_("时间"))
    told_at = models.DateTimeField(_("回告时间"), null=True)  # the source knows how it ended

    class Meta:
        verbose_name = _("关联")
        verbose_name_plural = _("关联")
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="workflow_link_once")
        ]
        indexes = [
            models.Index(fields=["target"], name="workflow_link_untold", condition=Q(told_at=None))
        ]


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
