"""Who implements which matter: claims, delegated powers, implementation lists."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.catalogue.models.basic import Matter
from tongban.catalogue.querysets import ClaimQuerySet, ImplementationQuerySet
from tongban.catalogue.types import BODY_NATURES, DECLINE_REASONS, POWER_SOURCES


class Delegation(models.Model):
    """A power that one body gave another: 下放, 授权 or 委托. Both are kept for good."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="delegations")
    giver = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    taker = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=1, choices=list(POWER_SOURCES.items()))
    basis = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    ended_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "giver", "taker"],
                condition=Q(until__isnull=True),
                name="catalogue_one_delegation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}: {self.giver_id} -> {self.taker_id}"


class Implementation(models.Model):
    """实施清单: one organisation's handling of one matter, known by its 31-character code (33 for a
    业务办理项). `matter_version` is the version from above that its list has taken in."""

    class State(models.TextChoices):
        PENDING = "pending", _("未发布")
        IN_USE = "in_use", _("在用")
        SUSPENDED = "suspended", _("挂起")
        CANCELLED = "cancelled", _("取消")

    task_code = models.CharField(max_length=33, unique=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="implementations")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    local_code = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=1)
    power_source = models.CharField(max_length=1, choices=list(POWER_SOURCES.items()), default="1")
    body_nature = models.CharField(max_length=1, choices=list(BODY_NATURES.items()), default="1")
    delegation = models.ForeignKey(
        Delegation, null=True, blank=True, on_delete=models.PROTECT, related_name="implementations"
    )
    matter_version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    state_note = models.CharField(max_length=300, blank=True)
    state_since = models.DateField(null=True, blank=True)
    # The number of the newest edition, for lists and comparisons.
    edition_count = models.PositiveIntegerField(default=0)

    organisation_id: int
    division_id: str
    matter_id: int
    objects = ImplementationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "organisation", "division"], name="catalogue_one_implementation"
            )
        ]

    def __str__(self) -> str:
        return self.task_code


class Claim(models.Model):
    """An organisation's word on a matter of the basic catalogue: 认领, or 不认领 with a reason."""

    class State(models.TextChoices):
        CLAIMED = "claimed", _("已认领")
        DECLINED = "declined", _("不认领")
        RELEASED = "released", _("已退回")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="claims")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.CharField(max_length=12, blank=True, choices=list(DECLINE_REASONS.items()))
    note = models.CharField(max_length=300, blank=True)
    implementation = models.ForeignKey(
        Implementation, null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    at = models.DateTimeField()
    by = models.CharField(max_length=100)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "organisation"], name="catalogue_one_claim")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.matter_id}"
