"""What others plug into licences: who signs, and who answers for a subject that issued one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from tongban.licences.models import Licence


class Signer(Protocol):
    """Holds the private keys. The one here keeps P-256 keys in files; an HSM or an SM2 provider
    takes its place by registering another object with these four methods.

    Every method is safe to call from several processes at once and touches no database.
    """

    algorithm: str

    def sign_statement(self, claims: Mapping[str, Any]) -> str:
        """Return the compact signed statement (JWS) over `claims`."""
        ...

    def seal_paper(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        """Return `pdf` with a PAdES-B signature over the whole document."""
        ...

    def published_keys(self) -> Sequence[Mapping[str, str]]:
        """Return the public keys of statements as JWKs, the present one first."""
        ...

    def authorities(self) -> Sequence[bytes]:
        """Return the certificates (PEM) that a paper's signer must lead to."""
        ...


class Sealer(Protocol):
    """Holds the keys of the electronic seals (SM2). The one here keeps them in files; a city's
    seal system 电子印章系统 takes its place by registering another object.
    """

    algorithm: str

    def seal_original(
        self,
        parts: Mapping[str, bytes],
        *,
        body: str,
        picture: bytes,
        box: tuple[float, float, float, float],
        at: datetime,
    ) -> bytes:
        """Return the OFD container of `parts`, sealed with the seal of `body` (its picture, PNG) in
        `box` (left, top, width, height in mm) on the first page."""
        ...

    def authorities(self) -> Sequence[bytes]:
        """Return the certificates (PEM) that a seal and its user must lead to."""
        ...


class Sealers:
    """The sealer in use; registering another replaces it."""

    def __init__(self) -> None:
        self._sealer: Sealer | None = None

    def register(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def current(self) -> Sealer:
        """Return the sealer; RuntimeError when the area was never made ready."""
        if self._sealer is None:
            raise RuntimeError("no sealer of originals is registered")
        return self._sealer


sealers = Sealers()


class Signers:
    """The signer in use; registering another replaces it."""

    def __init__(self) -> None:
        self._signer: Signer | None = None

    def register(self, signer: Signer) -> None:
        self._signer = signer

    def current(self) -> Signer:
        """Return the signer; RuntimeError when the area was never made ready."""
        if self._signer is None:
            raise RuntimeError("no licence signer is registered")
        return self._signer


signers = Signers()


class Made(Protocol):
    """Called after a licence's paper is there, in the transaction that says so."""

    def __call__(self, *, licence_id: int, source: str, now: datetime) -> None: ...


class Makings:
    """Who wants to know that a paper is made (a case puts it on its timeline), by source prefix."""

    def __init__(self) -> None:
        self._told: dict[str, Made] = {}

    def register(self, prefix: str, told: Made) -> None:
        """Tell `told` about licences whose source is `prefix:…`; one listener a prefix."""
        if self._told.setdefault(prefix, told) is not told:
            raise ValueError(f"makings of {prefix!r} are listened to already")

    def tell(self, *, licence_id: int, source: str, now: datetime) -> None:
        told = self._told.get(source.partition(":")[0])
        if told is not None:
            told(licence_id=licence_id, source=source, now=now)


made = Makings()


@dataclass(frozen=True, slots=True)
class Offer:
    """What a higher area lets the holder do about a licence: a button, and a sentence about it.

    `url` "" where it cannot be done now; the sentence says why, or from when.
    """

    code: str
    label: str
    text: str
    url: str = ""


class Offers:
    """What may be done about licences, by who offers it."""

    def __init__(self) -> None:
        self._known: dict[str, Callable[[Sequence[Licence], datetime], Mapping[int, Offer]]] = {}

    def register(
        self, code: str, ask: "Callable[[Sequence[Licence], datetime], Mapping[int, Offer]]"
    ) -> None:
        """Have `ask(licences, now)` give its offer for each licence (by id) that it has one for,
        in a number of queries that does not grow with them. Raises ValueError if taken."""
        if self._known.setdefault(code, ask) is not ask:
            raise ValueError(f"offers {code!r} are registered twice")

    def of(self, rows: "Sequence[Licence]", now: datetime) -> dict[int, list[Offer]]:
        """Give the offers of each licence, by its id, in the order of registration."""
        found: dict[int, list[Offer]] = {row.pk: [] for row in rows}
        for ask in self._known.values():
            for licence, offer in ask(rows, now).items():
                found[licence].append(offer)
        return found


offers = Offers()


class HandedOver:
    """Acts upon a licence that an officer does not do alone: a higher area has a way for them (a
    cancellation is proposed by one and decided by another)."""

    def __init__(self) -> None:
        self._known: dict[str, Callable[[Licence], str]] = {}

    def register(self, act: str, url: Callable[["Licence"], str]) -> None:
        """Have `act` done elsewhere; `url(licence)` is the desk page where it begins. Raises
        ValueError if taken."""
        if self._known.setdefault(act, url) is not url:
            raise ValueError(f"the act {act!r} is handed over twice")

    def __contains__(self, act: str) -> bool:
        return act in self._known

    def url(self, act: str, licence: "Licence") -> str:
        """Give the page where the act begins; "" where it is done here."""
        known = self._known.get(act)
        return known(licence) if known else ""


handed_over = HandedOver()


class Kept:
    """Which licences do not lapse on their last day, because the law has not let them end yet."""

    def __init__(self) -> None:
        self._known: dict[str, Callable[[datetime], Iterable[int]]] = {}

    def register(self, name: str, ask: Callable[[datetime], Iterable[int]]) -> None:
        """Have `ask(now)` give the ids of licences past their last day that are to wait (for a
        renewal that silence makes). Raises ValueError if taken."""
        if self._known.setdefault(name, ask) is not ask:
            raise ValueError(f"kept licences {name!r} are registered twice")

    def ids(self, now: datetime) -> frozenset[int]:
        return frozenset(one for ask in self._known.values() for one in ask(now))


kept = Kept()


class MakingRequest:
    """Queues the making of a paper, inside the caller's transaction; filled by the tasks room.

    Services lie below tasks, so they ask through this door.
    """

    def __init__(self) -> None:
        self._enqueue: Callable[[int], None] | None = None

    def register(self, enqueue: Callable[[int], None]) -> None:
        self._enqueue = enqueue

    def request(self, licence_id: int) -> None:
        if self._enqueue is None:
            raise RuntimeError("nothing makes licence papers")
        self._enqueue(licence_id)


making = MakingRequest()
