"""What higher areas plug into accounts: powers, whom an account acts for, the sending of codes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tongban.core.accounts.types import Actor


@dataclass(frozen=True, slots=True)
class Power:
    """Something that a role may allow; `roles` are the codes that hold it unless data say else."""

    code: str
    label: str
    roles: frozenset[str]


class Powers:
    """The registry of powers: areas name what can be allowed, roles collect it."""

    def __init__(self) -> None:
        self._known: dict[str, Power] = {}

    def register(self, code: str, label: str, *, roles: Iterable[str] = ()) -> None:
        """Make `code` ("cases.accept") known with its Chinese label; `roles` hold it by default.

        Raises ValueError if the code is taken with another label.
        """
        known = self._known.get(code)
        if known is not None and known.label != label:
            raise ValueError(f"power {code!r} is registered twice")
        self._known[code] = Power(code, label, frozenset(roles))

    def all(self) -> tuple[Power, ...]:
        """Give all powers in the order of their codes."""
        return tuple(self._known[code] for code in sorted(self._known))

    def label(self, code: str) -> str:
        """Give the label of a power, or its code if no area of this installation has it."""
        power = self._known.get(code)
        return power.label if power else code

    def of_role(self, role: str) -> frozenset[str]:
        """Give the powers that areas registered for `role`."""
        return frozenset(power.code for power in self._known.values() if role in power.roles)


class ActorFacts:
    """Whom an account may act for: "party:12" for each."""

    def __init__(self) -> None:
        self._sources: list[Callable[[int], Iterable[str]]] = []
        self._kept: ContextVar[dict[int, frozenset[str]] | None] = ContextVar("facts", default=None)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Ask the sources once for each account within the block.

        For a request that only reads: every list and every act that it shows asks this.
        """
        token = self._kept.set({})
        try:
            yield
        finally:
            self._kept.reset(token)

    def register(self, source: Callable[[int], Iterable[str]]) -> None:
        """Add a function from account id to refs; registering it again changes nothing."""
        if source not in self._sources:
            self._sources.append(source)

    def of(self, account_id: int) -> frozenset[str]:
        """Give all refs that the sources name for the account."""
        kept = self._kept.get()
        if kept is None:
            return self._asked(account_id)
        if account_id not in kept:
            kept[account_id] = self._asked(account_id)
        return kept[account_id]

    def _asked(self, account_id: int) -> frozenset[str]:
        return frozenset(ref for source in self._sources for ref in source(account_id))


class CodeSender(Protocol):
    """Sends a one-time code to a phone; when the line is down it keeps it and retries."""

    def __call__(self, phone: str, code: str, *, now: datetime) -> None: ...


class Messages:
    """The way to a phone, filled by notices. Unfilled, codes go nowhere (they are never logged)."""

    def __init__(self) -> None:
        self._send: CodeSender | None = None

    def register(self, send: CodeSender) -> None:
        """Use `send` from now on."""
        self._send = send

    def send_code(self, phone: str, code: str, *, now: datetime) -> bool:
        """Send the code; gives False if nothing can send."""
        if self._send is None:
            return False
        self._send(phone, code, now=now)
        return True


class Unmasker(Protocol):
    """Gives the clear values of the named fields of a subject, after its own permission check."""

    def __call__(self, actor: Actor, subject: str, fields: Iterable[str]) -> Mapping[str, str]: ...


class Readers:
    """How sealed personal data of each kind of subject are read: prefix of the ref to function."""

    def __init__(self) -> None:
        self._known: dict[str, Unmasker] = {}

    def register(self, prefix: str, read: Unmasker) -> None:
        """Register the reader for refs such as "party:12" under "party"."""
        self._known[prefix] = read

    def get(self, subject: str) -> Unmasker | None:
        """Give the reader for the subject's prefix, if any."""
        return self._known.get(subject.partition(":")[0])


powers = Powers()
actor_facts = ActorFacts()
messages = Messages()
sealed_readers = Readers()
