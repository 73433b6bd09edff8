"""The pages: the case's panel, the lists by key, the systems of the service office."""

from typing import Any

import pytest
from django.urls import reverse

from tongban.cases.tests import factories as f
from tongban.catalogue.rules import parse_content
from tongban.catalogue.selectors import codes_offered
from tongban.catalogue.services.drafts import outside_problems
from tongban.reentry import desk, selectors
from tongban.reentry.models import Duty, System
from tongban.reentry.services import receipts
from tongban.reentry.tests.factories import CODE, FIRST, SECOND, asked, begun, duty, system
from tongban.workflow.tests.db import Statements

pytestmark = pytest.mark.django_db


def page(city: f.City, who: str, path: str) -> str:
    answer = city.client(who).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def test_the_officer_enters_the_number_on_the_cases_page(city: f.City) -> None:
    case, row = begun(city)
    path = f"/desk/cases/{case.item.number}/"
    before = page(city, "window", path)
    assert "演示药品监管系统" in before
    assert "受理后已" in before
    answer = city.client("window").post(f"/desk/reentry/{row.pk}/enter/", {"number": FIRST})
    assert answer.status_code == 302
    assert answer["Location"] == f"{path}#reentry"
    after = page(city, "window", path)
    assert FIRST in after
    assert "演示window" in after


def test_the_panel_is_there_only_where_it_says_something(city: f.City) -> None:
    case = city.accepted()
    assert 'id="reentry"' not in page(city, "window", f"/desk/cases/{case.item.number}/")
    case, _row = begun(city)
    watched = page(city, "leader", f"/desk/cases/{case.item.number}/")
    assert 'id="reentry"' in watched
    assert "录入回执号</button>" not in watched


def test_a_refusal_comes_back_at_its_field_with_what_was_typed(city: f.City) -> None:
    _case, row = begun(city)
    browser = city.client("window")
    answer = browser.post(f"/desk/reentry/{row.pk}/enter/", {"number": "YJ1"})
    assert answer.status_code == 422
    assert "YJ20260001" in answer.content.decode()
    receipts.enter(actor=city.actor("decider"), now=f.NOW, key=row.pk, number=FIRST)
    answer = browser.post(f"/desk/reentry/{row.pk}/enter/", {"number": SECOND})
    assert answer.status_code == 409
    assert "演示decider已经录入了回执号" in answer.content.decode()


def test_a_number_is_corrected_on_the_page(city: f.City) -> None:
    case, row = begun(city)
    receipts.enter(actor=city.actor("window"), now=f.NOW, key=row.pk, number=FIRST)
    said = {"number": SECOND, "seen": FIRST, "reason": "录错"}
    answer = city.client("window").post(f"/desk/reentry/{row.pk}/correct/", said)
    assert answer.status_code == 302
    shown = page(city, "window", f"/desk/cases/{case.item.number}/")
    assert f"原来是 {FIRST}" in shown


def test_the_list_has_the_oldest_first_and_goes_on_by_key(city: f.City) -> None:
    system(city)
    asked(city)
    numbers = [city.accepted(at=f.days(n)).item.number for n in (2, 0, 1)]
    actor = city.actor("window")
    first = selectors.waiting(actor, limit=2)
    assert [row.case.item.number for row in first.rows] == [numbers[1], numbers[2]]
    rest = selectors.waiting(actor, after=first.next, limit=2)
    assert [row.case.item.number for row in rest.rows] == [numbers[0]]
    assert rest.next == ""
    shown = page(city, "window", "/desk/reentry/")
    assert shown.index(numbers[1]) < shown.index(numbers[2]) < shown.index(numbers[0])


def test_what_is_done_leaves_the_list_for_the_other(city: f.City) -> None:
    case, row = begun(city)
    receipts.enter(actor=city.actor("window"), now=f.NOW, key=row.pk, number=FIRST)
    assert case.item.number not in page(city, "window", "/desk/reentry/")
    assert FIRST in page(city, "window", "/desk/reentry/?tab=done")
    assert FIRST in page(city, "window", f"/desk/reentry/?tab=done&q={FIRST}")
    assert FIRST not in page(city, "window", "/desk/reentry/?tab=done&q=none")


@pytest.mark.parametrize(
    ("who", "sees"), [("window", 1), ("leader", 1), ("roads", 0), ("chibi", 0)]
)
def test_a_list_holds_what_is_in_scope(city: f.City, who: str, sees: int) -> None:
    _case, row = begun(city)
    actor = city.actor(who)
    assert len(selectors.waiting(actor, limit=9).rows) == sees
    assert len(selectors.bodies(actor)) == sees
    answer = city.client(who).get(f"/desk/reentry/{row.pk}/")
    assert answer.status_code == (200 if sees else 404)


def test_a_page_of_many_costs_as_many_statements_as_of_one(city: f.City) -> None:
    system(city)
    asked(city)
    city.accepted()
    browser = city.client("window")
    browser.get("/desk/reentry/")
    with Statements() as one:
        browser.get("/desk/reentry/")
    for n in range(3):
        city.accepted(at=f.days(n))
    with Statements() as many:
        browser.get("/desk/reentry/")
    assert many.count == one.count


def test_the_officer_has_it_among_the_todos(city: f.City, rf: Any) -> None:
    case, _row = begun(city)
    request = rf.get("/desk/")
    request.actor = city.actor("window")
    assert [todo.number for todo in desk.todos(request)] == [case.item.number]
    request.actor = city.actor("leader")
    assert desk.todos(request) == []


def test_the_service_office_registers_and_changes_a_system(city: f.City) -> None:
    browser = city.client("service")
    said = {"code": CODE, "name": "演示系统", "keeper": "演示局", "active": "on"}
    assert browser.post(reverse("reentry-system-new"), said).status_code == 302
    row = System.objects.get(code=CODE)
    assert row.by_hand
    assert "没有接口" in page(city, "service", "/desk/reentry/systems/")
    wrong = said | {"pattern": "("}
    answer = browser.post(f"/desk/reentry/systems/{row.pk}/", wrong)
    assert answer.status_code == 422
    assert "不是正则表达式" in answer.content.decode()
    assert browser.post(f"/desk/reentry/systems/{row.pk}/", said | {"interface": "on"}).status_code
    row.refresh_from_db()
    assert not row.by_hand
    assert "修改了外部系统" in page(city, "service", f"/desk/reentry/systems/{row.pk}/")
    for who in ("window", "leader"):
        assert city.client(who).get("/desk/reentry/systems/").status_code == 403


def test_an_edition_may_name_only_a_registered_system(city: f.City) -> None:

    edition = asked(city)
    content = parse_content(edition.raw)
    assert [one.rule for one in outside_problems(content)] == ["system_unknown"]
    system(city)
    assert outside_problems(content) == []
    assert CODE in dict(codes_offered()["system"])
    assert not Duty.objects.exists()
    assert duty(city.accepted()).system.code == CODE
