"""Divisions: 省, 市, 县, 乡, 村 and the zones that are none of them."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.core.divisions.querysets import DivisionQuerySet
from tongban.core.divisions.types import LEVELS

if TYPE_CHECKING:
    from django.db.models.manager import Manager


class Division(models.Model):
    """One administrative division.

    The code is the key (so `division_id` of any row *is* the code): 6 digits of GB/T 2260 down to
    the county, 9 and 12 digits of the statistical list below it, or a code of our own (`own`).
    `path` holds the codes from the top to this one, each followed by `/`, so that descendants are
    one prefix search and ancestors one IN.
    """

    code = models.CharField(_("代码"), max_length=12, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    short_name = models.CharField(_("简称"), max_length=60)
    level = models.CharField(_("级别"), max_length=10, choices=list(LEVELS.items()))
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    path = models.CharField(_("路径"), max_length=80, db_index=True)
    pinyin = models.CharField(_("拼音"), max_length=200)
    own = models.BooleanField(_("自编代码"), default=False)

    parent_id: str | None
    objects = DivisionQuerySet.as_manager()
    if TYPE_CHECKING:
        children: "Manager[Division]"

    class Meta:
        ordering = ("path",)
        indexes = [models.Index(fields=["parent", "pinyin"], name="division_parent_pinyin")]
        verbose_name = _("行政区划")
        verbose_name_plural = _("行政区划")

    def __str__(self) -> str:
        return self.name
