"""Where higher areas say what they can prefill."""

from collections.abc import Callable, Mapping
from typing import Any

from tongban.forms.types import Prefilled

Source = Callable[[Any, str], Mapping[str, Prefilled]]


class Sources:
    """Prefill sources by role: each answers (actor, subject) with values by element code."""

    def __init__(self) -> None:
        self._by_role: dict[str, list[Source]] = {}

    def register(self, role: str, source: Source) -> None:
        """Add a source for `role`; the same callable twice raises ValueError."""
        known = self._by_role.setdefault(role, [])
        if source in known:
            raise ValueError(f"prefill source registered twice for role {role!r}")
        known.append(source)

    def of(self, role: str) -> tuple[Source, ...]:
        """Return the sources of `role`, first registered first (the first answer wins)."""
        return tuple(self._by_role.get(role, ()))


sources = Sources()
