"""Row scope over divisions."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from tongban.core.divisions.models import Division  # noqa: F401 named in the base below


class DivisionQuerySet(models.QuerySet["Division"]):
    def under(self, path: str) -> "DivisionQuerySet":
        """The division with this path and everything below it."""
        return self.filter(path__startswith=path)
