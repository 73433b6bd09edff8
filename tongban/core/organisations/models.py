"""Organisations: bodies of government, public institutions and partners."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.core.organisations.querysets import OrganisationQuerySet
from tongban.core.organisations.types import KINDS, PARTNER_KINDS


class Organisation(models.Model):
    """One organisation. `path` holds the ids from the top to this one, each followed by `/`."""

    code = models.CharField(_("代码"), max_length=40, unique=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60)
    kind = models.CharField(_("类别"), max_length=12, choices=list(KINDS.items()))
    partner_kind = models.CharField(
        _("合作类别"), max_length=12, blank=True, default="", choices=list(PARTNER_KINDS.items())
    )
    division = models.ForeignKey(
        "divisions.Division", verbose_name=_("区划"), on_delete=models.PROTECT, related_name="+"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    path = models.CharField(_("路径"), max_length=200, blank=True, default="", db_index=True)
    pinyin = models.CharField(_("拼音"), max_length=240, db_index=True)
    phone = models.CharField(_("咨询电话"), max_length=40, blank=True, default="")
    complaint_phone = models.CharField(_("投诉电话"), max_length=40, blank=True, default="")
    address = models.CharField(_("地址"), max_length=200, blank=True, default="")
    hours = models.CharField(_("办公时间"), max_length=200, blank=True, default="")
    active = models.BooleanField(_("在用"), default=True)

    division_id: str
    parent_id: int | None
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("pinyin", "id")
        verbose_name = _("机构")
        verbose_name_plural = _("机构")

    def __str__(self) -> str:
        return self.name
