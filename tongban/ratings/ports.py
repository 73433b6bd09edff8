"""How an area lets its subjects be rated."""

from typing import Protocol

from tongban.ratings.types import RatingTarget


class Resolver(Protocol):
    """Finds a subject by its ref ("case:12") or by its public token; None when there is none."""

    def __call__(self, key: str) -> RatingTarget | None: ...


class Subjects:
    """Resolvers by the prefix of the refs they answer for."""

    def __init__(self) -> None:
        self._resolvers: dict[str, Resolver] = {}

    def register(self, prefix: str, resolver: Resolver) -> None:
        """Let refs `prefix:…` be rated. Raises ValueError when the prefix is taken by another."""
        if self._resolvers.setdefault(prefix, resolver) is not resolver:
            raise ValueError(f"ratings of {prefix!r} are answered for already")

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


subjects = Subjects()
