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
from tongban.payments.errors import AlreadyPaid
from tongban.payments.models import Attempt, Bill
from tongban.payments.tests.test_payments import charge
from tongban.payments.types import Told


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts at the same time; give what each gave, or the type it raised."""
    ready, given = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            ready.wait()
            given.append(act())
        except AlreadyPaid as error:
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
def test_two_clicks_two_notifications_and_the_window_take_the_money_once(
    standing_city: f.City, transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    city = standing_city
    bill = charge(city.accepted("elder-card", "citizen"))
    citizen, clerk = city.actor("citizen"), city.actor("window")

    def click() -> str:
        return services.begin(
            actor=citizen, now=f.NOW, token=bill.token, provider=adapter.SIMULATOR
        )

    addresses = at_once(click, click)
    assert len(addresses) == 2
    assert len(set(addresses)) == 1
    attempt = Attempt.objects.get()
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
    assert Bill.objects.get().state == states.PAID
    verbs = [entry.verb for entry in ledger.timeline(bill.ref)]
    assert verbs.count("payments.pay") == 1
