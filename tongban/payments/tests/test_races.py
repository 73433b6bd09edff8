"""Two clicks and two notifications at once, on a database that threads share."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tongban.cases.tests import factories as f
from tongban.core.ledger import selectors as ledger
from tongban.payments import adapter, services, states
from tongban.payments.errors import AlreadyPaid, PaymentError, RefundDecided, RefundPending
from tongban.payments.models import Attempt, Bill, Refund, SimulatedOrder
from tongban.payments.tests.factories import charge, chief
from tongban.payments.types import Told


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts at the same time; give what each gave, or the type it raised."""
    ready, given = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            ready.wait()
            given.append(act())
        except PaymentError as error:
            given.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return given


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_money_is_taken_once_and_given_back_once_whoever_races(
    standing_city: f.City, transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    # One test: what a transactional test leaves behind is flushed, and the city with it.
    two_clicks_two_notifications_and_the_window(standing_city)
    two_ask_and_two_decide(standing_city)


def two_clicks_two_notifications_and_the_window(city: f.City) -> None:
    bill = charge(city.accepted("elder-card", "citizen"))
    citizen, clerk = city.actor("citizen"), city.actor("window")

    def click() -> str:
        return services.begin(
            actor=citizen, now=f.NOW, token=bill.token, provider=adapter.SIMULATOR
        )

    addresses = at_once(click, click)
    assert len(addresses) == 2
    assert len(set(addresses)) == 1
    attempt = bill.attempts.get()
    told = Told(attempt.number, states.PAID, attempt.amount, "R1")

    def hear() -> str:
        return services.settle(now=f.NOW, provider=adapter.SIMULATOR, told=told)

    def till() -> str:
        services.pay_at_window(actor=clerk, now=f.NOW, token=bill.token, method="cash", slip="0001")
        return "till"

    outcomes = at_once(hear, hear, till)
    assert len(outcomes) == 3
    # The till was first and the provider's money goes back, or it was told that all is paid.
    assert Attempt.objects.filter(state=states.PAID).count() == 1
    assert (AlreadyPaid in outcomes) != (states.RETURNED in outcomes)
    assert Bill.objects.get(pk=bill.pk).state == states.PAID
    verbs = [entry.verb for entry in ledger.timeline(bill.ref)]
    assert verbs.count("payments.pay") == 1


def two_ask_and_two_decide(city: f.City) -> None:
    services.give_back(f.NOW)  # where the till was first above, the provider's money is on its way
    bill = charge(city.accepted("elder-card", "other"))
    citizen, clerk, head = city.actor("other"), city.actor("window"), chief(city)

    def order() -> SimulatedOrder:
        return SimulatedOrder.objects.get(number=bill.attempts.get().number)

    services.begin(actor=citizen, now=f.NOW, token=bill.token, provider=adapter.SIMULATOR)
    pressed = adapter.press(token=order().token, outcome="paid", now=f.NOW)
    services.settle(now=f.NOW, provider=adapter.SIMULATOR, told=adapter.told(pressed))

    def ask(actor: Any) -> Callable[[], Any]:
        return lambda: services.ask_back(
            actor=actor, now=f.NOW, token=bill.token, amount="30", reason="重复"
        )

    asked = at_once(ask(citizen), ask(clerk), ask(citizen))
    assert asked.count(RefundPending) == 2
    refund = Refund.objects.get(bill=bill)

    def decide(approve: bool) -> Callable[[], Any]:
        return lambda: services.decide_back(
            actor=head, now=f.NOW, token=bill.token, refund=refund.pk, approve=approve, reason="核"
        )

    decided = at_once(decide(True), decide(False), decide(True))
    assert decided.count(RefundDecided) == 2
    refund.refresh_from_db()
    gone = at_once(lambda: services.give_back(f.NOW), lambda: services.give_back(f.NOW))
    approved = refund.state == states.OPEN
    assert sum(gone) == approved
    assert bill.attempts.get().given_back == (3000 if approved else 0)
    assert order().refunded == (f"{refund.number}:3000:{f.NOW:%Y-%m-%d}" if approved else "")
