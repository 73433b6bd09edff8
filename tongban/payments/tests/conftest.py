"""The small city of the cases' tests: a bill is always of a case."""

import pytest

from tongban.cases.tests import factories as f
from tongban.cases.tests.conftest import city, standing_city
from tongban.payments import adapter
from tongban.payments.models import Bill, SimulatedOrder
from tongban.payments.tests.factories import begin, charge, hear

__all__ = ["city", "standing_city"]


@pytest.fixture
def bill(city: f.City) -> Bill:
    """A bill of 40 元 for a citizen's case."""
    made: Bill = charge(city.accepted("elder-card", "citizen"))
    return made


@pytest.fixture
def paid(city: f.City, bill: Bill) -> Bill:
    """The bill, paid online; the simulator's book says so too."""
    attempt = begin(city, bill)
    adapter.press(token=SimulatedOrder.objects.get().token, outcome="paid", now=f.NOW)
    hear(attempt)
    return bill
