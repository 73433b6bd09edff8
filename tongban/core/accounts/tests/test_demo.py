"""The demo fills, twice, with roles where the organisations are."""

from pathlib import Path

import pytest

from tongban.core.accounts import demo, selectors
from tongban.core.accounts.models import Account, RoleGrant
from tongban.core.accounts.tests import factories as make
from tongban.core.accounts.tests.factories import NOW
from tongban.core.accounts.types import SYSTEM
from tongban.core.organisations import services as organisations


@pytest.mark.django_db
def test_filling_twice_changes_nothing(settings: object, tmp_path: Path) -> None:
    settings.KEYS = tmp_path  # type: ignore[attr-defined]
    make.divisions()
    bureau = organisations.save(
        actor=SYSTEM,
        now=NOW,
        code="scjg-421202",
        uscc=make.demo_uscc(1),
        name="演示市场监管局",
        short_name="市场监管局",
        division=demo.XIANAN,
    )
    said: list[str] = []
    demo.fill(now=NOW, say=said.append)
    before = Account.objects.count(), RoleGrant.objects.count()
    demo.fill(now=NOW, say=said.append)
    assert (Account.objects.count(), RoleGrant.objects.count()) == before
    assert Account.objects.filter(demo=True).count() == before[0]
    assert len(selectors.holders("inspector", bureau.pk, now=NOW)) == 2
    rare = selectors.by_phone("12000000003")
    assert rare is not None
    assert rare.name == "演示·㛃𬭎"
    assert rare.check_password(demo.PASSWORD)
    assert (tmp_path / "demo-client.txt").exists()
    assert any("没有机构" in line for line in said)
