"""Row scope over organisations."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from tongban.core.organisations.models import Organisation  # noqa: F401 named in the base below


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> "OrganisationQuerySet":
        """Those that still exist."""
        return self.filter(active=True)

    def under(self, path: str) -> "OrganisationQuerySet":
        """The organisation with this path and everything below it."""
        return self.filter(path__startswith=path)
