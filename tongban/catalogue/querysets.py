"""Row scope of editions."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from tongban.catalogue.models import Edition  # noqa: F401  (named in a string below)


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions by their place in time."""

    def in_force(self, on: date) -> Self:
        """Keep the editions that can be applied under on the day `on`."""
        return self.filter(
            Q(effective_to__isnull=True) | Q(effective_to__gte=on),
            state="published",
            effective_from__lte=on,
            implementation__state="in_use",
        )

    def public(self) -> Self:
        """Keep what anyone may read: everything that was ever published."""
        return self.exclude(state="draft")

    def with_names(self) -> Self:
        """Fetch what a list shows of each in the same query."""
        return self.select_related(
            "implementation__matter",
            "implementation__organisation",
            "implementation__division",
        )
