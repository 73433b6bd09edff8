"""What higher areas fill: proofs, by which a live record answers a document type."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from tongban.catalogue.types import Proof

# Takes the holder (a party's id), the document types asked for, and the moment.
ProofSource = Callable[[int, frozenset[str], datetime], Iterable[Proof]]


class Proofs:
    """Sources that prove document types; the first proof of a type wins."""

    def __init__(self) -> None:
        self._sources: dict[str, ProofSource] = {}

    def register(self, code: str, source: ProofSource) -> None:
        """Add a source under `code`; a code registered twice raises ValueError."""
        if code in self._sources:
            raise ValueError(f"proof source registered twice: {code!r}")
        self._sources[code] = source

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


proofs = Proofs()
