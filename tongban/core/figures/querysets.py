"""Row scope of frozen values."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from tongban.core.figures.models import Frozen  # noqa: F401


class FrozenQuerySet(models.QuerySet["Frozen"]):
    """Frozen values are never changed and never deleted through the ORM."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("frozen figures are immutable")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("frozen figures are immutable")

    def of(self, code: str, division: str, span: str) -> "FrozenQuerySet":
        """The values of one figure for one place and period."""
        return self.filter(figure=code, division=division, span=span)
