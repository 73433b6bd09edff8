"""交接: who may, what moves, what stays and why, and back again."""

from dataclasses import replace

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from tongban.core.accounts import services as accounts
from tongban.core.accounts.tests import factories as people
from tongban.core.accounts.types import SYSTEM
from tongban.core.ledger import selectors as ledger
from tongban.core.shell import clock
from tongban.workflow import services
from tongban.workflow.desk import handover as desk
from tongban.workflow.errors import Invalid, ItemNotFound, NotAllowed, NotNow
from tongban.workflow.models import Handover, Task
from tongban.workflow.selectors import handovers
from tongban.workflow.tests import db
from tongban.workflow.tests import factories as f
from tongban.workflow.types import Accept, Transfer

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    made = db.city()
    for name in ("window", "chief"):
        accounts.grant_role(
            actor=SYSTEM, now=f.NOW, account_id=made[name].account_id, role_code=name,
            organisation_id=made.bureau.pk, division="421202",
        )  # fmt: skip
    return made


@pytest.fixture
def taker(city):
    return people.clerk("window", city.bureau, division="421202", name="演示接手人")


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW)


def held(city, number=2):
    items = [db.start(city) for _ in range(number)]
    for item in items:
        mine = city["window"].account_id
        db.act(city, item, "window", Transfer(db.task(item, "intake"), mine))
    return items


def leave(city, who="chief", taker=None, reason="调离"):
    return services.hand_over(
        actor=city[who], now=f.NOW, leaver=city["window"].account_id, taker=taker, reason=reason
    )


def assignees(items):
    return {Task.objects.get(item=item, state="open").assignee_id for item in items}


def test_everything_taken_goes_to_the_other(city, taker):
    items, pool = held(city), db.start(city)
    row = leave(city, taker=taker.pk)
    assert assignees(items) == {taker.pk}
    assert assignees([pool]) == {None}
    assert row.tasks.filter(moved=True).count() == 2
    assert [entry.verb for entry in ledger.timeline(f"handover:{row.pk}")] == ["workflow.handover"]
    assert "交接：调离" in ledger.timeline(f"work:{items[0].number}")[-1].text


def test_to_the_pool_by_oneself(city):
    items = held(city)
    leave(city, who="window")
    assert assignees(items) == {None}


def test_what_the_other_may_not_do_stays_with_the_reason(city):
    items = held(city)
    stranger = people.account("演示外人")
    row = leave(city, taker=stranger.pk)
    assert assignees(items) == {city["window"].account_id}
    assert set(row.tasks.values_list("moved", "why")) == {(False, "work_not_a_holder")}
    assert handovers.stayed(row.pk) == 2


def test_undone_as_far_as_nobody_has_moved_on(city, taker):
    items = held(city, 3)
    row = leave(city, taker=taker.pk)
    db.act(city, items[0], "chief", Transfer(db.task(items[0], "intake"), None))
    services.perform(
        actor=replace(city["window"], ref=f"account:{taker.pk}", account_id=taker.pk), now=f.NOW,
        item=items[1].pk, command=Accept(),
    )  # fmt: skip
    services.undo(actor=city["chief"], now=f.NOW, handover=row.pk)
    window = city["window"].account_id
    now_with = [
        Task.objects.filter(item=item, step="intake").latest("seq").assignee_id for item in items
    ]
    assert now_with == [None, taker.pk, window]
    with pytest.raises(NotNow):
        services.undo(actor=city["chief"], now=f.NOW, handover=row.pk)
    verbs = [entry.verb for entry in ledger.timeline(f"handover:{row.pk}")]
    assert verbs == ["workflow.handover", "workflow.handover_undone"]


def test_who_may(city, taker):
    items = held(city)
    for who in ("reviewer", "service", "citizen"):
        with pytest.raises(NotAllowed):
            leave(city, who=who, taker=taker.pk)
    elsewhere = replace(city["police"], grants=(f.grant("chief", f.POLICE),))
    grants = tuple(
        replace(one, organisation_id=city.police.pk, organisation_path=city.police.path)
        for one in elsewhere.grants
    )
    elsewhere = replace(elsewhere, grants=grants)
    with pytest.raises(ItemNotFound):
        services.hand_over(
            actor=elsewhere, now=f.NOW, leaver=city["window"].account_id, taker=None, reason="调离"
        )
    assert assignees(items) == {city["window"].account_id}
    row = leave(city, taker=taker.pk)
    with pytest.raises(ItemNotFound):
        services.undo(actor=elsewhere, now=f.NOW, handover=row.pk)
    assert handovers.holders(elsewhere) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [({"reason": " "}, "reason"), ({"taker": "self"}, "taker")],
)
def test_what_is_missing_is_said_at_its_place(city, given, field):
    held(city)
    if given.get("taker"):
        given = {"taker": city["window"].account_id}
    with pytest.raises(Invalid) as caught:
        leave(city, **given)
    assert caught.value.field == field
    assert not Handover.objects.exists()


def test_nothing_to_hand_over(city, taker):
    with pytest.raises(Invalid):
        leave(city, taker=taker.pk)


def ask(view, actor, query="", post=None, **rest):
    factory = RequestFactory()
    request = factory.get(f"/x/{query}") if post is None else factory.post("/x/", post)
    request.actor, request.session = actor, {}
    request._messages = FallbackStorage(request)
    return view(request, **rest)


def test_the_page_shows_what_would_move_before_it_does(city, taker):
    items, window = held(city), city["window"].account_id
    page = ask(desk.handover, city["chief"], f"?leaver={window}").content.decode()
    assert all(item.number in page for item in items)
    assert "演示接手人" in page
    assert assignees(items) == {window}
    refused = ask(desk.handover, city["chief"], post={"leaver": window, "reason": ""})
    assert refused.status_code == 422
    sent = {"leaver": window, "taker": taker.pk, "reason": "调离"}
    assert ask(desk.handover, city["chief"], post=sent).status_code == 302
    assert assignees(items) == {taker.pk}
    row = Handover.objects.get()
    assert ask(desk.undo, city["chief"], post={}, handover_id=row.pk).status_code == 302
    assert assignees(items) == {window}
    for who in ("reviewer", "citizen"):
        assert window not in [one for one, _name, _n in handovers.holders(city[who])]


def test_the_page_asks_no_more_for_more(city, taker):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            ask(desk.handover, city["chief"], f"?leaver={city['window'].account_id}")
        return len(caught)

    held(city)
    leave(city, taker=taker.pk)
    held(city)
    queries()
    before = queries()
    for _ in range(2):
        leave(city, taker=taker.pk)
        held(city, 4)
    assert queries() == before
