"""Values that were published: as they stood at a cut-off, for good."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.core.figures.querysets import FrozenQuerySet


class Frozen(models.Model):
    """One figure's value for a place and a period at a cut-off; immutable.

    The basis is kept as it was worded then. `origin` says whether it was computed or reported.
    """

    figure = models.CharField(_("指标"), max_length=80)
    division = models.CharField(_("行政区划"), max_length=12, blank=True, default="")
    first = models.DateField(_("起"), null=True, blank=True)
    last = models.DateField(_("止"), null=True, blank=True)
    # Both days as text, "" without a period: SQLite cannot keep NULLs unique.
    span = models.CharField(max_length=21, blank=True, default="")
    cut_off = models.DateTimeField(_("截止时间"))
    numerator = models.DecimalField(max_digits=24, decimal_places=6)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    basis = models.TextField(_("口径"))
    origin = models.CharField(
        max_length=8, choices=[("computed", _("计算")), ("reported", _("填报"))], default="computed"
    )
    source = models.CharField(_("来源"), max_length=200, blank=True, default="")
    at = models.DateTimeField(_("冻结时间"))
    by = models.CharField(max_length=80)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("冻结的指标值")
        ordering = ["figure", "division", "cut_off"]
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "division", "span", "cut_off"], name="frozen_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.figure}@{self.division}:{self.value}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("frozen figures are immutable")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("frozen figures are immutable")
