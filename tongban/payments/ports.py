"""Payment providers: what one must be able to do; filled in `apps.ready()`."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Protocol

from tongban.payments.errors import ProviderMissing
from tongban.payments.types import Order, Told


class Provider(Protocol):
    """A place where people pay. Every call may be repeated; none is made inside a transaction."""

    title: str

    def create(self, order: Order, *, now: datetime) -> str:
        """Make the order, or find it; give the address where it is paid."""
        ...

    def query(self, number: str, *, now: datetime) -> Told: ...

    def close(self, number: str, *, now: datetime) -> Told:
        """See that the order can be paid no more; give what became of it."""
        ...

    def refund(self, number: str, refund: str, amount: int, *, now: datetime) -> bool:
        """Give money of an order back under the refund's own number; True when it has gone."""
        ...

    def read(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> Told:
        """Read a notification. Raises NotGenuine."""
        ...

    def statement(self, day: date, *, now: datetime) -> bytes:
        """Give the statement of a day that is over, as CSV of `rules.STATEMENT`."""
        ...


class Providers:
    def __init__(self) -> None:
        self._known: dict[str, Provider] = {}

    def register(self, code: str, provider: Provider) -> None:
        """Make a provider known. Raises ValueError if the code is taken by another."""
        if type(self._known.setdefault(code, provider)) is not type(provider):
            raise ValueError(f"provider {code!r} is registered twice")

    def __iter__(self) -> Iterator[tuple[str, Provider]]:
        return iter(list(self._known.items()))

    def get(self, code: str) -> Provider:
        """Raises ProviderMissing."""
        if code not in self._known:
            raise ProviderMissing()
        return self._known[code]


providers = Providers()
