"""Visits: 上门办 and 延时办 that somebody asked for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.core.vault.fields import SealedField
from tongban.windows.querysets import VisitQuerySet
from tongban.windows.states import ASKED, VISIT
from tongban.windows.types import KINDS, PARTS, WHY

ALL_PARTS = [(code, label) for parts in PARTS.values() for code, label in parts.items()]


class Visit(models.Model):
    """Somebody asks to be served at home, or outside the hours; the window agrees on a moment."""

    number = models.CharField(_("预约号"), max_length=40, unique=True)
    kind = models.CharField(_("方式"), max_length=8, choices=list(KINDS.items()))
    implementation = models.ForeignKey("catalogue.Implementation", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    why = models.CharField(_("原因"), max_length=10, choices=list(WHY.items()), blank=True)
    wanted_on = models.DateField(_("希望哪天"))
    wanted_part = models.CharField(_("希望时段"), max_length=8, choices=ALL_PARTS)
    address = SealedField(_("地址"), default="")
    phone = SealedField(_("联系电话"), default="")
    note = models.CharField(_("备注"), max_length=500, blank=True, default="")
    state = models.CharField(max_length=10, choices=list(VISIT.items()), default=ASKED)
    asked_at = models.DateTimeField(_("提出时间"))
    answer_by = models.DateTimeField(_("答复期限"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    agreed_for = models.DateTimeField(_("约定时间"), null=True)
    staff = models.CharField(_("谁来办"), max_length=100, blank=True, default="")
    answer = models.CharField(_("答复"), max_length=300, blank=True, default="")
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    organisation_id: int
    party_id: int
    account_id: int | None
    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("上门、延时服务")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "implementation", "kind"],
                condition=models.Q(state__in=["asked", "agreed"]),
                name="windows_visit_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="agreed") | models.Q(agreed_for__isnull=False),
                name="windows_agreed_has_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "answer_by"],
                condition=models.Q(state__in=["asked", "agreed"]),
                name="windows_visit_open",
            ),
            models.Index(fields=["organisation", "-id"], name="windows_visit_body"),
            models.Index(fields=["ended_at"], name="windows_visit_ended"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """The reference of its chain in the ledger, and of its sealed fields."""
        return f"visit:{self.pk}"
