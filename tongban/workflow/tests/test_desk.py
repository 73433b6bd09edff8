"""To-dos: who sees what, by light, paged by key; the page and its still answers."""

from dataclasses import replace

import pytest
from django.test import RequestFactory

from tongban.core.accounts.types import ANONYMOUS, SYSTEM
from tongban.core.shell import clock
from tongban.workflow import errors, handlers, selectors
from tongban.workflow.desk import todos as desk
from tongban.workflow.models import WorkItem
from tongban.workflow.tests import db
from tongban.workflow.tests import factories as f
from tongban.workflow.types import Accept, Suspend, Transfer

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return db.city()


@pytest.fixture
def at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW)


def ask(actor, query="", **headers):
    request = RequestFactory().get(f"/desk/todos/{query}", headers=headers)
    request.actor = actor
    return desk.todos(request)


def test_lights_and_scope(city):
    fresh, paused = db.start(city), db.start(city)
    db.act(city, paused, "window", Accept())
    db.act(city, paused, "reviewer", Suspend("testing"))
    late = db.start(city)
    db.act(city, late, "window", Accept())
    now = f.days(40)
    assert [t.item for t in selectors.todos(city["window"], f.NOW).rows] == [fresh.pk]
    found = selectors.todos(city["reviewer"], now).rows
    assert [(t.item, t.light) for t in found] == [(late.pk, "red"), (paused.pk, "paused")]
    counts = selectors.counts(city["reviewer"], now)
    assert counts == {"red": 1, "yellow": 0, "green": 0, "paused": 1, "all": 2, "mine": 0}
    only = selectors.todos(city["reviewer"], now, light="paused").rows
    assert [t.item for t in only] == [paused.pk]
    for who in ("citizen", "auditor", "police"):
        assert selectors.todos(city[who], now).rows == []


def test_every_light_holds_what_it_counts(city):
    item = db.start(city)
    for day in (0, 6.5, 7, 30):
        now = f.days(day)
        counts = selectors.counts(city["window"], now)
        row = selectors.todos(city["window"], now).rows[0]
        assert counts[row.light] == 1, (day, counts)
        assert row.light == item.light(now)


def test_pages_by_key_meet_everything_once(city):
    items = {db.start(city).pk for _ in range(7)}
    seen, after = [], ""
    while True:
        page = selectors.todos(city["window"], f.NOW, after=after, limit=3)
        seen += [row.item for row in page.rows]
        after = page.after
        if not after:
            break
    assert len(seen) == 7
    assert set(seen) == items
    assert len(selectors.todos(city["window"], f.NOW, after="nonsense").rows) == 7


def test_mine_and_another_kind(city):
    item = db.start(city)
    db.act(city, item, "window", Transfer(db.task(item, "intake"), city["window"].account_id))
    assert len(selectors.todos(city["window"], f.NOW, mine=True).rows) == 1
    assert selectors.todos(city["window"], f.NOW, kind="other").rows == []
    assert selectors.todos(city["reviewer"], f.NOW, mine=True).rows == []


def test_a_deputy_finds_what_the_absent_one_had_taken(city):
    item = db.start(city)
    db.act(city, item, "window", Accept())
    reviewer, deputy = city["reviewer"], city["second"]
    db.act(city, item, "reviewer", Transfer(db.task(item, "review"), reviewer.account_id))
    own = tuple(replace(one, deputy_for=reviewer.ref) for one in reviewer.grants)
    assert selectors.todos(deputy, f.NOW).rows == []
    standing_in = replace(deputy, grants=(*deputy.grants, *own))
    assert [one.item for one in selectors.todos(standing_in, f.NOW).rows] == [item.pk]
    another = tuple(replace(one, deputy_for="account:999999") for one in reviewer.grants)
    assert selectors.todos(replace(deputy, grants=another), f.NOW).rows == []


def test_who_sees_an_item(city):
    item = db.start(city)
    for who in ("window", "chief", "citizen", "service"):
        assert selectors.get(item.pk, city[who]) == item
        assert selectors.by_number(item.number, city[who]) == item
    for actor in (city["stranger"], city["police"], ANONYMOUS):
        with pytest.raises(errors.ItemNotFound):
            selectors.get(item.pk, actor)
    assert WorkItem.objects.visible_to(SYSTEM).count() == 1


def test_a_body_with_a_seat_sees_the_item(city):
    item = db.start(city, f.parallel())
    db.act(city, item, "window", Accept())
    db.complete(city, item, "reviewer", "survey")
    assert selectors.get(item.pk, city["police"]) == item


def test_detail_costs_six_queries_at_most(city):
    item = db.start(city)
    selectors.allowed_acts(item.pk, city["citizen"], f.NOW)
    with db.Statements() as used:
        row = selectors.get(item.pk, city["citizen"])
        selectors.allowed_acts(row, city["citizen"], f.NOW)
        selectors.timeline(row)
    assert used.count <= 6, used.text()


def test_the_page_shows_rows_and_lights(city, at_noon):
    item = db.start(city)
    html = ask(city["window"]).content.decode()
    assert item.number in html
    assert "正常" in html
    assert "还剩 5 个工作日" in html
    assert item.number not in ask(city["window"], "?light=red").content.decode()


def test_a_refresh_without_news_is_304(city, at_noon):
    db.start(city)
    first = ask(city["window"], **{"HX-Request": "true"})
    assert first.status_code == 200
    assert "<html" not in first.content.decode()
    again = ask(city["window"], **{"HX-Request": "true", "If-None-Match": first["ETag"]})
    assert again.status_code == 304
    db.start(city)
    news = ask(city["window"], **{"HX-Request": "true", "If-None-Match": first["ETag"]})
    assert news.status_code == 200


def test_home_rows_and_lights(city, at_noon):
    db.start(city)
    request = RequestFactory().get("/desk/")
    request.actor = city["window"]
    assert [todo.state for todo in handlers.home_rows(request)] == ["green"]
    assert handlers.lights(request)["counts"]["all"] == "1"
    request.actor = city["citizen"]
    assert handlers.lights(request) is None
