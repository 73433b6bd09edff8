from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models

from tongban.core.ledger.errors import AppendOnly

if TYPE_CHECKING:
    _Base = models.QuerySet["Entry"]
else:
    _Base = models.QuerySet


class EntryQuerySet(_Base):
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
