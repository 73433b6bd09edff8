"""Drafts, and the cases that become of them."""

import json
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tongban.cases.querysets import CaseQuerySet, DraftQuerySet
from tongban.core.vault.fields import SealedField


class Channel(models.TextChoices):
    WEB = "web", _("网上申请")
    HALL = "hall", _("窗口申请")
    API = "api", _("接口报送")


class Draft(models.Model):
    """An application that is being written. Typed values are personal, so they are sealed."""

    token = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    applicant = models.ForeignKey("parties.Party", models.PROTECT, null=True, related_name="+")
    edition = models.ForeignKey("catalogue.Edition", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.WEB)
    answers = models.TextField(default="{}")
    data = SealedField(default="{}")
    # Which licence it is about, where the matter renews or ends one.
    licence = models.ForeignKey("licences.Licence", models.PROTECT, null=True, related_name="+")
    # 容缺: the applicant promises to hand in later what may be handed in later.
    defers = models.BooleanField(_("承诺后补"), default=False)
    # 异地代收: the window's body and place, where it is taken in for the body of another place.
    taken_by = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True, blank=True)
    case = models.OneToOneField(
        "cases.Case", models.SET_NULL, null=True, blank=True, related_name="draft"
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("草稿")
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["account", "-saved_at"], name="cases_draft_account")]

    def __str__(self) -> str:
        return self.token

    @property
    def subject(self) -> str:
        """The reference that its files are bound to until it is submitted."""
        return f"draft:{self.pk}"

    @property
    def answered(self) -> dict[str, str]:
        return dict(json.loads(self.answers))

    @property
    def typed(self) -> dict[str, Any]:
        return dict(json.loads(self.data or "{}"))


class DraftFile(models.Model):
    """A file uploaded for one material of a draft."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    material = models.CharField(max_length=60)
    token = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """One application 办件. State, clocks, tasks and numbers are its work item's."""

    item = models.OneToOneField("workflow.WorkItem", models.PROTECT, related_name="case")
    edition = models.ForeignKey("catalogue.Edition", models.PROTECT, related_name="+")
    applicant = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")
    agent = models.ForeignKey("parties.Party", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.WEB)
    token = models.CharField(max_length=32, unique=True)
    answers = models.TextField(default="{}")
    data = SealedField(default="{}")
    applicant_name = models.CharField(_("申请人"), max_length=200)
    received_at = models.DateTimeField(_("收件时间"))
    accepted_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    reason = models.TextField(_("理由"), blank=True, default="")
    redirect = models.CharField(_("应当向其申请的机关"), max_length=200, blank=True, default="")
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    task_code: str  # these two where it was loaded `for_work`
    body: str
    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("办件")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.token

    @property
    def subject(self) -> str:
        """The reference that files, papers, licences and ratings carry."""
        return f"case:{self.pk}"

    @property
    def answered(self) -> dict[str, str]:
        return dict(json.loads(self.answers))

    @cached_property
    def typed(self) -> dict[str, Any]:
        return dict(json.loads(self.data or "{}"))
