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


@pytest.mark.django_db
def test_the_whole_city_has_people_and_the_service_office_sees_every_county(
    settings: object, tmp_path: Path
) -> None:
    settings.KEYS = tmp_path  # type: ignore[attr-defined]
    make.divisions()
    rows = (("gov-421222", "县政府", "421222"), ("scjg-421222", "市场监管局", "421222"))
    for serial, (code, name, place) in enumerate(rows, start=1):
        organisations.save(
            actor=SYSTEM, now=NOW, code=code, uscc=make.demo_uscc(serial), name=f"通城县{name}",
            short_name=name, division=place,
        )  # fmt: skip
    demo.fill(now=NOW, say=lambda text: None)
    told: list[int] = []
    for _ in range(2):  # again: nothing to do
        demo.fill_full(now=NOW, say=lambda text: None, bar=lambda title, total: told.append)
        count = Account.objects.count(), RoleGrant.objects.count()
    demo.fill_full(now=NOW, say=lambda text: None, bar=lambda title, total: told.append)
    assert (Account.objects.count(), RoleGrant.objects.count()) == count

    def held(phone: str) -> set[tuple[str, str]]:
        grants = RoleGrant.objects.filter(account=selectors.by_phone(phone))
        return set(grants.values_list("organisation__code", "role_id"))

    assert ("scjg-421222", "editor") in held("12000000650")
    assert ("gov-421222", "service_office") in held("12000000401")
    assert ("scjg-421222", "chief") in held("12000000607")
