"""Whom a decision touches beside the applicant."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.cases.models.cases import Case
from tongban.cases.querysets import InterestedQuerySet
from tongban.core.vault.fields import SealedField
from tongban.core.vault.rules import mask_phone


class Interested(models.Model):
    """利害关系人 in a case (行政许可法 §36, §47): told, heard, told of the decision.

    Somebody of whom only a name and an address are known has no `party`: a paper goes out, and
    what is said at the counter is written down.
    """

    class Way(models.TextChoices):
        ONLINE = "online", _("网上提交")
        RECORDED = "recorded", _("经办人记录")

    case = models.ForeignKey(Case, models.CASCADE, related_name="interested")
    party = models.ForeignKey("parties.Party", models.PROTECT, null=True, related_name="+")
    token = models.CharField(max_length=32, unique=True)
    name = models.CharField(_("利害关系人"), max_length=200)
    contact = SealedField(default="")  # address or telephone
    interest = models.TextField(_("与申请事项的重大利益关系"))
    told_at = models.DateTimeField(_("告知时间"))
    answer_until = models.DateTimeField(_("陈述期限"))
    opinion = models.TextField(_("意见"), blank=True, default="")
    opinion_at = models.DateTimeField(_("陈述时间"), null=True, blank=True)
    opinion_by = models.CharField(max_length=80, blank=True, default="")
    opinion_way = models.CharField(max_length=8, choices=Way.choices, blank=True, default="")
    hearing_at = models.DateTimeField(_("申请听证时间"), null=True, blank=True)

    case_id: int
    party_id: int | None
    objects = InterestedQuerySet.as_manager()

    class Meta:
        verbose_name = _("利害关系人")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "party"],
                condition=Q(party__isnull=False),
                name="cases_interested_once",
            )
        ]

    def __str__(self) -> str:
        return self.token

    @property
    def masked(self) -> str:
        """Where they are reached, as it may be shown without a recorded reading."""
        plain = str(self.contact)
        return mask_phone(plain) if plain.isdigit() else f"{plain[:6]}……" if plain else ""

    @property
    def subject(self) -> str:
        """The reference that the papers to this person carry."""
        return f"interested:{self.pk}"
