"""Who has something to archive."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from tongban.archives.types import Dossier, Due


class Source(Protocol):
    """An area whose work is archived when it is over."""

    title: str

    def over(
        self, *, after: tuple[datetime, int] | None, until: datetime, limit: int
    ) -> Sequence[Due]:
        """What was closed up to `until`, in the order of (closed_at, key), after a place in it."""
        ...

    def dossier(self, subject: str) -> Dossier:
        """What belongs in the file."""
        ...


class Sources:
    """The sources by the kind of their subjects ("case" of "case:12")."""

    def __init__(self) -> None:
        self._known: dict[str, Source] = {}

    def register(self, kind: str, source: Source) -> None:
        """Raises ValueError if the kind is taken by another."""
        if type(self._known.setdefault(kind, source)) is not type(source):
            raise ValueError(f"archive source {kind!r} is registered twice")

    def of(self, subject: str) -> Source:
        """Raises KeyError."""
        return self._known[subject.partition(":")[0]]

    def __iter__(self) -> Iterator[tuple[str, Source]]:
        return iter(self._known.items())


sources = Sources()


class Making:
    """Queues the making of a pack, inside the caller's transaction; filled by the tasks room."""

    def __init__(self) -> None:
        self._enqueue: Callable[[str], object] | None = None

    def register(self, enqueue: Callable[[str], object]) -> None:
        self._enqueue = enqueue

    def request(self, token: str) -> None:
        if self._enqueue is None:
            raise RuntimeError("nothing makes archive packs")
        self._enqueue(token)


making = Making()
