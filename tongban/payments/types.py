"""Lines of a bill, orders at a provider, what a provider tells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One fee of a bill, as the edition said when it was drawn up; `unit_price` in 分."""

    code: str
    name: str
    basis: str
    standard: str
    unit_price: int
    quantity: int = 1

    @property
    def amount(self) -> int:
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a provider; `number` makes asking again the same order."""

    number: str
    amount: int
    title: str
    back: str  # the path that the payer returns to


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider says of an order: open, paid, failed or closed, and the sum it took."""

    number: str
    state: str
    amount: int = 0
    reference: str = ""
