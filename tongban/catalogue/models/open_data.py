"""What the open data of the catalogue come to: counted by a job, shown beside the download."""

from typing import ClassVar

from django.db import models

FORMATS = {"jsonl": "JSON Lines", "csv": "CSV"}


class OpenDataset(models.Model):
    """Size and digest of one file of open data, as it was when the catalogue was in `state`.

    The file itself is written anew for whoever takes it; from the same state come the same bytes.
    `division` is "" for the whole catalogue.
    """

    division = models.CharField(max_length=12, blank=True)
    format = models.CharField(max_length=8, choices=list(FORMATS.items()))
    state = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    objects: ClassVar["models.Manager[OpenDataset]"] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["division", "format"], name="catalogue_one_dataset")
        ]

    def __str__(self) -> str:
        return f"{self.division or '*'}.{self.format}"
