"""Licence types with their versions, and the licences themselves."""

import json
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tongban.core.vault.fields import SealedField
from tongban.licences.querysets import LicenceQuerySet, ThroughLicence
from tongban.licences.types import (
    LIVE,
    STATUS_TITLES,
    USE_KINDS,
    VERSION_KINDS,
    Making,
    Status,
    TypeField,
)


class LicenceType(models.Model):
    """A kind of licence 证照类型, as its newest version says.

    `code` has the 21 characters of GB/T 36904 (USCC of the body that defines the type + 3 digits);
    `document_type` is the code by which the catalogue names it as a result or a proof. `certain`
    is False where the code or the term was not read at a source. The columns repeat the newest
    TypeVersion's, because every issue asks for them. `retired_on` is the first day on which it is
    not issued any more; what was issued before lives on.
    """

    code = models.CharField(_("证照类型代码"), max_length=21, unique=True)
    document_type = models.CharField(_("文书类型"), max_length=80, unique=True)
    title = models.CharField(_("名称"), max_length=80)
    holder_kinds = models.CharField(_("持证主体类型"), max_length=60)
    years = models.PositiveSmallIntegerField(_("默认有效期（年）"), null=True, blank=True)
    multi = models.BooleanField(_("同一主体可持多份"), default=False)
    numbering = models.CharField(_("编号规则"), max_length=80)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    template = models.CharField(_("版式"), max_length=60, default="licences.certificate")
    kicker = models.CharField(_("证件类别"), max_length=40, blank=True)
    certain = models.BooleanField(_("已核实"), default=False)
    version = models.PositiveSmallIntegerField(_("现行版本"), default=1)
    retired_on = models.DateField(_("停止颁发"), null=True, blank=True)
    retired_reason = models.CharField(_("停止颁发的原因"), max_length=200, blank=True)

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
    def subject(self) -> str:
        """The ref under which the ledger knows this type."""
        return f"licence-type:{self.code}"

    @cached_property
    def current(self) -> "TypeVersion":
        """The newest version; one query an instance."""
        return TypeVersion.objects.get(type=self, number=self.version)


class TypeVersion(models.Model):
    """One version of a type, never changed: a licence keeps the face under which it was issued."""

    type = models.ForeignKey(
        LicenceType, verbose_name=_("类型"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("版本"))
    title = models.CharField(_("名称"), max_length=80)
    holder_kinds = models.CharField(_("持证主体类型"), max_length=60)
    years = models.PositiveSmallIntegerField(_("默认有效期（年）"), null=True, blank=True)
    multi = models.BooleanField(_("同一主体可持多份"), default=False)
    numbering = models.CharField(_("编号规则"), max_length=80)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    kicker = models.CharField(_("证件类别"), max_length=40, blank=True)
    fields_text = models.TextField(_("照面字段"), default="[]")
    change_note = models.CharField(_("修订说明"), max_length=200, blank=True)
    effective_from = models.DateField(_("施行日期"))
    published_at = models.DateTimeField(_("公布时间"))
    published_by = models.CharField(_("公布人"), max_length=80)

    type_id: int

    class Meta:
        ordering = ("type_id", "-number")
        verbose_name = _("证照类型版本")
        verbose_name_plural = _("证照类型版本")
        constraints = [
            models.UniqueConstraint(fields=["type", "number"], name="licence_type_version"),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @cached_property
    def fields(self) -> tuple[TypeField, ...]:
        """What stands on the face, in order."""
        return tuple(TypeField(**row) for row in json.loads(self.fields_text))

    @property
    def faces(self) -> dict[str, str]:
        """Labels of what stands on the face, by key, in order."""
        return {one.key: one.label for one in self.fields}


class Licence(models.Model):
    """One licence, in force from the commit of this row.

    `title` is the type's unless a generic type (批文) bears the name of its own matter. `multi`
    repeats the type's rule, because a constraint cannot look into another table. `terms` is the
    version of the type whose face it bears. `issued_on` is the day printed on it, `issued_at` the
    instant at which this row came into being. `data` is canonical JSON text. `source` is the
    subject that brought it about ("case:12"), empty when it was taken over from elsewhere.
    """

    type = models.ForeignKey(
        LicenceType, verbose_name=_("类型"), on_delete=models.PROTECT, related_name="licences"
    )
    terms = models.ForeignKey(
        TypeVersion, verbose_name=_("类型版本"), on_delete=models.PROTECT, related_name="+"
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
    issued_on = models.DateField(_("颁发日期"))
    valid_from = models.DateField(_("有效期自"))
    valid_to = models.DateField(_("有效期至"), null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=12, choices=list(STATUS_TITLES.items()), default=Status.VALID
    )
    status_since = models.DateTimeField(_("状态起始"))
    status_reason = models.CharField(_("状态原因"), max_length=300, blank=True)
    status_basis = models.CharField(_("状态依据"), max_length=200, blank=True)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    version_kind = models.CharField(
        _("版本缘由"), max_length=8, choices=list(VERSION_KINDS.items()), default="first"
    )
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
    # The licence proper (OFD); what was made before there were any is made up for by a tick.
    original = models.CharField(_("原件令牌"), max_length=60, blank=True, default="")
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
            models.Index(
                fields=["id"],
                condition=Q(making=Making.READY, original=""),
                name="licence_without_original",
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

    @property
    def superseded(self) -> bool:
        """Whether a newer version has taken its place; costs a query unless that is loaded."""
        return hasattr(self, "replaced_by")

    def in_force(self, on: date) -> bool:
        """Whether it gives its holder the right on that local day."""
        return (
            self.status == Status.VALID
            and self.valid_from <= on
            and (self.valid_to is None or on <= self.valid_to)
        )


class Share(models.Model):
    """That the holder shows a licence under a short-lived code, for one purpose 出示授权.

    `shown` are the keys of the face that whoever has the code may see. The code is kept sealed,
    so that the holder can read it again while it holds, and looked up by its blind index.
    """

    licence = models.ForeignKey(
        Licence, verbose_name=_("证照"), on_delete=models.CASCADE, related_name="shares"
    )
    token = models.CharField(_("令牌"), max_length=32, unique=True)
    code = SealedField(_("出示码"))
    code_blind = models.CharField(max_length=100, unique=True)
    purpose = models.CharField(_("用途"), max_length=60)
    shown_text = models.TextField(_("可见内容"), default="[]")
    once = models.BooleanField(_("只能看一次"), default=True)
    created_at = models.DateTimeField(_("创建"))
    created_by = models.CharField(_("创建人"), max_length=80)
    valid_until = models.DateTimeField(_("有效至"))
    used_count = models.PositiveIntegerField(_("查看次数"), default=0)
    revoked_at = models.DateTimeField(_("撤回"), null=True, blank=True)

    licence_id: int
    objects = ThroughLicence.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("出示授权")
        verbose_name_plural = _("出示授权")

    def __str__(self) -> str:
        return self.token

    @property
    def shown(self) -> frozenset[str]:
        return frozenset(json.loads(self.shown_text))

    def open_at(self, now: datetime) -> bool:
        """Whether the code may still be used."""
        spent = self.once and self.used_count > 0
        return self.revoked_at is None and now < self.valid_until and not spent


class Use(models.Model):
    """That somebody saw or called a licence 调用记录; the holder reads every one.

    `kind`: "share" (by the holder's code), "case" (in place of a paper in an application), "api"
    (a department's system). `viewer` is who, in words, and for a share what they said of
    themselves; `source` the subject it was for ("case:12"). `digest` is of the snapshot given.
    """

    licence = models.ForeignKey(
        Licence, verbose_name=_("证照"), on_delete=models.PROTECT, related_name="uses"
    )
    kind = models.CharField(_("方式"), max_length=8, choices=list(USE_KINDS.items()))
    at = models.DateTimeField(_("时间"))
    viewer = models.CharField(_("查看方"), max_length=120)
    actor = models.CharField(_("经手"), max_length=80, blank=True)
    purpose = models.CharField(_("用途"), max_length=120)
    reference = models.CharField(_("业务编号"), max_length=80, blank=True)
    source = models.CharField(_("来源"), max_length=80, blank=True)
    share = models.ForeignKey(
        Share, verbose_name=_("出示授权"), null=True, on_delete=models.SET_NULL, related_name="uses"
    )
    digest = models.CharField(_("快照摘要"), max_length=80, blank=True)

    licence_id: int
    objects = ThroughLicence.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("调用记录")
        verbose_name_plural = _("调用记录")
        constraints = [
            models.UniqueConstraint(
                fields=["licence", "source"], condition=~Q(source=""), name="licence_use_once"
            ),
        ]
        indexes = [
            models.Index(fields=["licence", "-id"], name="licence_use_licence"),
            models.Index(fields=["at"], name="licence_use_at"),
        ]

    def __str__(self) -> str:
        return f"{self.viewer} {self.purpose}"
