"""The public pages and the API of figures, and what those who watch see."""

import csv
import io
import json
import re
from decimal import Decimal

import pytest
from django.core.cache import cache

from tongban.core.accounts.types import ANONYMOUS, Actor, Grant
from tongban.core.figures.ports import prints
from tongban.core.figures.types import Printed
from tongban.insight import portal, rules, selectors
from tongban.insight.tests.factories import NOW, City, at
from tongban.workflow import states

pytestmark = pytest.mark.django_db
XIANAN, CHIBI = "421202", "421281"


@pytest.fixture(autouse=True)
def fixed(monkeypatch):
    cache.clear()
    for module in ("portal", "api", "desk"):
        monkeypatch.setattr(f"tongban.insight.{module}.now", lambda: NOW)
    yield
    cache.clear()


@pytest.fixture
def city():
    made = City()
    made.case(XIANAN, at(2), at(3), due=at(10))
    made.case(CHIBI, at(2), at(9), due=at(6))
    return made


def test_the_index_shows_each_headline_with_parts_basis_and_cut_off(client, city):
    page = client.get("/figures/").content.decode()
    assert "50.00" in page
    assert "按时办结 1 / 办结（有期限） 2" in page
    assert "截至 2026-11-23 09:00" in page
    assert "不含审图号" in page
    for code in selectors.HEADLINES:
        figure = selectors.registry.get(code)
        assert figure.title in page
        assert figure.basis in page
    assert "style=" not in page
    assert "<script>" not in page


@pytest.fixture
def paper():
    """A report that prints one figure right and one wrong, and one that nobody declares."""
    rows = [
        Printed("cases.on_time", "按时办结占比", Decimal(50), "演示报告"),
        Printed("cases.on_time", "咸安按时办结", Decimal("99.99"), "演示报告", XIANAN, "印错了"),
        Printed("nobody.declares", "别的", Decimal(1), "演示报告"),
    ]
    prints.register("test", lambda: rows)
    yield rows
    prints.remove("test")


def test_what_a_report_prints_stands_beside_what_is_computed(client, city, paper):
    for address in ("/figures/", "/figures/cases.on_time/"):
        page = client.get(address).content.decode()
        rows = re.findall(r"<tr><td><a href=\"(.*?)\">(.*?)</a>(.*?)</tr>", page)
        (link, title, right), (_link, _title, wrong) = rows
        assert (link, title) == ("/figures/cases.on_time/", "按时办结占比")
        assert right.count("50.00%") == 2
        assert "一致" in right
        assert "99.99%" in wrong and "100.00%" in wrong  # noqa: PT018
        assert "不同" in wrong and "印错了" in wrong  # noqa: PT018
        assert "来源：演示报告" in page
    assert "对照" not in client.get("/figures/cases.days/").content.decode()


def test_without_a_report_there_is_no_comparison(client, city):
    assert "对照" not in client.get("/figures/").content.decode()


def test_the_index_costs_few_queries_cold_and_none_of_figures_warm(
    client, city, django_assert_max_num_queries
):
    with django_assert_max_num_queries(54) as cold:
        client.get("/figures/")
    with django_assert_max_num_queries(0):
        client.get("/figures/?figure=cases.days")
    assert len(cold) > 0


def test_a_page_costs_few_queries(client, city, django_assert_max_num_queries):
    client.get("/figures/cases.days/")
    cache.clear()
    with django_assert_max_num_queries(8):
        client.get("/figures/cases.days/")


def test_the_chosen_figure_is_on_the_map_beside_its_table(client, city):
    page = client.get("/figures/?figure=cases.days").content.decode()
    option = json.loads(re.search(r'id="county-map-data"[^>]*>(.*?)</script>', page)[1])
    data = {one["name"]: one["value"] for one in option["series"][0]["data"]}
    assert {name: value for name, value in data.items() if value is not None} == {
        "咸安区": 1.0,
        "赤壁市": 5.0,
    }
    assert len(data) == 6
    assert 'data-geojson="/divisions/counties.geojson"' in page
    assert "咸宁高新区" in page


def test_an_unknown_choice_falls_back_and_an_unknown_page_is_not_there(client, city):
    assert client.get("/figures/?figure=nothing").status_code == 200
    assert client.get("/figures/nothing/").status_code == 404
    assert client.get("/figures/nothing/data.csv").status_code == 404


def test_the_file_holds_raw_numbers_and_the_basis(client, city):
    answer = client.get("/figures/cases.on_time/data.csv")
    assert answer["Content-Disposition"].endswith('"cases.on_time-202611230900.csv"')
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][:8] == ["按时办结率", XIANAN, "咸安区", "100.00", "%", "1", "1", "1"]
    assert [row[:7] for row in rows if row[2:3] == ["全市"]] == [
        ["按时办结率", "421200", "全市", "50.00", "%", "1", "2"]
    ]
    assert rows[-1][0] == "口径"


def test_machines_read_without_a_token(client, city):
    listed = client.get("/api/v1/figures").json()
    assert [one["code"] for one in listed][: len(selectors.HEADLINES)] == list(selectors.HEADLINES)
    board = client.get("/api/v1/figures/cases.on_time").json()
    assert (board["city"]["numerator"], board["city"]["denominator"]) == (1, 2)
    assert (board["first"], board["last"]) == ("2026-01-01", "2026-11-23")
    ranks = {one["division"]: one["rank"] for one in board["divisions"]}
    assert (ranks[XIANAN], ranks[CHIBI], ranks["421221"]) == (1, 2, None)
    gone = client.get("/api/v1/figures/nothing")
    assert (gone.status_code, gone["Content-Type"]) == (404, "application/problem+json")


def test_a_count_of_nothing_is_nought_not_unknown(city):
    board = selectors.board("cases.received", now=NOW)
    texts = {row.division: row.value.text for row in board.rows}
    assert (texts[XIANAN], texts["421221"]) == ("1 件", "0 件")


def test_boards_stand_for_a_minute(city):
    before = selectors.board("cases.decided", now=NOW)
    city.case(XIANAN, at(2), at(3))
    assert selectors.board("cases.decided", now=NOW.replace(second=59)) == before
    later = selectors.board("cases.decided", now=NOW.replace(minute=1))
    assert later.city.numerator == before.city.numerator + 1


def test_home_shows_three(client, city):
    panel = portal.home_panel(None)
    assert panel is not None
    assert [card["code"] for card in panel["cards"]] == list(selectors.HOME)


def watcher(role="leader"):
    return Actor(
        ref="account:9", account_id=9, staff=True,
        grants=(Grant(role, 3, "", "420000/421200/"),),
    )  # fmt: skip


def test_lights_are_counted_in_scope_in_three_queries(city, django_assert_num_queries):
    never = states.NEVER
    city.case(XIANAN, at(2), due_at=at(20), warn_at=at(19))
    city.case(XIANAN, at(2), due_at=at(27), warn_at=at(20))
    city.case(XIANAN, at(2), due_at=at(27), warn_at=at(26))
    city.case(CHIBI, at(2), due_at=never, warn_at=never, suspended=True)
    city.case(CHIBI, at(2), due_at=never, warn_at=never)
    with django_assert_num_queries(3):  # whom the viewer acts for, cases, counties
        found = selectors.lights(watcher(), now=NOW)
    assert [(one.division, one.red, one.yellow, one.green, one.paused) for one in found] == [
        (XIANAN, 1, 1, 1, 0),
        (CHIBI, 0, 0, 1, 1),
    ]
    assert found[0].total == 3


@pytest.mark.parametrize(
    ("actor", "seen"),
    [(watcher(), True), (watcher("auditor"), True), (watcher("window"), False), (ANONYMOUS, False)],
)
def test_only_those_who_watch_have_the_board(actor, seen):
    assert selectors.watches(actor) is seen


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([], (0.0, 1.0)),
        ([Decimal(3), None, Decimal(7)], (3.0, 7.0)),
        ([Decimal(5), Decimal(5)], (0.0, 5.0)),
        ([Decimal(0)], (0.0, 1.0)),
        ([Decimal(-4)], (-4.0, -3.0)),
    ],
)
def test_the_colours_scale_has_two_ends(values, scale):
    assert rules.scale(values) == scale
