"""What higher areas and rooms fill: proofs, by which a live record answers a document type; the
queue of check-ups."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from tongban.catalogue.types import Proof

# Takes the holder (a party's id), the document types asked for, and the moment.
ProofSource = Callable[[int, frozenset[str], datetime], Iterable[Proof]]
KnownTypes = Callable[[], Iterable[str]]


class Proofs:
    """Sources that prove document types; the first proof of a type wins."""

    def __init__(self) -> None:
        self._sources: dict[str, ProofSource] = {}
        self._types: dict[str, KnownTypes] = {}

    def register(self, code: str, source: ProofSource, types: KnownTypes | None = None) -> None:
        """Add a source under `code`, with the document types that it can ever prove; a code
        registered twice raises ValueError."""
        if code in self._sources:
            raise ValueError(f"proof source registered twice: {code!r}")
        self._sources[code] = source
        if types is not None:
            self._types[code] = types

    def types(self) -> frozenset[str]:
        """Return the document types that some source can prove of somebody."""
        return frozenset(one for known in self._types.values() for one in known())

    def find(self, holder: int, types: frozenset[str], at: datetime) -> Mapping[str, Proof]:
        """Return the proofs that `holder` has of `types` at `at`, by document type."""
        found: dict[str, Proof] = {}
        for source in self._sources.values():
            missing = types - found.keys()
            if not missing:
                break
            for proof in source(holder, missing, at):
                found.setdefault(proof.document_type, proof)
        return found


class Checkups:
    """Queues the batches of a check-up, inside the caller's transaction; filled by the tasks room.

    Services and pages lie below tasks, so they ask through this door.
    """

    def __init__(self) -> None:
        self._enqueue: Callable[[int], object] | None = None

    def register(self, enqueue: Callable[[int], object]) -> None:
        """Have `enqueue(run id)` called for a run that begins."""
        self._enqueue = enqueue

    def request(self, run: int) -> None:
        """Queue a run's first batch."""
        if self._enqueue is None:
            raise RuntimeError("nothing checks the catalogue")
        self._enqueue(run)


proofs = Proofs()
checkups = Checkups()
