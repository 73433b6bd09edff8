"""What a case means for a licence: its renewal (许可法 §50), its end (§70)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.cases import states
from tongban.cases.models.cases import Case
from tongban.cases.querysets import CancellationQuerySet


class Renewal(models.Model):
    """延续 of one licence (行政许可法 §50): asked for in a case, decided before its last day."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="renewal")
    licence = models.ForeignKey("licences.Licence", models.PROTECT, related_name="+")
    ends = models.DateField(_("原有效期至"))
    late = models.BooleanField(_("逾期提出"), default=False)
    outcome = models.CharField(
        max_length=8, choices=list(states.RENEWAL.items()), blank=True, default=""
    )
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    renewed = models.ForeignKey(
        "licences.Licence", models.PROTECT, null=True, blank=True, related_name="+"
    )
    term_from = models.DateField(_("延续自"), null=True, blank=True)
    term_to = models.DateField(_("延续至"), null=True, blank=True)

    licence_id: int

    class Meta:
        verbose_name = _("延续")
        constraints = [
            models.UniqueConstraint(
                fields=["licence"], condition=models.Q(outcome=""), name="cases_renewal_one_open"
            )
        ]
        indexes = [
            models.Index(
                fields=["ends"],
                condition=models.Q(outcome="", late=False),
                name="cases_renewal_running",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.outcome or '-'}"


class Cancellation(models.Model):
    """注销 of a licence (行政许可法 §70): on the holder's request (`case`), or ex officio, proposed
    on a ground with its evidence and decided by somebody else. The public reads `notice`."""

    licence = models.ForeignKey("licences.Licence", models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, models.CASCADE, null=True, related_name="cancellation")
    ground = models.CharField(_("情形"), max_length=12)
    reason = models.TextField(_("事实和理由"))
    evidence = models.TextField(_("证据"), blank=True, default="")
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField(_("提出时间"))
    outcome = models.CharField(
        max_length=10, choices=list(states.CANCELLATION.items()), blank=True, default=""
    )
    ruling = models.TextField(_("决定的理由"), blank=True, default="")
    decided_by = models.CharField(max_length=80, blank=True, default="")
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    notice = models.TextField(_("公告"), blank=True, default="")

    licence_id: int
    objects = CancellationQuerySet.as_manager()

    class Meta:
        verbose_name = _("注销")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["licence"],
                condition=models.Q(outcome=""),
                name="cases_cancellation_one_open",
            )
        ]
        indexes = [
            models.Index(
                fields=["-id"],
                condition=models.Q(outcome="cancelled"),
                name="cases_cancellation_notices",
            )
        ]

    def __str__(self) -> str:
        return f"{self.licence_id}/{self.outcome or '-'}"

    @property
    def subject(self) -> str:
        """The reference that its paper and the licence's ledger carry."""
        return f"cancellation:{self.pk}"
