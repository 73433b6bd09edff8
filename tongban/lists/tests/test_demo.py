"""The starter lists: whole, marked, and touching the matters of the starter catalogue."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings

from tongban.catalogue import demo as catalogue
from tongban.core.divisions.models import Division
from tongban.core.divisions.services import load_divisions, shipped
from tongban.core.figures import selectors as figures
from tongban.core.organisations import demo as organisations
from tongban.lists import demo, ports, rules, selectors
from tongban.lists.figures import printed
from tongban.lists.models import EntryMatter, ListEdition
from tongban.lists.tests.factories import NOW, PATH
from tongban.lists.types import Known

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(db: None) -> list[str]:
    said: list[str] = []
    load_divisions(shipped())
    organisations.fill(now=NOW, say=said.append)
    for _ in range(2):  # again: nothing to do
        demo.fill(now=NOW, say=said.append)
    return said


def test_every_kind_is_published_somewhere(filled: list[str]) -> None:
    assert filled[-2:] == ["演示清单：16 份", "演示清单：0 份"]
    found = {one.published_list.kind for one in selectors.in_force(on=date(2026, 11, 23))}
    assert found == {kind.code for kind in rules.KINDS}
    assert ListEdition.objects.count() == 17  # one list in two editions
    assert figures.value("proofs.cancelled_county", at=NOW).numerator == 5
    assert figures.value("proofs.cancelled_city", at=NOW).numerator == 1


def test_the_matters_that_entries_name_are_in_the_starter_catalogue(filled: list[str]) -> None:
    named = set(EntryMatter.objects.values_list("catalog_code", flat=True))
    known = {matter["catalog_code"] for matter in catalogue.matters()}
    assert named <= known
    assert len(named) >= 20
    texts = [
        one.text
        for one in selectors.touching("000131906001", on=date(2026, 11, 23), division_path=PATH)
    ]
    assert "不用交“经营场所周边居民同意书”：直接取消" in texts
    assert any("证照分离改革：实行告知承诺" in text for text in texts)


def test_the_full_demonstration_has_the_counts_that_the_report_prints(filled: list[str]) -> None:
    townships = list(Division.objects.filter(level="township"))
    for serial, row in enumerate(organisations.planned_besides(townships), start=900):
        if row["code"].startswith("gov-"):
            organisations._save(NOW, serial, row)
    assert printed() == []
    totals: list[int] = []

    def bar(title: str, total: int) -> Callable[[int], None]:
        totals.append(total)
        return lambda count: None

    for _ in range(2):  # again: nothing to do
        demo.fill_full(now=NOW, say=filled.append, bar=bar)
    assert totals == [10, 10]
    assert ListEdition.objects.count() == 17 + 10
    rows = printed()
    assert len(rows) == 12
    for row in rows:
        value = figures.value(row.figure, at=NOW, division=row.division or settings.CITY)
        assert value.value == row.value, row.title


def test_a_mistake_in_the_data_fails_at_once() -> None:
    kind = ports.kinds.get("proofs-cancelled")
    bad: dict[str, Any] = {"name": "x", "colour": "红", "replacement": "也许"}
    with pytest.raises(ValueError, match="colour"):
        demo._values(kind, bad, Known())
    for path in demo.DATA.glob("*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))
