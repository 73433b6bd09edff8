"""Two who renew or end the same licence at the same moment: one wins, the other is told."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tongban.cases.errors import CancellationRefused, Incomplete, RenewalRefused
from tongban.cases.models import Cancellation, Renewal
from tongban.cases.services import cancellation, intake
from tongban.cases.tests import factories as f
from tongban.cases.tests import renewals as r
from tongban.licences.models import Licence
from tongban.workflow import services as engine

REFUSED = (CancellationRefused, RenewalRefused, Incomplete)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts at the same time; give what each gave, or the type it raised."""
    ready, given = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            ready.wait()
            given.append(act())
        except REFUSED as error:
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
def test_of_two_at_once_one_renews_one_proposes_one_decides_and_silence_comes_once(
    standing_city: f.City, transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    city = standing_city
    row = r.licence(city)
    agent, token = city.actor("agent"), r.draft(city, row)

    def submit() -> int:
        return intake.submit_draft(actor=agent, now=f.NOW, token=token).pk

    same = at_once(submit, submit)  # two tabs of one draft arrive at one case
    assert len(same) == 2
    assert len(set(same)) == 1
    assert Renewal.objects.get().licence_id == row.pk
    case = Renewal.objects.get().case

    def tick() -> int:
        return engine.tick(r.AFTER)

    at_once(tick, tick)
    assert Licence.objects.filter(source=case.subject).count() == 1

    gone = r.licence(city)
    reviewer, decider, chief = (city.actor(one) for one in ("reviewer", "decider", "chief"))

    def propose(actor: Any) -> Callable[[], int]:
        return lambda: cancellation.propose(
            actor=actor, now=f.NOW, licence_id=gone.pk, ground="dissolved", reason="终止",
            evidence="证明",
        ).pk  # fmt: skip

    proposed = at_once(propose(reviewer), propose(city.actor("checker")))
    assert proposed.count(CancellationRefused) == 1
    made = Cancellation.objects.get()

    def decide(actor: Any, result: str) -> Callable[[], str]:
        return lambda: (
            cancellation.decide(
                actor=actor, now=f.NOW, cancellation=made.pk, result=result, reason="属实"
            ).outcome
        )

    decided = at_once(decide(decider, "cancelled"), decide(chief, "kept"))
    assert decided.count(CancellationRefused) == 1
    made.refresh_from_db()
    assert made.outcome in decided
    ended = Licence.objects.get(pk=gone.pk).status == "cancelled"
    assert ended == (made.outcome == "cancelled")
