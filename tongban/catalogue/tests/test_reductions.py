"""四减: measures of an edition, who asks for more, what became less, and the figures."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tongban.catalogue.models import Edition
from tongban.catalogue.rules import reductions
from tongban.catalogue.rules.measures import working_days
from tongban.catalogue.selectors import reductions as selectors
from tongban.catalogue.tests import factories
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.catalogue.types import Term
from tongban.core.figures import selectors as figures
from tongban.core.workdays.types import Limit

PLACES = [
    reductions.Place("甲", "/a/", {"steps": 3, "asked": 5, "promised_days": 0, "visits": 1}),
    reductions.Place("乙", "/b/", {"steps": 3, "asked": 2, "promised_days": 6, "visits": 1}),
    reductions.Place("丙", "/c/", {"steps": 3, "asked": 2, "promised_days": None, "visits": 1}),
]


@pytest.mark.parametrize(
    ("limit", "days"),
    [
        (Limit(20), 20),
        (Limit(7, "day", "natural"), 5),
        (Limit(10, "day", "natural"), 8),
        (Limit(2, "month"), 42),
        (Limit(8, "hour"), 1),
        (None, None),
    ],
)
def test_limits_are_compared_in_working_days(limit: Limit | None, days: int | None) -> None:
    assert working_days(Term(limit)) == days


def test_the_least_and_how_much_more_the_others_ask() -> None:
    rows = {place.name: cells for place, cells in reductions.compared(PLACES)}
    names = [name for name, _title, _unit in reductions.COUNTED]
    asked, days, steps = (names.index(n) for n in ("asked", "promised_days", "steps"))
    assert (rows["甲"][asked].more, rows["甲"][asked].best) == ("多 3 份", False)
    assert rows["乙"][asked].best
    assert rows["丙"][asked].best
    assert (rows["甲"][days].text, rows["丙"][days].text) == ("当场", "—")
    assert not any(cells[steps].best for cells in rows.values())


@pytest.mark.django_db
class TestPlaces:
    @pytest.fixture(autouse=True)
    def _city(self) -> None:
        factories.places()
        self.one: Any = factories.published("drug-retail", "421202")
        self.two: Any = factories.published("drug-retail", "421281")
        factories.published("device2-filing", "421200")
        content = Edition.objects.get(implementation=self.two).raw
        extra = [{"code": "more", "name": "房屋安全鉴定报告", "basis": "演示"}]
        factories.republish(self.two, TODAY, materials=content["materials"] + extra, visits=0)

    def test_who_asks_more_stands_first_and_single_matters_do_not_stand(self) -> None:
        page = selectors.spreads(on=TODAY)
        assert [row.name for row in page.rows] == [self.one.matter.name]
        row = page.rows[0]
        assert (row.places, row.gap) == (2, 1)
        assert row.most["asked"] == (row.least["asked"] or 0) + 1
        assert selectors.spreads(on=TODAY, q="没有这个").rows == []

    def test_the_pages_say_it(self, client: Client) -> None:
        found = client.get("/matters/reductions/")
        assert "药品经营许可证" in found.content.decode()
        shown = client.get(f"/matters/reductions/{self.one.matter.catalog_code}/").content.decode()
        assert "多 1 份" in shown
        assert "历次变化" in shown
        assert "第 2 版" in shown
        assert client.get("/matters/reductions/000000000000/").status_code == 404

    def test_the_list_costs_the_same_for_any_number(
        self, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        client.get("/matters/reductions/")
        with django_assert_max_num_queries(3):
            client.get("/matters/reductions/")

    def test_pages_follow_by_key(self) -> None:
        factories.published("food-permit", "421202")
        factories.published("food-permit", "421281")
        first = selectors.spreads(on=TODAY, limit=1)
        second = selectors.spreads(on=TODAY, limit=1, after=first.after)
        names = {row.name for row in (*first.rows, *second.rows)}
        assert len(names) == 2
        assert second.after == ""

    def test_the_figures_are_means_and_the_saved_share(self) -> None:
        at = NOW + timedelta(hours=1)
        rows = list(Edition.objects.in_force(TODAY))
        papers = figures.value("catalogue.papers", at=at)
        assert (papers.numerator, papers.denominator) == (sum(r.asked for r in rows), len(rows))
        timed = [r for r in rows if r.statutory_days and r.promised_days is not None]
        law = sum(r.statutory_days or 0 for r in timed)
        saved = law - sum(r.promised_days or 0 for r in timed)
        compressed = figures.value("catalogue.compressed", at=at)
        assert (compressed.numerator, compressed.denominator) == (saved, law)
        by_place = {row.division: row.value for row in figures.by_division(
            "catalogue.papers", at=at, division="421200")}  # fmt: skip
        assert by_place["421281"].numerator == by_place["421202"].numerator + 1
