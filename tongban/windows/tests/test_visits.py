"""Asked for, agreed on, declined, taken back, done: who may, once, and what is told."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tongban.cases.tests import factories as f
from tongban.core.figures import selectors as figures
from tongban.core.ledger.models import Entry
from tongban.core.notices.models import Notice
from tongban.core.workdays.rules import ZONE, local_date
from tongban.windows import selectors, services
from tongban.windows.errors import VisitConflict, VisitForbidden, VisitRefused, VisitUnknown
from tongban.windows.models import Visit
from tongban.windows.types import HOME, HOURS, Wish
from tongban.workflow.tests.db import Statements

MATTER = "drug-retail"
DAY = date(2026, 11, 25)
WISH = Wish(HOME, "ill", DAY, "am", "咸宁市咸安区演示路1号3单元", "12000000001", "请带放大镜")
LATE = Wish(HOURS, "", DAY, "late", "", "12000000001")
AT = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)
AFTER = AT + timedelta(hours=2)


def ask(city: f.City, wish: Wish = WISH, who: str = "citizen", party: str = "citizen") -> Visit:
    return services.ask(
        actor=city.actor(who), now=f.NOW, task_code=city.matters[MATTER],
        party=city.parties[party].pk, wish=wish,
    )  # fmt: skip


def agree(city: f.City, row: Visit, who: str = "window", **more: Any) -> Visit:
    given = {"at": AT, "staff": "演示甲、演示乙"} | more
    return services.agree(actor=city.actor(who), now=f.NOW, number=row.number, **given)


@pytest.fixture
def young(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number says that the citizen was born in 1990."""
    monkeypatch.setattr(services, "born_on", lambda _number: date(1990, 1, 1))


def verbs(row: Visit) -> list[str]:
    found = Entry.objects.filter(subject=row.subject).order_by("seq")
    return list(found.values_list("verb", flat=True))


def test_asked_for_it_is_answered_by_the_next_working_day(city: f.City) -> None:
    row = ask(city)
    assert (row.state, local_date(row.answer_by)) == ("asked", date(2026, 11, 24))
    assert row.division.code == f.XIANAN
    assert verbs(row) == ["windows.asked"]


def test_the_same_again_is_one_and_another_time_is_refused(city: f.City) -> None:
    first = ask(city)
    assert ask(city).pk == first.pk
    with pytest.raises(VisitConflict):
        ask(city, replace(WISH, part="pm"))
    assert ask(city, LATE).pk != first.pk
    assert Visit.objects.count() == 2


def test_only_for_oneself_or_whom_one_may_act_for(city: f.City) -> None:
    with pytest.raises(VisitForbidden):
        ask(city, party="firm")
    assert ask(city, who="agent", party="firm").party == city.parties["firm"]


def test_a_young_person_is_no_old_one(city: f.City, young: None) -> None:
    with pytest.raises(VisitRefused) as refused:
        ask(city, replace(WISH, why="aged"))
    assert (refused.value.reason, refused.value.field) == ("visit_young", "why")


def test_an_old_one_is_believed_by_the_number(city: f.City) -> None:
    assert ask(city, replace(WISH, why="aged")).why == "aged"  # born on 1960-01-01


def test_agreed_moved_and_done(city: f.City) -> None:
    row = agree(city, ask(city))
    assert (row.state, row.agreed_for, row.answered_at) == ("agreed", AT, f.NOW)
    agree(city, row)
    moved = AT + timedelta(days=1)
    agree(city, row, at=moved)
    assert verbs(row) == ["windows.asked", "windows.agreed", "windows.agreed"]
    assert Notice.objects.filter(template="windows.agreed").count() == 2
    with pytest.raises(VisitConflict) as early:
        services.done(actor=city.actor("window"), now=AFTER, number=row.number)
    assert early.value.reason == "visit_not_yet"
    late = moved + timedelta(hours=1)
    for _ in range(2):
        ended = services.done(actor=city.actor("window"), now=late, number=row.number)
    assert (ended.state, ended.ended_at) == ("done", late)
    assert verbs(row)[-2:] == ["windows.agreed", "windows.done"]


def test_declined_with_a_word(city: f.City) -> None:
    row = ask(city)
    with pytest.raises(VisitRefused) as refused:
        services.decline(actor=city.actor("window"), now=f.NOW, number=row.number, answer=" ")
    assert refused.value.field == "answer"
    for _ in range(2):
        services.decline(
            actor=city.actor("window"), now=f.NOW, number=row.number, answer="请到社区代办点"
        )
    told = Notice.objects.get(template="windows.declined")
    assert "请到社区代办点" in told.body
    with pytest.raises(VisitConflict):
        agree(city, row)


def test_a_moment_gone_by_is_no_moment(city: f.City) -> None:
    row = ask(city)
    for given in ({"at": f.NOW}, {"at": None}, {"staff": " "}, {"answer": "长" * 301}):
        with pytest.raises(VisitRefused) as refused:
            agree(city, row, **given)
        assert refused.value.field == next(iter(given))


def test_taken_back_by_whose_it_is_alone(city: f.City) -> None:
    row = ask(city)
    with pytest.raises(VisitUnknown):
        services.withdraw(actor=city.actor("agent"), now=f.NOW, number=row.number)
    with pytest.raises(VisitForbidden):
        services.withdraw(actor=city.actor("window"), now=f.NOW, number=row.number)
    for _ in range(2):
        services.withdraw(actor=city.actor("citizen"), now=f.NOW, number=row.number)
    assert verbs(row) == ["windows.asked", "windows.withdrawn"]
    assert ask(city).pk != row.pk


@pytest.mark.parametrize("who", ["chibi", "agent"])
def test_another_window_and_a_stranger_see_nothing(city: f.City, who: str) -> None:
    row = ask(city)
    with pytest.raises(VisitUnknown):
        agree(city, row, who)
    assert not Visit.objects.visible_to(city.actor(who)).exists()


@pytest.mark.parametrize("who", ["citizen", "leader"])
def test_who_may_read_may_not_answer(city: f.City, who: str) -> None:
    row = ask(city)
    with pytest.raises((VisitForbidden, VisitUnknown)):
        agree(city, row, who)


def test_what_is_to_be_answered_comes_first_and_lateness_is_red(city: f.City) -> None:
    agreed = agree(city, ask(city))
    asked = ask(city, LATE)
    rows = selectors.waiting(city.actor("window"), limit=9)
    assert [row.pk for row in rows] == [asked.pk, agreed.pk]
    assert [selectors.light(row, f.NOW) for row in rows] == ["yellow", "green"]
    assert {selectors.light(row, AFTER) for row in rows} == {"red"}


def test_the_figure_counts_what_was_done(city: f.City) -> None:
    row = agree(city, ask(city))
    services.done(actor=city.actor("window"), now=AFTER, number=row.number)
    assert figures.value("windows.visits", at=AFTER).numerator == 1
    assert figures.value("windows.visits", at=AT).numerator == 0
    rows = {one.division: one.value for one in figures.by_division("windows.visits", at=AFTER)}
    assert rows[f.XIANAN].numerator == 1


def test_address_and_phone_are_read_with_a_record(city: f.City) -> None:
    row = ask(city)
    client = city.client("window")
    page = client.get(f"/desk/visits/{row.number}/").content.decode()
    assert WISH.address not in page
    assert WISH.phone not in page
    before = Entry.objects.count()
    shown = client.post(f"/desk/visits/{row.number}/reveal/").content.decode()
    assert WISH.address in shown
    assert WISH.phone in shown
    assert Entry.objects.count() == before + 1
    assert city.client("chibi").post(f"/desk/visits/{row.number}/reveal/").status_code == 404


def test_the_pages(city: f.City, young: None) -> None:
    citizen, window = city.client("citizen"), city.client("window")
    code = city.matters[MATTER]
    assert f"/visits/{code}/" in citizen.get(f"/matters/{code}/").content.decode()
    assert "为什么要上门" in citizen.get(f"/visits/{code}/").content.decode()
    sent = {
        "party": city.parties["citizen"].pk, "kind": "home", "why": "aged", "part": "home:am",
        "day": DAY.isoformat(), "address": WISH.address, "phone": WISH.phone,
    }  # fmt: skip
    refused = citizen.post(f"/visits/{code}/", sent)
    assert refused.status_code == 422
    assert "按身份证还没有到规定的岁数" in refused.content.decode()
    assert WISH.address in refused.content.decode()
    assert citizen.post(f"/visits/{code}/", sent | {"why": "ill"}).status_code == 302
    row = Visit.objects.get()
    assert row.number in window.get("/desk/visits/").content.decode()
    wrong = window.post(f"/desk/visits/{row.number}/agree/", {"at": "x", "staff": "甲"})
    assert wrong.status_code == 422
    window.post(f"/desk/visits/{row.number}/agree/", {"at": "2026-11-25T10:00", "staff": "甲、乙"})
    assert "甲、乙为您办理" in citizen.get("/my/visits/").content.decode()
    citizen.post(f"/my/visits/{row.number}/withdraw/")
    assert "已取消" in window.get("/desk/visits/?tab=past").content.decode()
    assert city.client("reviewer").get("/desk/visits/").status_code == 403


def test_a_list_asks_no_more_for_more_rows(city: f.City) -> None:
    ask(city)
    client = city.client("window")
    client.get("/desk/visits/")
    with Statements() as one:
        client.get("/desk/visits/")
    ask(city, LATE)
    with Statements() as two:
        client.get("/desk/visits/")
    assert len(two) == len(one)
