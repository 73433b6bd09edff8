"""Files on their way in: the run, every problem at its place, and what would be changed.

One record for every import of the catalogue (`kind`: which importer of `ports.importers`). A run
is looked through first; only one without problems can be applied, whole or not at all.
"""

import json
from typing import Any

from django.db import models
from django.db.models import Q

from tongban.catalogue import states
from tongban.catalogue.querysets import ImportRunQuerySet


class ImportRun(models.Model):
    """One file that somebody gave to be imported, with who, when, and what became of it.

    `organisation` is the body in whose name it is done (its people see the run). `attempt` counts
    the processes that took the work up: one that finds it moved on leaves the work to the other.
    `done` of `total` is how far the present work is.
    """

    kind = models.CharField(max_length=20)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = models.CharField(
        max_length=10, choices=list(states.IMPORT.items()), default=states.WAITING
    )
    file_token = models.CharField(max_length=32)
    file_name = models.CharField(max_length=120)
    file_hash = models.CharField(max_length=64)
    file_format = models.CharField(max_length=5)
    options_text = models.TextField(default="{}")
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=100)
    on_behalf = models.CharField(max_length=100, blank=True)
    touched_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.CharField(max_length=100, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts_text = models.TextField(default="{}")
    problem_count = models.PositiveIntegerField(default=0)
    refusal = models.CharField(max_length=500, blank=True)  # why the file cannot be read at all

    organisation_id: int | None
    objects = ImportRunQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["touched_at"],
                condition=Q(state__in=states.RUNNING_IMPORT),
                name="catalogue_import_running",
            ),
            models.Index(fields=["organisation", "-id"], name="catalogue_import_body"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"

    @property
    def options(self) -> dict[str, Any]:
        """What was asked for beside the file."""
        parsed: dict[str, Any] = json.loads(self.options_text)
        return parsed

    @property
    def counts(self) -> dict[str, int]:
        """What was found, by what the importer counts."""
        parsed: dict[str, int] = json.loads(self.counts_text)
        return parsed


class ImportProblem(models.Model):
    """One thing that is wrong in the file, where it stands (`row` 0: the whole sheet)."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems")
    order = models.PositiveIntegerField()
    sheet = models.CharField(max_length=40, blank=True)
    row = models.PositiveIntegerField(default=0)
    column = models.CharField(max_length=3, blank=True)
    title = models.CharField(max_length=60, blank=True)
    field = models.CharField(max_length=120, blank=True)
    rule = models.CharField(max_length=40)
    message = models.CharField(max_length=500)
    ref = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "order"], name="catalogue_import_problem")
        ]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.column}{self.row}: {self.rule}"


class ImportItem(models.Model):
    """One thing that the run would change, or has changed (`outcome` then names what came of it).

    The content is kept until the run has ended; after that it stands where it was put.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveIntegerField()
    ref = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    row = models.PositiveIntegerField(default=0)
    act = models.CharField(max_length=10)
    note = models.CharField(max_length=300, blank=True)
    content_text = models.TextField(default="{}")
    seen_text = models.TextField(default="{}")
    outcome = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "order"], name="catalogue_import_item"),
            models.UniqueConstraint(fields=["run", "ref"], name="catalogue_import_ref"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.ref}"
