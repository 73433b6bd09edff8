"""Cases of other systems, their steps, and the batches that brought them."""

import json
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.core.vault.fields import SealedField
from tongban.hub.querysets import BatchQuerySet, RecordQuerySet
from tongban.hub.states import ENDED, OUTCOMES, STATES
from tongban.hub.types import Wrong


class Record(models.Model):
    """One case that another system handles, as that system last described it."""

    source = models.CharField(_("来源"), max_length=80)  # "client:…"
    number = models.CharField(_("办件编号"), max_length=64)
    task_code = models.CharField(_("实施编码"), max_length=33)
    title = models.CharField(_("办件名称"), max_length=200)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("机关")
    )
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    applicant_kind = models.CharField(max_length=12)
    applicant_name = models.CharField(_("申请人"), max_length=200)
    applicant_number = SealedField(_("证件号码"), blank=True, default="")
    contact_phone = SealedField(_("联系电话"), blank=True, default="")
    state = models.CharField(_("状态"), max_length=2, choices=list(STATES.items()))
    outcome = models.CharField(_("结果"), max_length=8, choices=list(OUTCOMES.items()), blank=True)
    received_at = models.DateTimeField(_("收件时间"))
    accepted_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    promised_on = models.DateField(_("承诺办结日"), null=True, blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    result_title = models.CharField(_("结果名称"), max_length=200, blank=True)
    result_number = models.CharField(_("结果编号"), max_length=100, blank=True)
    steps_text = models.TextField(default="[]")
    digest = models.CharField(max_length=64)
    # When the last thing happened over there; when the hub first heard, and last heard.
    happened_at = models.DateTimeField(_("发生时间"))
    entered_at = models.DateTimeField(_("录入时间"))
    changed_at = models.DateTimeField(_("更新时间"))
    late = models.BooleanField(_("补录"), default=False)

    organisation_id: int
    division_id: str
    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("外部办件")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="hub_one_record"),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, closed_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(closed_at__isnull=True)),
                name="hub_closed_when_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="hub_record_organisation"),
            models.Index(fields=["division", "-id"], name="hub_record_division"),
            models.Index(fields=["number"], name="hub_record_number"),
            models.Index(fields=["received_at"], name="hub_record_received"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """The reference of its chain in the ledger."""
        return f"hub:{self.pk}"

    @property
    def steps(self) -> list[dict[str, Any]]:
        return list(json.loads(self.steps_text))

    @property
    def shown_steps(self) -> list[dict[str, Any]]:
        """Its steps with instants instead of text, for pages."""
        return [
            {
                key: datetime.fromisoformat(value) if key.endswith("_at") and value else value
                for key, value in step.items()
            }
            for step in self.steps
        ]


class Batch(models.Model):
    """What came in one request, and what became of each line."""

    token = models.CharField(max_length=32, unique=True)
    source = models.CharField(max_length=80)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    key = models.CharField(max_length=100, null=True)
    digest = models.CharField(max_length=64)
    lines = models.PositiveIntegerField()
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    wrong_text = models.TextField(default="[]")  # the first thousand things that are wrong
    received_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("报送批次")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key"], condition=Q(key__isnull=False), name="hub_batch_key"
            )
        ]
        indexes = [models.Index(fields=["source", "-id"], name="hub_batch_source")]

    def __str__(self) -> str:
        return self.token

    @property
    def wrong(self) -> list[Wrong]:
        return [Wrong(**one) for one in json.loads(self.wrong_text)]
