"""What the law adds to a case: hearing, deferral, commitment, revocation."""

import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.cases import states
from tongban.cases.models.cases import Case


class Hearing(models.Model):
    """听证 in a case (行政许可法 §46–48). What the law counts, the item's clocks count."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="hearing")
    state = models.CharField(_("状态"), max_length=8, choices=list(states.HEARING.items()))
    reason = models.TextField(_("事由"))  # which interest is at stake, or which rule asks for it
    told_at = models.DateTimeField(_("告知时间"), null=True, blank=True)
    ask_until = models.DateTimeField(_("申请期限"), null=True, blank=True)
    asked_at = models.DateTimeField(_("申请时间"), null=True, blank=True)
    asked_by = models.CharField(_("申请人"), max_length=80, blank=True, default="")
    hold_until = models.DateTimeField(_("组织期限"), null=True, blank=True)
    called_at = models.DateTimeField(_("通知时间"), null=True, blank=True)
    held_at = models.DateTimeField(_("听证时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=200, blank=True, default="")
    presider = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, blank=True, related_name="+"
    )
    attended = models.TextField(_("参加人"), blank=True, default="")
    minutes = models.TextField(_("笔录"), blank=True, default="")

    class Meta:
        verbose_name = _("听证")

    def __str__(self) -> str:
        return f"{self.case_id}/{self.state}"


class Deferral(models.Model):
    """容缺受理: accepted with the main materials, the others promised by a day."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="deferral")
    codes = models.TextField()  # of the materials still to come
    promise = models.TextField(_("承诺内容"))
    signed_by = models.CharField(_("承诺人"), max_length=200)
    signed_at = models.DateTimeField(_("承诺时间"))
    due_at = models.DateTimeField(_("补交期限"), null=True, blank=True)
    supplied_at = models.DateTimeField(_("补交时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("容缺受理")

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def listed(self) -> tuple[str, ...]:
        return tuple(json.loads(self.codes))


class Commitment(models.Model):
    """告知承诺: what was told and promised, word for word, by whom, and what the check found."""

    class Outcome(models.TextChoices):
        OPEN = "", _("待核查")
        KEPT = "kept", _("承诺属实")
        UNKEPT = "unkept", _("承诺不实")

    case = models.OneToOneField(Case, models.CASCADE, related_name="commitment")
    applicant = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")
    text = models.TextField(_("告知和承诺的内容"))
    signed_by = models.CharField(_("承诺人"), max_length=200)
    signed_at = models.DateTimeField(_("承诺时间"))
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default="")
    checked_at = models.DateTimeField(_("核查时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("告知承诺")
        indexes = [
            models.Index(
                fields=["applicant"],
                name="cases_commitment_unkept",
                condition=models.Q(outcome="unkept"),
            )
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Revocation(models.Model):
    """撤销 of a granted decision (行政许可法 §69): proposed, answered, decided by somebody else."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="revocations")
    ground = models.CharField(_("情形"), max_length=12, choices=list(states.GROUNDS.items()))
    reason = models.TextField(_("事实和理由"))
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField(_("提出时间"))
    answer_until = models.DateTimeField(_("陈述申辩期限"))
    answer = models.TextField(_("陈述申辩"), blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        max_length=8, choices=list(states.REVOCATION.items()), blank=True, default=""
    )
    ruling = models.TextField(_("决定的理由"), blank=True, default="")
    decided_by = models.CharField(max_length=80, blank=True, default="")
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("撤销")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(outcome=""),
                name="cases_revocation_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.outcome or '-'}"
