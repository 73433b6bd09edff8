"""Many at once, one's own filters, the calendar: what could not be done is told."""

from datetime import date

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from tongban.core.shell import clock
from tongban.workflow import ports, selectors, services
from tongban.workflow.desk import calendar, todos
from tongban.workflow.errors import Invalid, ItemNotFound, NotAllowed, NotNow
from tongban.workflow.models import SavedFilter, Task
from tongban.workflow.tests import db
from tongban.workflow.tests import factories as f
from tongban.workflow.types import Accept

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return db.city()


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW)


def key(item, step="intake"):
    return item.pk, db.task(item, step)


def run(city, who, act, keys, **more):
    return services.batch(actor=city[who], now=f.NOW, act=act, tasks=keys, **more)


def test_what_can_be_done_is_done_and_the_rest_is_told(city):
    first, second, done = (db.start(city) for _ in range(3))
    db.act(city, done, "window", Accept())
    keys = [key(first), key(done, "review"), key(second)]
    results = run(city, "window", "claim", keys)
    assert [result.refusal is None for result in results] == [True, False, True]
    assert isinstance(results[1].refusal, NotAllowed)
    assert results[1].number == done.number
    mine = Task.objects.filter(assignee=city["window"].account_id, state="open")
    assert {task.item_id for task in mine} == {first.pk, second.pk}
    results = run(city, "window", "release", keys[:1])
    assert results[0].refusal is None
    assert Task.objects.filter(pk__in=mine).count() == 1


def test_what_one_does_not_see_is_not_named(city):
    item = db.start(city)
    results = run(city, "police", "claim", [key(item), (99999, 1)])
    assert [(one.number, one.title) for one in results] == [("", "")] * 2
    assert all(isinstance(one.refusal, ItemNotFound) for one in results)


def test_a_transfer_goes_to_who_holds_the_role(city):
    item = db.start(city)
    with pytest.raises(Invalid):
        run(city, "window", "transfer", [key(item)])
    results = run(city, "window", "transfer", [key(item)], assignee=city["decider"].account_id)
    assert results[0].refusal is not None
    assert results[0].refusal.reason == "work_not_a_holder"


def test_urging_is_once_a_day(city):
    item = db.start(city)
    assert run(city, "service", "urge", [key(item)])[0].refusal is None
    again = run(city, "service", "urge", [key(item)])[0].refusal
    assert isinstance(again, NotNow)
    assert isinstance(run(city, "window", "urge", [key(item)])[0].refusal, NotAllowed)


def test_accepting_is_the_kinds_own(city, monkeypatch):
    item, other = db.start(city), db.start(city)
    results = run(city, "window", "accept", [key(item)])
    assert results[0].refusal is not None
    assert results[0].refusal.reason == "work_not_in_batch"
    monkeypatch.setattr(ports, "accepting", ports.Accepters())

    def accept(*, actor, now, item):
        return services.perform(actor=actor, now=now, item=item, command=Accept())

    ports.accepting.register("test", accept)
    keys = [key(item), key(other)]
    assert [one.refusal for one in run(city, "window", "accept", keys)] == [None, None]
    again = run(city, "window", "accept", keys)
    assert all(isinstance(one.refusal, NotNow) for one in again)


@pytest.mark.parametrize("act", ["terminate", "", "complete"])
def test_other_acts_are_not_for_many(city, act):
    with pytest.raises(Invalid):
        run(city, "window", act, [(1, 1)])


def test_not_more_than_a_hundred(city):
    with pytest.raises(Invalid):
        run(city, "window", "claim", [(n, 1) for n in range(101)])


# --- the pages ------------------------------------------------------------------------------------


def ask(view, actor, query="", post=None, **rest):
    factory = RequestFactory()
    request = factory.get(f"/x/{query}") if post is None else factory.post("/x/", post)
    request.actor = actor
    request.session = {}
    request._messages = FallbackStorage(request)
    return view(request, **rest)


def said(city, who, post):
    return ask(todos.batch, city[who], post=post)


def test_the_summary_names_what_was_not_done_and_why(city):
    item, done = db.start(city), db.start(city)
    db.act(city, done, "window", Accept())
    picks = [":".join(map(str, one)) for one in (key(item), key(done, "review"))]
    page = said(city, "window", {"act": "claim", "pick": [*picks, "junk", "1:x"]})
    text = page.content.decode()
    assert "1 件签收成功" in text
    assert done.number in text
    assert "这一步不由您办理" in text
    assert said(city, "window", {"act": "claim"}).status_code == 302
    assert said(city, "window", {"act": "nonsense", "pick": picks}).status_code == 302


def test_filters_are_kept_by_name_and_ones_own(city):
    clerk = city["window"]
    for query in ("light=red&kind=test&evil=1", "kind=test"):
        ask(todos.save, clerk, post={"name": " 急件 ", "query": query})
    row = SavedFilter.objects.get()
    assert (row.name, row.query) == ("急件", "kind=test")
    assert SavedFilter.objects.visible_to(city["reviewer"]).count() == 0
    ask(todos.remove, city["reviewer"], post={}, filter_id=row.pk)
    assert SavedFilter.objects.exists()
    page = ask(todos.todos, clerk, "?kind=test").content.decode()
    assert "急件" in page
    ask(todos.remove, clerk, post={}, filter_id=row.pk)
    assert not SavedFilter.objects.exists()
    for name in ("", "字" * 31):
        ask(todos.save, clerk, post={"name": name, "query": ""})
    assert not SavedFilter.objects.exists()
    for n in range(20):
        services.save_filter(actor=clerk, now=f.NOW, name=str(n), query="")
    with pytest.raises(Invalid):
        services.save_filter(actor=clerk, now=f.NOW, name="21", query="")
    services.save_filter(actor=clerk, now=f.NOW, name="3", query="kind=x")


def test_the_calendar_counts_what_its_days_lead_to(city):
    for _ in range(2):
        db.start(city)
    late = db.start(city)
    db.act(city, late, "window", Accept())
    due = selectors.falling_due(city["window"], date(2026, 11, 23), date(2026, 12, 31))
    # Five working days after Monday: the end of Monday 11-30.
    assert due == {date(2026, 11, 30): 2}
    for day, number in due.items():
        assert len(selectors.todos(city["window"], f.NOW, due=day).rows) == number
    around = [date(2026, 11, 29), date(2026, 12, 1)]
    assert [len(selectors.todos(city["window"], f.NOW, due=day).rows) for day in around] == [0, 0]
    page = ask(calendar.month, city["window"]).content.decode()
    assert "?due=2026-11-30" in page
    for query in ("?from=x", "?from=0001-01-01", "?from=9999-12-31", "?mine=on"):
        assert ask(calendar.month, city["window"], query).status_code == 200


def test_no_page_asks_more_for_more_rows(city):
    def queries(view):
        with CaptureQueriesContext(connection) as caught:
            view()
        return len(caught)

    views = [lambda: ask(todos.todos, city["window"]), lambda: ask(calendar.month, city["window"])]
    db.start(city)
    for view in views:
        view()
    before = [queries(view) for view in views]
    for _ in range(6):
        db.start(city)
        services.save_filter(actor=city["window"], now=f.NOW, name=str(db.next_number()), query="")
    assert [queries(view) for view in views] == before
