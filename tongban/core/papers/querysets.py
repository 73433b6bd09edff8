"""Row scope of papers."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from tongban.core.papers.models import Paper  # noqa: F401


class PaperQuerySet(models.QuerySet["Paper"]):
    def of(self, subject: str) -> "PaperQuerySet":
        """The papers of a subject, oldest first."""
        return self.filter(subject=subject).order_by("id")
