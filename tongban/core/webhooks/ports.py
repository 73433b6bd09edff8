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
        self._builders: dict[str, list[Builder]] = {}

    def register(self, kind: str, build: Builder) -> None:
        """Have `build(subjects)` give the record of each subject "kind:…" that is its area's.

        It is asked once a batch, with all of them, and takes few statements. Only receivers that
        may have personal data get what it gives. Registering it again changes nothing.
        """
        builders = self._builders.setdefault(kind, [])
        if build not in builders:
            builders.append(build)

    def of(self, subjects: Iterable[str]) -> dict[str, Mapping[str, Any]]:
        """Give the record of every subject that some area has one of."""
        kinds: dict[str, set[str]] = {}
        for subject in subjects:
            kinds.setdefault(subject.partition(":")[0], set()).add(subject)
        found: dict[str, Mapping[str, Any]] = {}
        for kind, some in kinds.items():
            for build in self._builders.get(kind, ()):
                found.update(build(sorted(some)))
        return found


wire = Wire()
later = Later()
rows = Rows()
