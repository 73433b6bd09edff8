"""Row scope of files."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from tongban.core.files.models import StoredFile  # noqa: F401


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def originals(self) -> "StoredFileQuerySet":
        """What people gave or jobs made, without what was derived from it."""
        return self.filter(derived_from=None)

    def unbound_before(self, instant: datetime) -> "StoredFileQuerySet":
        """Originals that belong to nothing and came before `instant`."""
        return self.originals().filter(subject="", created_at__lt=instant)
