"""What higher areas fill: the kinds of things that are found, and the names of places."""

from collections.abc import Callable, Collection, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Area:
    """A division that a reader may say to be theirs; `inside` names the county of a township."""

    code: str
    name: str
    inside: str = ""


class Places:
    """The divisions, which lie above this area: their names, and those to choose from."""

    def __init__(self) -> None:
        self._names: Callable[[Collection[str]], Mapping[str, str]] | None = None
        self._choices: Callable[[], Sequence[Area]] | None = None

    def register(
        self,
        *,
        names: Callable[[Collection[str]], Mapping[str, str]],
        choices: Callable[[], Sequence[Area]],
    ) -> None:
        """Use these from now on; each is one query."""
        self._names, self._choices = names, choices

    def names(self, codes: Collection[str]) -> Mapping[str, str]:
        """Names by code; unknown codes are left out."""
        return self._names(codes) if self._names and codes else {}

    def choices(self) -> Sequence[Area]:
        """What a reader may choose from: counties, each followed by its townships."""
        return self._choices() if self._choices else ()


kinds = Kinds()
places = Places()
