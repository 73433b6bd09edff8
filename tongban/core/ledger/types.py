from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a subject's chain: its number (from 1; 0 is no entry yet) and its hash.

    Whoever holds the lock of the subject's row may keep it there and give it to the next append.
    """

    seq: int = 0
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One entry to append, as `append` takes it; without personal values."""

    subject: str
    verb: str
    actor: str
    at: datetime
    payload: Mapping[str, Any]
    on_behalf: str = ""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry as readers see it. `position` is None until the relay has placed it.

    `text` is the verb in words (the verb itself where it has none).
    """

    position: int | None
    subject: str
    seq: int | None
    at: datetime
    actor: str
    on_behalf: str
    verb: str
    payload: Mapping[str, Any]
    hash: str
    text: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first thing that does not hold: where, and what."""

    reason: str
    position: int | None = None
    entry: int | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found: how far it looked (positions first..last, checkpoints)."""

    ok: bool
    full: bool
    first: int
    last: int
    entries: int
    checkpoints: int
    broken: Broken | None = None


@dataclass(frozen=True, slots=True)
class SignedTree:
    """A checkpoint: tree size, root (32 bytes), its instant and the signed note."""

    size: int
    root: bytes
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry's hash is leaf `index` (position - 1) of the tree of a checkpoint."""

    index: int
    entry_hash: str
    path: tuple[bytes, ...]
    tree: SignedTree
