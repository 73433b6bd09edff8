"""The demo's other system."""

import pytest

from tongban.cases.tests import factories as f
from tongban.core.accounts.demo import EXCHANGE
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.hub import demo
from tongban.hub.models import Batch, Record
from tongban.hub.tests.conftest import system

pytestmark = pytest.mark.django_db


def test_the_demo_sends_once_some_late_and_one_line_wrong(city: f.City) -> None:
    said: list[str] = []
    demo.fill(now=f.NOW, say=said.append)
    assert not said, "there is no such system in this city"
    assert isinstance(system(city, EXCHANGE, f.XIANAN), Actor)
    for _twice in range(2):
        demo.fill(now=f.NOW, say=said.append)
    assert said == [f"演示业务系统报送办件 {demo.CASES} 件"]
    assert Batch.objects.count() == demo.BATCHES
    assert [batch.refused for batch in Batch.objects.order_by("id")] == [0, 0, 1]
    assert 0 < Record.objects.visible_to(SYSTEM).backfilled().count() < demo.CASES // 2
