from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models

from tongban.core.ledger.errors import AppendOnly

if TYPE_CHECKING:
    from tongban.core.ledger.models import Entry


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

    def insert(self, rows: "Iterable[Entry]") -> None:
        """Insert new entries in their order, each already chained; nothing is ever updated."""
        super().bulk_create(rows)

    def update_or_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly
