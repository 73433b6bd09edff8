"""What higher areas and rooms fill: proofs, by which a live record answers a document type; the
systems elsewhere into which cases are typed in again; the queues of check-ups and imports; what
takes a file in."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, Protocol

from tongban.catalogue.types import Incoming, Job, Proof, Proven
from tongban.lib.errors import Unavailable

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor
    from tongban.core.sheets.types import Problem

log = logging.getLogger(__name__)

# Takes the holder (a party's id), the document types asked for, and the moment.
ProofSource = Callable[[int, frozenset[str], datetime], Iterable[Proof]]
KnownTypes = Callable[[], Iterable[str]]


class Proofs:
    """Sources that prove document types; the first proof of a type wins."""

    def __init__(self) -> None:
        self._sources: dict[str, ProofSource] = {}
        self._types: dict[str, KnownTypes] = {}
        self._titles: dict[str, str] = {}

    def register(
        self, code: str, source: ProofSource, types: KnownTypes | None = None, title: str = ""
    ) -> None:
        """Add a source under `code`, with the document types that it can ever prove and its name
        in Chinese; a code registered twice raises ValueError.

        A source that does not answer raises `lib.errors.Unavailable`; `types` always answers.
        """
        if code in self._sources:
            raise ValueError(f"proof source registered twice: {code!r}")
        self._sources[code] = source
        self._titles[code] = title or code
        if types is not None:
            self._types[code] = types

    def types(self) -> frozenset[str]:
        """Return the document types that some source can prove of somebody."""
        return frozenset(one for known in self._types.values() for one in known())

    def find(self, holder: int, types: frozenset[str], at: datetime) -> Proven:
        """Return the proofs that `holder` has of `types` at `at`, and what a source that does not
        answer might prove yet."""
        found: dict[str, Proof] = {}
        silent: dict[str, str] = {}
        for code, source in self._sources.items():
            missing = types - found.keys()
            if not missing:
                break
            try:
                for proof in source(holder, missing, at):
                    found.setdefault(proof.document_type, proof)
            except Unavailable as error:
                log.warning("proof source %s does not answer: %s", code, error)
                known = frozenset(self._types[code]()) if code in self._types else frozenset()
                silent |= dict.fromkeys(sorted(missing & known), self._titles[code])
        return Proven(found, {one: who for one, who in silent.items() if one not in found})


class OutsideSystems:
    """The systems elsewhere into which cases must be typed by hand; filled by who keeps them."""

    def __init__(self) -> None:
        self._ask: Callable[[], Mapping[str, str]] | None = None

    def register(self, ask: Callable[[], Mapping[str, str]]) -> None:
        """Have `ask()` say which there are: titles by code. Raises ValueError if taken."""
        if self._ask is not None and self._ask is not ask:
            raise ValueError("outside systems are registered twice")
        self._ask = ask

    def titles(self) -> Mapping[str, str]:
        """Return the titles of the systems by code; none where nobody keeps them."""
        return {} if self._ask is None else self._ask()


class Runs:
    """Queues the work of a run, inside the caller's transaction; filled by the tasks room.

    Services and pages lie below tasks, so they ask through this door.
    """

    def __init__(self) -> None:
        self._enqueue: Callable[[int], object] | None = None

    def register(self, enqueue: Callable[[int], object]) -> None:
        """Have `enqueue(run id)` called for a run that has work to do."""
        self._enqueue = enqueue

    def request(self, run: int) -> None:
        """Queue a run's work."""
        if self._enqueue is None:
            raise RuntimeError("nobody does the work of runs")
        self._enqueue(run)


class Report(Protocol):
    """Where an importer says what it finds while it looks through a file."""

    def problem(self, problem: "Problem", ref: str = "") -> None:
        """Keep one thing that is wrong; `ref` is the code of what it is wrong with."""

    def more(self, problems: int) -> None:
        """Count problems that nobody kept."""

    def item(self, incoming: Incoming) -> None:
        """Keep one thing that the file would change."""

    def step(self, done: int, total: int) -> None:
        """Say how far the work is. Raises where another process has taken it over."""


@dataclass(frozen=True, slots=True)
class Importer:
    """What takes in one kind of file.

    `check(actor, now, job, file, report)` reads it to its end, changes nothing, and returns what
    it counted; it raises SheetRefused for a file that it cannot read. `apply(actor, now, job,
    items)` changes everything that was found, in the caller's one transaction, and gives for each
    item what came of it; it raises ImportStale where something has moved since it was looked at.
    """

    title: str
    may_begin: "Callable[[Actor], bool]"
    check: "Callable[[Actor, datetime, Job, BinaryIO, Report], Mapping[str, int]]"
    apply: "Callable[[Actor, datetime, Job, Iterable[Incoming]], Iterator[str]]"


class Importers:
    """Importers by the kind of import."""

    def __init__(self) -> None:
        self._known: dict[str, Importer] = {}

    def register(self, kind: str, importer: Importer) -> None:
        """Add one; a kind registered twice raises ValueError."""
        if kind in self._known:
            raise ValueError(f"importer registered twice: {kind!r}")
        self._known[kind] = importer

    def get(self, kind: str) -> Importer | None:
        """Return the importer of a kind; None where there is none."""
        return self._known.get(kind)


proofs = Proofs()
outside = OutsideSystems()
checkups = Runs()
imports = Runs()
importers = Importers()
