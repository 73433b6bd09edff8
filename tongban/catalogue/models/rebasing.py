"""How far the moving of open applications to a new edition is, and what came of it."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.catalogue.models.editions import Edition


class Rebasing(models.Model):
    """改版: the open applications of an implementation are moved to one edition, once it holds.

    Each is counted in the transaction that moves it, so that a kill at any moment leaves the counts
    right. `reasons` says how many stay by the code of the first reason (`selectors.rebasing`).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待生效")
        RUNNING = "running", _("正在改版")
        DONE = "done", _("已完成")
        OVERTAKEN = "overtaken", _("已被更新的版本取代")

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="rebasing")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    # Every item up to this id has been looked at; those that somebody acted upon meanwhile wait
    # in `again`.
    cursor = models.BigIntegerField(default=0)
    again = models.JSONField(default=list)
    rounds = models.PositiveSmallIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    ordered_by = models.CharField(max_length=100)
    ordered_at = models.DateTimeField()
    touched_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    edition_id: int
    objects: ClassVar["models.Manager[Rebasing]"] = models.Manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="catalogue_rebasing_open",
            )
        ]

    def __str__(self) -> str:
        return f"-> {self.edition_id}: {self.moved}"

    @property
    def stayed(self) -> int:
        """How many stay under the edition that they were made under."""
        counts: dict[str, Any] = self.reasons
        return sum(counts.values())
