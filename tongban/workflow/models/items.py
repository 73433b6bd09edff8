"""What an item is: its procedure, itself, whom it concerns, what it belongs to."""

from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.workflow import states
from tongban.workflow.querysets import WorkItemQuerySet
from tongban.workflow.rules.lights import light

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.workflow.models.steps import Clock, Pause, Request, Task

RUNNING = Q(state__in=sorted(states.RUNNING))


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
            # What is archived is looked for in the order in which it was closed.
            models.Index(
                fields=["closed_at", "id"], name="workflow_item_closed",
                condition=Q(closed_at__isnull=False),
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
