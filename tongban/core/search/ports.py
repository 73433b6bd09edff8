"""The kinds of things that are found, each named by the area that indexes it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """`label` is the Chinese word shown beside a find, `icon` its heroicon, `order` its place."""

    code: str
    label: str
    icon: str
    order: int = 100


class Kinds:
    """The registry: a code belongs to one registration; another under the same code raises."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}

    def register(self, code: str, label: str, icon: str, *, order: int = 100) -> None:
        """Name a kind; the same again is harmless, another under that code is a ValueError."""
        kind = Kind(code, label, icon, order)
        if self._kinds.setdefault(code, kind) != kind:
            raise ValueError(f"search kind {code!r} is registered twice")

    def get(self, code: str) -> Kind:
        """The kind, or a nameless one for a code that nobody registered."""
        return self._kinds.get(code, Kind(code, code, "document-text"))

    def all(self) -> list[Kind]:
        """Every kind, in order."""
        return sorted(self._kinds.values(), key=lambda kind: (kind.order, kind.code))


kinds = Kinds()
