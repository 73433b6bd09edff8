"""应收, 实收, 退付: exact sums, by month, body and place; money that was no income is in none."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tongban.cases.tests import factories as f
from tongban.core.figures import selectors as figures
from tongban.core.figures.types import Period
from tongban.payments import adapter, services
from tongban.payments.models import SimulatedOrder
from tongban.payments.tests.factories import begin, charge, hear
from tongban.payments.tests.test_receipts import refund

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
AT = f.NOW + timedelta(hours=1)


@pytest.fixture
def paid(city):
    """One bill of 40 元 paid, of which 15 went back; one due; one cancelled and paid too late."""
    bill = charge(city.accepted("elder-card", "citizen"))
    attempt = begin(city, bill)
    adapter.press(token=SimulatedOrder.objects.get().token, outcome="paid", now=f.NOW)
    hear(attempt)
    refund(city, bill, "15")
    charge(city.accepted("elder-card", "other"))
    late = charge(city.accepted("road-dig", "agent"))
    order = begin(city, late, "agent")
    services.cancel(actor=f.SYSTEM, now=f.NOW, subject=late.subject, reason="申请已撤回")
    adapter.press(
        token=SimulatedOrder.objects.get(number=order.number).token, outcome="paid", now=f.NOW
    )
    hear(order, reference="R2")
    services.give_back(f.NOW)
    return bill


def values(**asked):
    return [
        figures.value(f"payments.{code}", at=AT, **asked).value
        for code in ("due", "paid", "returned")
    ]


def test_the_sums_are_exact_and_of_their_month(paid):
    assert values(period=NOVEMBER) == [Decimal("80.00"), Decimal("40.00"), Decimal("15.00")]
    assert values(period=OCTOBER) == [0, 0, 0]


def test_each_body_and_place_has_its_own(paid):
    assert values(organisation=paid.organisation.code)[1] == Decimal("40.00")
    assert values(organisation="none") == [0, 0, 0]
    assert values(division=f.XIANAN)[2] == Decimal("15.00")
    found = figures.get("payments.paid").grouped(figures.FigureQuery(at=AT, division="421200"))
    assert found[f.XIANAN].numerator == Decimal("40.00")
