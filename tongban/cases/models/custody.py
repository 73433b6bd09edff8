"""What a window took in for the body of another place, and the originals that it keeps."""

import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.cases.models.cases import Case
from tongban.cases.querysets import CustodyQuerySet


class Custody(models.Model):
    """异地代收 of one case: where it was handed in, and who keeps its original papers.

    The deciding body owns the case and its clock; the receiving window keeps the originals and
    gives them back (国办发〔2020〕35号).
    """

    class State(models.TextChoices):
        NONE = "none", _("没有留原件")
        KEPT = "kept", _("代收窗口保管")
        RETURNED = "returned", _("已还")

    case = models.OneToOneField(Case, models.CASCADE, related_name="custody")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(_("收件时间"))
    taken_by = models.CharField(max_length=100)
    state = models.CharField(_("原件"), max_length=10, choices=State.choices, default=State.NONE)
    papers_text = models.TextField(_("原件清单"), default="[]")  # names, as they were kept
    kept_at = models.DateTimeField(_("留存时间"), null=True, blank=True)
    returned_at = models.DateTimeField(_("归还时间"), null=True, blank=True)
    returned_to = models.CharField(_("领取人"), max_length=100, blank=True, default="")

    case_id: int
    organisation_id: int
    objects = CustodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("异地代收")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="cases_custody_body"),
            models.Index(
                fields=["organisation", "kept_at"],
                condition=models.Q(state="kept"),
                name="cases_custody_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"custody:{self.pk}"

    @property
    def subject(self) -> str:
        """The reference of its chain in the ledger."""
        return f"custody:{self.pk}"

    @property
    def papers(self) -> list[str]:
        """The names of the originals that were kept."""
        return list(json.loads(self.papers_text))
