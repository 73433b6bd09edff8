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


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement of money, as a channel's statement or as our book has it; `amount` in 分."""

    kind: str  # paid | refund
    number: str
    amount: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A movement in both books: None where one has nothing of it."""

    kind: str
    number: str
    theirs: int | None
    ours: int | None

    @property
    def found(self) -> str:
        """matched, ours_only, theirs_only or differs."""
        if self.theirs is None:
            return "ours_only"
        if self.ours is None:
            return "theirs_only"
        return "matched" if self.theirs == self.ours else "differs"
