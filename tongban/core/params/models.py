"""Dated parameters: every number of the law that may change is a row with its source."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.core.params.types import DAY_KINDS, UNITS


class Row(models.Model):
    """One value of one parameter for one division (none: everywhere) from one day on.

    `effective_to` is the last day on which it holds; empty while it holds.
    """

    code = models.CharField(_("代码"), max_length=80)
    name = models.CharField(_("名称"), max_length=120)
    division = models.ForeignKey(
        "divisions.Division",
        verbose_name=_("适用区划"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    value = models.CharField(_("值"), max_length=200)
    unit = models.CharField(_("单位"), max_length=10, choices=list(UNITS.items()))
    day_kind = models.CharField(
        _("日的种类"), max_length=10, blank=True, default="", choices=list(DAY_KINDS.items())
    )
    direction = models.CharField(_("方向"), max_length=10, default="forward")
    effective_from = models.DateField(_("生效日"))
    effective_to = models.DateField(_("失效日"), null=True, blank=True)
    source = models.CharField(_("依据"), max_length=300)
    certain = models.BooleanField(_("依据已核实"), default=True)
    note = models.CharField(_("说明"), max_length=300, blank=True, default="")

    division_id: str | None

    class Meta:
        ordering = ("code", "effective_from", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "division", "effective_from"], name="param_once_per_day"
            ),
            # NULL divisions never equal one another, so "everywhere" needs its own rule.
            models.UniqueConstraint(
                fields=["code", "effective_from"],
                name="param_once_per_day_everywhere",
                condition=models.Q(division__isnull=True),
            ),
        ]
        verbose_name = _("参数")
        verbose_name_plural = _("参数")

    def __str__(self) -> str:
        return f"{self.code}={self.value}"
