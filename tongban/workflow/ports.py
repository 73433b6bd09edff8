"""What higher areas plug in, each by the kind of item; filled in `apps.ready()`."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from tongban.core.accounts.types import Actor
from tongban.workflow.types import Command, Event, OwnAct, Snapshot

if TYPE_CHECKING:
    from tongban.workflow.models import WorkItem


@dataclass(frozen=True, slots=True)
class Context:
    """What an effect or a guard is given.

    `item` is the locked row, as it will be committed (for a guard: as it was). `results` holds
    what the effects before this one returned, by their names.
    """

    item: "WorkItem"
    event: Event
    command: Command
    actor: Actor
    now: datetime
    snapshot: Snapshot
    results: MutableMapping[str, Any]


class Effect(Protocol):
    """Brings something about inside the act's transaction; raising undoes the whole act."""

    def __call__(self, context: Context) -> Any: ...


class Guard(Protocol):
    """Say why the step of `context.event` may not complete now, in Chinese, or give ""."""

    def __call__(self, context: Context) -> str: ...


class Intake(Protocol):
    """Open an item of one's kind because `source` refers to it; give the new item's id."""

    def __call__(
        self, *, actor: Actor, now: datetime, source: "WorkItem", reason: str,
        data: Mapping[str, Any],
    ) -> int: ...  # fmt: skip


class Effects:
    """By (kind, event name), in `order`; among equals in the order of registration."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], list[tuple[int, str, Effect]]] = {}

    def register(self, kind: str, event: str, name: str, run: Effect, *, order: int = 100) -> None:
        """Run `run` when `event` (see `types.Event`) happens to an item of `kind`.

        `name` is the key of its result in `Outcome.results`. Raises ValueError if it is taken.
        """
        found = self._known.setdefault((kind, event), [])
        if any(known == name for _, known, _ in found):
            raise ValueError(f"effect {name!r} of {kind!r} on {event!r} is registered twice")
        found.append((order, name, run))
        found.sort(key=lambda one: one[0])

    def of(self, kind: str, event: str) -> tuple[tuple[str, Effect], ...]:
        return tuple((name, run) for _, name, run in self._known.get((kind, event), ()))


class Guards:
    """By kind; each is asked before a task completes."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Guard]] = {}

    def register(self, kind: str, name: str, ask: Guard) -> None:
        """Ask `ask` before a step of an item of `kind` completes. Raises ValueError if taken."""
        if self._known.setdefault(kind, {}).setdefault(name, ask) is not ask:
            raise ValueError(f"guard {name!r} of {kind!r} is registered twice")

    def of(self, kind: str) -> tuple[Guard, ...]:
        return tuple(self._known.get(kind, {}).values())


class Intakes:
    """How *refer* opens an item of a kind."""

    def __init__(self) -> None:
        self._known: dict[str, Intake] = {}
        self._inner: set[str] = set()

    def register(self, kind: str, open_item: Intake, *, by_hand: bool = True) -> None:
        """Let other items be referred to `kind`. Raises ValueError if it is taken.

        Not `by_hand`: only services open such an item (`services.follow_up`), no button does.
        """
        if self._known.setdefault(kind, open_item) is not open_item:
            raise ValueError(f"intake {kind!r} is registered twice")
        if not by_hand:
            self._inner.add(kind)

    def get(self, kind: str) -> Intake | None:
        return self._known.get(kind)

    def kinds(self) -> tuple[str, ...]:
        """Give what people may refer to."""
        return tuple(sorted(self._known.keys() - self._inner))


class OwnActs:
    """By kind: the acts that it adds to the engine's."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, OwnAct]] = {}

    def register(self, kind: str, act: OwnAct) -> None:
        """Let items of `kind` have `act`. Raises ValueError if its name is taken."""
        if self._known.setdefault(kind, {}).setdefault(act.name, act) != act:
            raise ValueError(f"act {act.name!r} of {kind!r} is registered twice")

    def of(self, kind: str) -> tuple[OwnAct, ...]:
        return tuple(self._known.get(kind, {}).values())


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of item: its code, its Chinese name, the desk address of one of them."""

    code: str
    title: str
    url: "Callable[[WorkItem], str]"


class Kinds:
    """The kinds of work this installation carries."""

    def __init__(self) -> None:
        self._known: dict[str, Kind] = {}

    def register(self, code: str, title: str, url: "Callable[[WorkItem], str]") -> None:
        """Make a kind known; `url` gives the desk page of an item. Raises ValueError if taken."""
        if code in self._known and self._known[code].title != title:
            raise ValueError(f"kind {code!r} is registered twice")
        self._known[code] = Kind(code, title, url)

    def title(self, code: str) -> str:
        known = self._known.get(code)
        return known.title if known else code

    def url(self, item: "WorkItem") -> str:
        """Give the desk page of `item`; "" if its kind is not of this installation."""
        known = self._known.get(item.kind)
        return known.url(item) if known else ""

    def all(self) -> tuple[Kind, ...]:
        return tuple(self._known[code] for code in sorted(self._known))


class Accepting(Protocol):
    """Accept an item of one's kind as the desk would, with what the kind adds to the act."""

    def __call__(self, *, actor: Actor, now: datetime, item: int) -> object: ...


class Accepters:
    """How items of a kind are accepted many at once."""

    def __init__(self) -> None:
        self._known: dict[str, Accepting] = {}

    def register(self, kind: str, run: Accepting) -> None:
        """Let items of `kind` be accepted in a batch. Raises ValueError if it is taken."""
        if self._known.setdefault(kind, run) is not run:
            raise ValueError(f"accepting {kind!r} is registered twice")

    def get(self, kind: str) -> Accepting | None:
        return self._known.get(kind)


accepting = Accepters()
kinds = Kinds()
effects = Effects()
guards = Guards()
intakes = Intakes()
own_acts = OwnActs()
