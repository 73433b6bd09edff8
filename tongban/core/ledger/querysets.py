from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models

from tongban.core.ledger.errors import AppendOnly

if TYPE_CHECKING:
    from tongban.core.ledger.models import Entry  # noqa: F401


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries are read and appended; nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        # It can update on conflict, and it would pass by the chain.
        raise AppendOnly

    def update_or_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly
