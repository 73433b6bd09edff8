"""A model field that is encrypted in the database and plain in Python."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models

from tongban.core.vault.services import seal, unseal

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


class SealedField(_TextField):
    """Text, sealed on the way in and opened on the way out; bound to its model and column.

    The empty text stays empty (it tells nothing). It cannot be filtered or sorted by, save by
    `isnull`: keep a blind index beside it. `purpose` replaces the bound name
    `<app>.<model>.<field>`, for a column that moves.
    """

    def __init__(self, *args: Any, purpose: str = "", **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.purpose:
            kwargs["purpose"] = self.purpose
        return name, path, args, kwargs

    @property
    def bound(self) -> str:
        return self.purpose or f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: Any) -> Any:
        plain = super().get_prep_value(value)
        return seal(plain, purpose=self.bound) if plain else plain

    def from_db_value(
        self, value: str | None, expression: Any, connection: "BaseDatabaseWrapper"
    ) -> str | None:
        return unseal(value, purpose=self.bound) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is sealed: look it up by its blind index")

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is sealed: it cannot be transformed")
