"""Granted permits that are not made public."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.cases.models.cases import Case
from tongban.cases.states import WITHHELD


class Withheld(models.Model):
    """不予公开 of one case's grant (政府信息公开条例 §14, §15), until it is taken back."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="withheld")
    ground = models.CharField(_("依据"), max_length=10, choices=list(WITHHELD.items()))
    reason = models.CharField(_("理由"), max_length=500)
    at = models.DateTimeField(_("决定时间"))
    by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(_("恢复公开"), null=True, blank=True)
    ended_by = models.CharField(max_length=100, blank=True, default="")

    case_id: int
    objects: "models.Manager[Any]" = models.Manager()

    class Meta:
        verbose_name = _("不予公开")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="cases_withheld_once"
            )
        ]

    def __str__(self) -> str:
        return f"withheld:{self.pk}"

    @property
    def subject(self) -> str:
        """The reference of the case's chain about what is public of it."""
        return f"withheld:{self.case_id}"
