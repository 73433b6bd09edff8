"""Systems elsewhere without an interface, what must be typed into them, and what was corrected."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.catalogue.types import Timing
from tongban.reentry.querysets import DutyQuerySet
from tongban.reentry.states import DONE, DUTY, WAITING

TIMINGS = ((Timing.AFTER.value, _("受理后")), (Timing.BEFORE.value, _("作出决定前")))


class System(models.Model):
    """One outside system 外部系统, as the service office keeps it; editions name it by its code."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("系统名称"), max_length=120)
    keeper = models.CharField(_("谁管的"), max_length=120)
    address = models.URLField(_("网址"), max_length=200, blank=True, default="")
    pattern = models.CharField(_("回执号格式"), max_length=120, blank=True, default="")
    sample = models.CharField(_("回执号样例"), max_length=64, blank=True, default="")
    # Once it has an interface, or is no more, nothing has to be typed in any longer.
    interface = models.BooleanField(_("已经有接口"), default=False)
    active = models.BooleanField(_("在用"), default=True)
    note = models.CharField(_("说明"), max_length=300, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("外部系统")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def by_hand(self) -> bool:
        """Whether cases have to be typed into it."""
        return self.active and not self.interface

    @property
    def subject(self) -> str:
        """The reference of its chain in the ledger."""
        return f"outside:{self.pk}"


class Duty(models.Model):
    """One case that must be typed into one system, from its acceptance on."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    system = models.ForeignKey(System, models.PROTECT, related_name="duties")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    timing = models.CharField(_("什么时候录入"), max_length=8, choices=TIMINGS)
    basis = models.CharField(_("要求录入的文件"), max_length=300, blank=True, default="")
    state = models.CharField(max_length=10, choices=list(DUTY.items()), default=WAITING)
    accepted_at = models.DateTimeField(_("受理时间"))
    # When the first receipt number was typed in, and by whom; a correction has its own row.
    number = models.CharField(_("回执号"), max_length=64, blank=True, default="")
    entered_at = models.DateTimeField(_("录入时间"), null=True)
    entered_by = models.CharField(max_length=100, blank=True, default="")
    entered_for = models.CharField(max_length=100, blank=True, default="")
    corrected_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_why = models.CharField(max_length=100, blank=True, default="")

    case_id: int
    organisation_id: int
    system_id: int
    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("二次录入")
        constraints = [
            models.UniqueConstraint(fields=["case", "system"], name="reentry_one_duty"),
            models.UniqueConstraint(
                fields=["system", "number"], condition=~Q(number=""), name="reentry_one_number"
            ),
            models.CheckConstraint(
                condition=(Q(state=DONE, entered_at__isnull=False) & ~Q(number=""))
                | (~Q(state=DONE) & Q(number="", entered_at__isnull=True)),
                name="reentry_done_has_number",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "accepted_at", "id"],
                condition=Q(state=WAITING),
                name="reentry_waiting",
            ),
            models.Index(
                fields=["organisation", "-entered_at", "-id"],
                condition=Q(state=DONE),
                name="reentry_done",
            ),
            models.Index(fields=["entered_at"], name="reentry_entered"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.system_id}"


class Former(models.Model):
    """A receipt number that was corrected: what stood there, until when, and why no longer."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="formers")
    number = models.CharField(max_length=64)
    replaced_at = models.DateTimeField()
    replaced_by = models.CharField(max_length=100)
    reason = models.CharField(max_length=200)

    duty_id: int
    objects: "models.Manager[Any]" = models.Manager()

    class Meta:
        verbose_name = _("更正前的回执号")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.number
