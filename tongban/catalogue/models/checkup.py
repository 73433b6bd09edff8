"""The check-up of the catalogue: its runs, and what stands found."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.catalogue.models.implementation import Implementation
from tongban.catalogue.querysets import FindingQuerySet
from tongban.catalogue.rules.checkup import RULES


class CheckupRun(models.Model):
    """One check-up of all that is in force; a run that breaks off goes on where it stopped.

    `cursor` is the last matter whose editions were looked at, `done` and `total` count editions.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("正在检查")
        DONE = "done", _("已完成")

    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=100)
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    cursor = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="catalogue_one_checkup"
            )
        ]

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d}: {self.done}/{self.total}"


class Finding(models.Model):
    """What the last check-up that saw it found: one rule at one place of one thing.

    `ref` is the task code of the list, or the code of the life event. `first_at` is when it was
    found first; what a later run no longer finds is deleted when that run ends.
    """

    run = models.ForeignKey(CheckupRun, on_delete=models.PROTECT, related_name="findings")
    rule = models.CharField(
        max_length=20, choices=[(code, rule.title) for code, rule in RULES.items()]
    )
    grave = models.BooleanField(default=True)
    ref = models.CharField(max_length=40)
    field = models.CharField(max_length=300, blank=True)
    implementation = models.ForeignKey(
        Implementation, null=True, blank=True, on_delete=models.CASCADE, related_name="findings"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)  # of the matter, or of the life event
    message = models.CharField(max_length=500)
    first_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    organisation_id: int | None
    division_id: str
    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ref", "rule", "field"], name="catalogue_one_finding")
        ]
        indexes = [
            models.Index(fields=["rule", "id"], name="catalogue_finding_rule"),
            models.Index(fields=["organisation", "id"], name="catalogue_finding_body"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.ref}"
