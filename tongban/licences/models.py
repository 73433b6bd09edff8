"""Licence types, and the licences themselves."""

import json
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.licences.querysets import LicenceQuerySet
from tongban.licences.types import LIVE, STATUS_TITLES, Making, Status


class LicenceType(models.Model):
    """A kind of licence 证照类型.

    `code` has the 21 characters of GB/T 36904 (USCC of the body that defines the type + 3 digits);
    `document_type` is the code by which the catalogue names it as a result or a proof. `certain`
    is False where the code or the term was not read at a source.
    """

    code = models.CharField(_("证照类型代码"), max_length=21, unique=True)
    document_type = models.CharField(_("文书类型"), max_length=80, unique=True)
    title = models.CharField(_("名称"), max_length=80)
    holder_kinds = models.CharField(_("持证主体类型"), max_length=60)
    years = models.PositiveSmallIntegerField(_("默认有效期（年）"), null=True, blank=True)
    multi = models.BooleanField(_("同一主体可持多份"), default=False)
    numbering = models.CharField(_("编号规则"), max_length=80)
    scope_label = models.CharField(_("许可内容标题"), max_length=40)
    labels = models.TextField(_("照面字段"), default="{}")
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    template = models.CharField(_("版式"), max_length=60, default="licences.certificate")
    kicker = models.CharField(_("证件类别"), max_length=40, blank=True)
    certain = models.BooleanField(_("已核实"), default=False)

    class Meta:
        ordering = ("code",)
        verbose_name = _("证照类型")
        verbose_name_plural = _("证照类型")

    def __str__(self) -> str:
        return self.title

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(filter(None, self.holder_kinds.split(",")))

    @property
    def faces(self) -> dict[str, str]:
        """Labels of the data shown on the face of the licence, in order."""
        return dict(json.loads(self.labels))


class Licence(models.Model):
    """One licence, in force from the commit of this row.

    `title` is the type's unless a generic type (批文) bears the name of its own matter. `multi`
    repeats the type's rule, because a constraint cannot look into another table. `data` is
    canonical JSON text. `source` is the subject that brought it about ("case:12"), empty when it
    was taken over from elsewhere.
    """

    type = models.ForeignKey(
        LicenceType, verbose_name=_("类型"), on_delete=models.PROTECT, related_name="licences"
    )
    title = models.CharField(_("证照名称"), max_length=80)
    number = models.CharField(_("证照编号"), max_length=80)
    identifier = models.CharField(_("证照标识"), max_length=120, unique=True)
    token = models.CharField(_("取用令牌"), max_length=40, unique=True)
    holder = models.ForeignKey(
        "parties.Party", verbose_name=_("持证主体"), on_delete=models.PROTECT, related_name="+"
    )
    holder_name = models.CharField(_("持证主体名称"), max_length=200)
    holder_masked = models.CharField(_("持证主体（脱敏）"), max_length=200)
    holder_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name=_("颁发机构"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    organisation_name = models.CharField(_("颁发机构名称"), max_length=120)
    division = models.ForeignKey(
        "divisions.Division",
        verbose_name=_("行政区划"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    data = models.TextField(_("照面内容"), default="{}")
    valid_from = models.DateField(_("有效期自"))
    valid_to = models.DateField(_("有效期至"), null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=12, choices=list(STATUS_TITLES.items()), default=Status.VALID
    )
    status_since = models.DateTimeField(_("状态起始"))
    status_reason = models.CharField(_("状态原因"), max_length=300, blank=True)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("替换"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
    )
    source = models.CharField(_("来源"), max_length=80, blank=True)
    multi = models.BooleanField(_("可持多份"), default=False)
    making = models.CharField(
        _("制证"),
        max_length=8,
        choices=[(Making.MAKING, _("正在制证")), (Making.READY, _("已制成"))],
        default=Making.MAKING,
    )
    statement = models.TextField(_("签名声明"), blank=True)
    file = models.CharField(_("文件令牌"), max_length=60, blank=True)
    made_at = models.DateTimeField(_("制成时间"), null=True, blank=True)
    issued_at = models.DateTimeField(_("颁发时间"))

    holder_id: int
    organisation_id: int
    division_id: str
    objects = LicenceQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("证照")
        verbose_name_plural = _("证照")
        constraints = [
            models.UniqueConstraint(
                fields=["type", "holder"],
                condition=Q(status__in=sorted(LIVE), multi=False),
                name="licence_one_live",
            ),
            models.UniqueConstraint(
                fields=["source", "type", "holder"],
                condition=~Q(source=""),
                name="licence_once_a_source",
            ),
            models.UniqueConstraint(
                fields=["type", "number", "version"], name="licence_number_version"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="licence_dates_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["number"], name="licence_number"),
            models.Index(fields=["holder", "-id"], name="licence_holder"),
            models.Index(fields=["organisation", "-id"], name="licence_organisation"),
            models.Index(
                fields=["valid_to"],
                condition=Q(status__in=sorted(LIVE), valid_to__isnull=False),
                name="licence_expiring",
            ),
            models.Index(
                fields=["id"], condition=Q(making=Making.MAKING), name="licence_in_making"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def subject(self) -> str:
        """The ref under which the ledger, files and ratings know this licence."""
        return f"licence:{self.pk}"

    @property
    def content(self) -> dict[str, Any]:
        """The face's values by key."""
        return dict(json.loads(self.data))

    @property
    def status_title(self) -> str:
        return STATUS_TITLES.get(self.status, self.status)

    def in_force(self, on: date) -> bool:
        """Whether it gives its holder the right on that local day."""
        return (
            self.status == Status.VALID
            and self.valid_from <= on
            and (self.valid_to is None or on <= self.valid_to)
        )
