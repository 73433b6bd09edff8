"""Changes of guides that whoever follows them is to be told of."""

from django.db import models
from django.db.models import Q

from tongban.catalogue import states
from tongban.catalogue.models.editions import Edition
from tongban.catalogue.models.implementation import Implementation
from tongban.catalogue.querysets import GuideChangeQuerySet


class GuideChange(models.Model):
    """One event of a guide, and how far its followers have been told.

    Written by the act itself, in its transaction; told by a job, by batches: `cursor` is the last
    subscription that was told, so that a kill at any moment leaves nobody out and nobody twice.
    """

    implementation = models.ForeignKey(
        Implementation, on_delete=models.PROTECT, related_name="changes"
    )
    kind = models.CharField(max_length=10, choices=list(states.GUIDE_CHANGE.items()))
    # Of a publication: the edition; of the rest of a life: none.
    edition = models.ForeignKey(
        Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()  # from when on it is to be told
    cursor = models.BigIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    implementation_id: int
    edition_id: int | None
    objects = GuideChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind"],
                condition=Q(edition__isnull=False),
                name="catalogue_one_change",
            )
        ]
        indexes = [
            models.Index(
                fields=["at", "id"],
                condition=Q(done_at__isnull=True),
                name="catalogue_change_untold",
            )
        ]

    def __str__(self) -> str:
        return f"{self.implementation_id}: {self.kind}"
