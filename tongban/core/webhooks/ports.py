"""What is plugged in: the wire, the queue, and the records that go along with an act."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from tongban.core.webhooks.types import Answer

Builder = Callable[[Iterable[str]], Mapping[str, Mapping[str, Any]]]


class Post(Protocol):
    """Sends bytes to an address; raises Unreachable where nothing answers."""

    def __call__(self, url: str, content: bytes, headers: Mapping[str, str]) -> Answer: ...


class Wire:
    """The way out; `apps` fills it with the adapter, tests and the bench with their own."""

    post: Post


class Later:
    """How a run is queued; filled in apps.ready(), for tasks stand above services."""

    def __init__(self) -> None:
        self.send: Callable[[int], object] = lambda _receiver: None


class Rows:
    """The records that acts are about, by the kind of subject ("work", "hub")."""

    def __init__(self) -> None:
        self._builders: dict[str, Builder] = {}

    def register(self, kind: str, build: Builder) -> None:
        """Have `build(subjects)` give the record of each subject "kind:…", in few statements.

        Only receivers that may have personal data get them. Raises ValueError for a kind taken.
        """
        if self._builders.setdefault(kind, build) is not build:
            raise ValueError(f"rows of {kind!r} are registered twice")

    def of(self, subjects: Iterable[str]) -> dict[str, Mapping[str, Any]]:
        """Give the record of every subject whose kind has a builder and that has one."""
        kinds: dict[str, set[str]] = {}
        for subject in subjects:
            kinds.setdefault(subject.partition(":")[0], set()).add(subject)
        found: dict[str, Mapping[str, Any]] = {}
        for kind, some in kinds.items():
            if kind in self._builders:
                found.update(self._builders[kind](sorted(some)))
        return found


wire = Wire()
later = Later()
rows = Rows()
