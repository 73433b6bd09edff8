"""How an area lets its subjects be rated."""

from collections.abc import Mapping
from typing import Protocol

from tongban.core.figures.types import FigureQuery
from tongban.ratings.types import RatingTarget


class Resolver(Protocol):
    """Finds a subject by its ref ("case:12") or by its public token; None when there is none."""

    def __call__(self, key: str) -> RatingTarget | None: ...


class Served(Protocol):
    """Counts the services that were over within the asked period and place, by the path of their
    division: what might have been rated.
    """

    def __call__(self, query: FigureQuery) -> Mapping[str, int]: ...


class Subjects:
    """Resolvers by the prefix of the refs they answer for."""

    def __init__(self) -> None:
        self._resolvers: dict[str, Resolver] = {}
        self._served: dict[str, Served] = {}

    def register(self, prefix: str, resolver: Resolver, *, served: Served | None = None) -> None:
        """Let refs `prefix:…` be rated. Raises ValueError when the prefix is taken by another.

        `served` counts them all, rated or not; without it they are in no share of rated services.
        """
        if self._resolvers.setdefault(prefix, resolver) is not resolver:
            raise ValueError(f"ratings of {prefix!r} are answered for already")
        if served is not None:
            self._served[prefix] = served

    def find(self, key: str) -> RatingTarget | None:
        """The target of a ref or a token; a token is offered to every resolver."""
        prefix, colon, _ = key.partition(":")
        if colon:
            resolver = self._resolvers.get(prefix)
            return resolver(key) if resolver else None
        for resolver in self._resolvers.values():
            target = resolver(key)
            if target is not None:
                return target
        return None

    def counted(self) -> tuple[str, ...]:
        """The prefixes whose services are counted."""
        return tuple(sorted(self._served))

    def served(self, query: FigureQuery) -> dict[str, int]:
        """The services over within the asked, of all kinds that are counted, by division path."""
        found: dict[str, int] = {}
        for prefix in self.counted():
            for path, number in self._served[prefix](query).items():
                found[path] = found.get(path, 0) + number
        return found


subjects = Subjects()
