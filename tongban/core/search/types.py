"""What is put into the index, and what a search gives back (no Django)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


class ActorLike(Protocol):
    """Whoever acts: accounts' Actor, which lies above this area, is one."""

    @property
    def ref(self) -> str: ...

    @property
    def on_behalf(self) -> str: ...

    def can(self, power: str, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be found, known by `(kind, ref)`.

    `aliases` are other names that people use (药房 for 药店); `division` a code or empty for
    everywhere; a higher `weight` comes first among equals. Things of one kind with the same title
    are one find with several places.
    """

    kind: str
    ref: str
    title: str
    body: str = ""
    aliases: Sequence[str] = ()
    url: str = ""
    division: str = ""
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where else a find is: another document of the same title."""

    ref: str
    url: str
    division: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One find: `kind` and `ref` as they were put, of the reader's division if there is one;
    `snippet` is plain text around the first match, never markup.

    `places` are the nearest others of the same title, `count` how many there are with this one;
    `heading` names them all.
    """

    kind: str
    ref: str
    title: str
    snippet: str
    url: str
    division: str = ""
    heading: int = 0
    places: tuple[Place, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class Used:
    """A word of the query and the synonyms by which it was looked for too."""

    word: str
    fellows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a query is read: the words that have to be there, those that do not count, and the
    synonyms by which it is looked for too."""

    words: Sequence[str] = ()
    ignored: Sequence[str] = ()
    used: Sequence[Used] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A page of finds. `kinds` counts all of them by kind, `total` those of the kinds asked for;
    `capped` if there may be more than were counted; `near` if nothing matched all that was asked
    and these are merely similar."""

    hits: Sequence[Hit] = ()
    total: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    capped: bool = False
    near: bool = False
    used: Sequence[Used] = ()
