"""Reading: pages by key, filters, what touches a matter, figures; each at a fixed cost."""

from datetime import timedelta
from typing import Any

import pytest

from tongban.core.figures import selectors as figures
from tongban.lists import ports, selectors, services
from tongban.lists.selectors import Filters
from tongban.lists.tests import factories as f
from tongban.lists.tests.factories import CHIBI, CITY, DRUG, FIRM, NOW, PATH, TODAY, XIANAN, proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> f.Cast:
    return f.cast()


def seen(edition: Any, filters: Filters = Filters(), limit: int = 7) -> list[str]:  # noqa: B008
    found: list[str] = []
    after = ""
    while True:
        page = selectors.entries(edition, filters, after=after, limit=limit)
        found += [row.title for row in page.rows]
        after = page.after
        if not after:
            assert page.total == len(found)
            return found


def test_pages_by_key_cover_everything_once(here: f.Cast) -> None:
    edition = f.published(f.proofs(30))
    assert seen(edition) == [f"证明{n}" for n in range(1, 31)]
    junk = selectors.entries(edition, Filters(), after="9" * 40 + "-x", limit=7)
    assert [row.title for row in junk.rows][:1] == ["证明1"]


def test_words_and_choices_narrow_a_list(here: f.Cast) -> None:
    edition = f.published(
        [
            proof("甲证明", asked_by="ＡＢ局"),
            proof("乙证明", replacement="direct", replaced_by=None),
            proof("丙证明", replacement="licence", replaced_by="居民身份证"),
        ]
    )
    assert seen(edition, Filters(words="ab 甲")) == ["甲证明"]
    assert seen(edition, Filters(words="身份证")) == ["丙证明"]
    assert seen(edition, Filters(words="100%_")) == []
    assert seen(edition, Filters(choices={"replacement": "direct"})) == ["乙证明"]
    assert seen(edition, Filters(choices={"replacement": "nothing"})) == []
    counts = selectors.facet_counts(edition, selectors.columns_of(edition))
    assert counts == {"replacement": {"commitment": 1, "direct": 1, "licence": 1}}


def test_a_place_narrows_to_what_can_be_done_there() -> None:
    here = f.cast(villages=True)
    base = {"level": "township", "way": "done", "department": "民政局"}
    town, village, other = "421202001", "421202001002", "421202002"
    edition = f.published(
        [
            {**base, "name": "到处"},
            {**base, "name": "温泉", "places": [town]},
            {**base, "name": "一村", "places": [village]},
            {**base, "name": "别处", "places": [other]},
        ],
        kind="nearby",
    )
    assert here
    assert seen(edition, Filters(place=town)) == ["到处", "温泉", "一村"]
    assert seen(edition, Filters(place=village)) == ["到处", "温泉", "一村"]
    assert seen(edition, Filters(place=other)) == ["到处", "别处"]


def test_what_touches_a_matter_here(here: f.Cast, django_assert_num_queries: Any) -> None:
    whole, item = DRUG, DRUG + "01"
    f.published([proof("市里的", matters=[whole])], division=CITY)
    f.published([proof("区里的", matters=[item]), proof("别的", matters=[FIRM])])
    f.published([proof("外县的", matters=[whole])], division=CHIBI)
    licence = {
        "name": "药品零售", "document": "药品经营许可证", "authority": "市场监管局",
        "method": "improve", "measures": "精简材料", "matters": [whole],
        "basis": [{"law": "药品管理法", "article": "第五十一条"}],
    }  # fmt: skip
    f.published([licence], kind="licence-methods")

    def titles(code: str, on: Any = TODAY) -> list[str]:
        return [one.title for one in selectors.touching(code, on=on, division_path=PATH)]

    with django_assert_num_queries(1):
        assert titles(whole) == ["市里的", "区里的", "药品零售"]
    assert titles(item) == ["市里的", "区里的", "药品零售"]
    assert titles(DRUG + "02") == ["市里的", "药品零售"]
    assert titles("9" * 12) == []
    assert titles(whole, TODAY - timedelta(days=1)) == []
    first = selectors.touching(whole, on=TODAY, division_path=PATH)[0]
    assert first.text == "不用交“市里的”：告知承诺，本人书面承诺"
    assert (first.list_code, first.division) == (f"proofs-cancelled-{CITY}", "咸宁市")


def test_drafts_touch_nothing(here: f.Cast) -> None:
    f.begun(here)
    f.put(here, proof(matters=[DRUG]))
    assert selectors.touching(DRUG, on=TODAY, division_path=PATH) == []


def test_touching_costs_the_same_in_long_lists(
    here: f.Cast, django_assert_num_queries: Any
) -> None:
    f.published([proof(f"证明{n}", matters=[DRUG]) for n in range(500)])
    with django_assert_num_queries(1):
        assert len(selectors.touching(DRUG, on=TODAY, division_path=PATH)) == 500


def test_the_figures_of_the_report(here: f.Cast, django_assert_num_queries: Any) -> None:
    f.published(f.proofs(1), division=CITY)
    f.published(f.proofs(3))
    f.published(f.proofs(2), division=CHIBI)
    f.published(f.proofs(9), division="421221", since=TODAY + timedelta(days=1))
    value = {
        code: figures.value(code, at=NOW).numerator
        for code in ("proofs.cancelled", "proofs.cancelled_city", "proofs.cancelled_county")
    }
    assert list(value.values()) == [6, 1, 5]
    assert figures.value("proofs.cancelled", at=NOW, division=CHIBI).numerator == 2
    with django_assert_num_queries(3):  # the counties, the lists, the counties again
        rows = figures.by_division("proofs.cancelled", at=NOW)
    assert {row.name: row.value.numerator for row in rows if row.value.numerator} == {
        "咸安区": 3,
        "赤壁市": 2,
    }
    later = NOW + timedelta(days=1)
    assert figures.value("proofs.cancelled", at=later, division="421221").numerator == 9
    assert {"community.duties", "nearby.matters", "lenient.items"} <= {
        figure.code for figure in figures.figures
    }


def test_an_old_edition_keeps_its_columns(here: f.Cast, monkeypatch: Any) -> None:
    edition = f.published([proof()])
    monkeypatch.setattr(ports.kinds, "_known", {})
    assert [column.name for column in selectors.columns_of(edition)][:2] == ["name", "purpose"]
    assert selectors.in_force(on=TODAY)[0].published_list.title == "取消的证明事项清单"


def test_an_entry_has_its_history(here: f.Cast) -> None:
    first = f.published([proof()], since=TODAY)
    key = selectors.all_entries(first)[0].key
    f.published([proof(asked_by="民政局")], since=TODAY + timedelta(days=3))
    rows = selectors.history(f.CODE, key)
    assert [(row.edition.number, row.values["asked_by"]) for row in rows] == [
        (2, "民政局"),
        (1, "市场监管局"),
    ]
    assert services.address(f.PROOFS, XIANAN) == f.CODE
