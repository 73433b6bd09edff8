"""Drafts, cases, their materials and corrections."""

import json
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tongban.cases import states
from tongban.cases.querysets import CancellationQuerySet, CaseQuerySet, DraftQuerySet
from tongban.cases.types import Lack
from tongban.core.vault.fields import SealedField


class Channel(models.TextChoices):
    WEB = "web", _("网上申请")
    HALL = "hall", _("窗口申请")
    API = "api", _("接口报送")


class Draft(models.Model):
    """An application that is being written. Typed values are personal, so they are sealed."""

    token = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    applicant = models.ForeignKey("parties.Party", models.PROTECT, null=True, related_name="+")
    edition = models.ForeignKey("catalogue.Edition", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.WEB)
    answers = models.TextField(default="{}")
    data = SealedField(default="{}")
    # Which licence it is about, where the matter renews or ends one.
    licence = models.ForeignKey("licences.Licence", models.PROTECT, null=True, related_name="+")
    # 容缺: the applicant promises to hand in later what may be handed in later.
    defers = models.BooleanField(_("承诺后补"), default=False)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True, blank=True)
    case = models.OneToOneField(
        "cases.Case", models.SET_NULL, null=True, blank=True, related_name="draft"
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("草稿")
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["account", "-saved_at"], name="cases_draft_account")]

    def __str__(self) -> str:
        return self.token

    @property
    def subject(self) -> str:
        """The reference that its files are bound to until it is submitted."""
        return f"draft:{self.pk}"

    @property
    def answered(self) -> dict[str, str]:
        return dict(json.loads(self.answers))

    @property
    def typed(self) -> dict[str, Any]:
        return dict(json.loads(self.data or "{}"))


class DraftFile(models.Model):
    """A file uploaded for one material of a draft."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    material = models.CharField(max_length=60)
    token = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """One application 办件. State, clocks, tasks and numbers are its work item's."""

    item = models.OneToOneField("workflow.WorkItem", models.PROTECT, related_name="case")
    edition = models.ForeignKey("catalogue.Edition", models.PROTECT, related_name="+")
    applicant = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")
    agent = models.ForeignKey("parties.Party", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.WEB)
    token = models.CharField(max_length=32, unique=True)
    answers = models.TextField(default="{}")
    data = SealedField(default="{}")
    applicant_name = models.CharField(_("申请人"), max_length=200)
    received_at = models.DateTimeField(_("收件时间"))
    accepted_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    reason = models.TextField(_("理由"), blank=True, default="")
    redirect = models.CharField(_("应当向其申请的机关"), max_length=200, blank=True, default="")
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    task_code: str  # these two where it was loaded `for_work`
    body: str
    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("办件")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.token

    @property
    def subject(self) -> str:
        """The reference that files, papers, licences and ratings carry."""
        return f"case:{self.pk}"

    @property
    def answered(self) -> dict[str, str]:
        return dict(json.loads(self.answers))

    @cached_property
    def typed(self) -> dict[str, Any]:
        return dict(json.loads(self.data or "{}"))


class Material(models.Model):
    """One material that the edition asked of this applicant in this scenario."""

    class Origin(models.TextChoices):
        NONE = "none", _("未提供")
        UPLOAD = "upload", _("已提交")
        PROOF = "proof", _("核验通过，免提交")
        DEFERRED = "deferred", _("容缺后补")

    case = models.ForeignKey(Case, models.CASCADE, related_name="materials")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    necessity = models.CharField(max_length=12)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.NONE)
    proof = models.TextField(blank=True, default="")
    # The edition that the case moved to asks it no more; what was handed in stays readable.
    dropped = models.BooleanField(_("新版不再要求"), default=False)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="cases_material_code")]

    def __str__(self) -> str:
        return self.name


class MaterialNote(models.Model):
    """What somebody who handles the case wrote beside a material; theirs to take back."""

    material = models.ForeignKey(Material, models.CASCADE, related_name="notes")
    text = models.CharField(max_length=300)
    by = models.CharField(max_length=100)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    material_id: int

    class Meta:
        ordering = ["id"]
        verbose_name = _("材料批注")

    def __str__(self) -> str:
        return self.text


class MaterialFile(models.Model):
    """A file of a material; a later round (after a correction) stands beside the earlier."""

    material = models.ForeignKey(Material, models.CASCADE, related_name="files")
    token = models.CharField(max_length=32)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    round = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(fields=["material", "token"], name="cases_material_file")
        ]

    def __str__(self) -> str:
        return self.name


class Correction(models.Model):
    """A request for corrections 补正: what is lacking, all of it at once, and when it came."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="corrections")
    round = models.PositiveSmallIntegerField()
    items = models.TextField()
    note = models.TextField(blank=True, default="")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="cases_correction_round")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.round}"

    @property
    def lacks(self) -> tuple[Lack, ...]:
        return tuple(Lack(**row) for row in json.loads(self.items))


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
