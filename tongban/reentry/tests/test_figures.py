"""二次录入率 and 回执录入率: what counts, what no longer does, and the rows behind."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tongban.cases.tests import factories as f
from tongban.core.figures import selectors as figures
from tongban.core.figures.types import Period
from tongban.core.workdays.rules import local_date
from tongban.reentry import selectors
from tongban.reentry.models import Duty
from tongban.reentry.services import receipts, systems
from tongban.reentry.tests.factories import ABOUT, CODE, FIRST, asked, begun, duty, system
from tongban.workflow import selectors as engine
from tongban.workflow import services as acts
from tongban.workflow.tests.db import Statements
from tongban.workflow.types import Withdraw

pytestmark = pytest.mark.django_db
LATER = f.NOW + timedelta(minutes=5)


def value(code: str, **given: Any) -> tuple[Any, Any, str]:
    found = figures.value(code, at=LATER, **given)
    return found.numerator, found.denominator, found.text


def enter(city: f.City, row: Duty) -> Duty:
    return receipts.enter(actor=city.actor("reviewer"), now=f.NOW, key=row.pk, number=FIRST)


def test_the_rate_is_of_what_was_accepted(city: f.City) -> None:
    city.accepted()  # before the list asked for it
    begun(city)
    assert value("reentry.rate") == (1, 2, "50.00%")


def test_a_case_for_two_systems_counts_once_and_its_receipts_twice(city: f.City) -> None:
    system(city)
    system(city, "second")
    asked(city, "after", CODE, "second")
    case = city.accepted()
    enter(city, Duty.objects.filter(case=case).first())
    assert value("reentry.rate") == (1, 1, "100.00%")
    assert value("reentry.entered") == (1, 2, "50.00%")


def test_what_need_not_be_typed_in_any_longer_is_no_re_entry(city: f.City) -> None:
    case, _row = begun(city)
    acts.perform(
        actor=city.actor("agent"), now=f.NOW, item=case.item_id, command=Withdraw("不办了")
    )
    assert value("reentry.rate") == (0, 1, "0.00%")
    assert value("reentry.entered") == (0, 0, "—")


def test_what_was_released_afterwards_counted_at_its_cut_off(city: f.City) -> None:
    _case, row = begun(city)
    at = LATER + timedelta(hours=1)
    systems.change(
        actor=city.actor("service"), now=at, key=row.system_id, about=replace(ABOUT, interface=True)
    )
    assert value("reentry.rate") == (1, 1, "100.00%")
    after = figures.value("reentry.rate", at=at)
    assert (after.numerator, after.denominator) == (0, 1)


def test_days_outside_the_period_do_not_count(city: f.City) -> None:
    begun(city)
    today = local_date(f.NOW)
    assert value("reentry.rate", period=Period(today, today))[:2] == (1, 1)
    day = today - timedelta(days=1)
    assert value("reentry.rate", period=Period(day, day)) == (0, 0, "—")


def test_counties_beside_each_other(city: f.City) -> None:
    begun(city)
    rows = {row.division: row.value for row in figures.by_division("reentry.rate", at=LATER)}
    assert (rows[f.XIANAN].numerator, rows[f.XIANAN].denominator) == (1, 1)
    assert {row.text for code, row in rows.items() if code != f.XIANAN} == {"—"}


def test_the_rows_behind_are_those_of_the_share(city: f.City) -> None:
    city.accepted()
    _case, row = begun(city)
    actor, span = city.actor("service"), engine.span_of("month", LATER)
    [line] = selectors.shares(actor, span, LATER)
    assert (line.cases, line.accepted, line.duties, line.entered) == (1, 2, 1, 0)
    behind = selectors.every(actor, span, LATER, body=line.body, limit=10).rows
    assert [one.pk for one in behind] == [row.pk]
    enter(city, row)
    [line] = selectors.shares(actor, span, LATER)
    assert line.entered == 1


def test_a_body_sees_its_own_alone(city: f.City) -> None:
    begun(city)
    span = engine.span_of("month", LATER)
    assert selectors.shares(city.actor("citizen"), span, LATER) == []
    assert len(selectors.shares(city.actor("reviewer"), span, LATER)) == 1


def test_rows_go_on_after_a_page(city: f.City) -> None:
    begun(city)
    second = duty(city.accepted())
    actor, span = city.actor("service"), engine.span_of("month", LATER)
    first = selectors.every(actor, span, LATER, limit=1)
    rest = selectors.every(actor, span, LATER, limit=1, after=first.next)
    assert [one.pk for one in rest.rows] == [second.pk]
    assert rest.next == ""


def test_the_page_compares_bodies_and_leads_to_their_rows(city: f.City) -> None:
    begun(city)
    text = city.client("service").get("/desk/reentry/share/").content.decode()
    body = Duty.objects.get().organisation_id
    assert "100.00%" in text
    link = f"/desk/reentry/?tab=all&amp;period=month&amp;body={body}"
    assert link in text
    rows = city.client("service").get(link.replace("&amp;", "&")).content.decode()
    assert Duty.objects.get().case.item.number in rows
    assert city.client("reviewer").get("/desk/reentry/share/").status_code == 403


def test_the_page_asks_no_more_for_more_rows(city: f.City) -> None:
    begun(city)
    client = city.client("service")
    client.get("/desk/reentry/share/")
    with Statements() as one:
        client.get("/desk/reentry/share/")
    for _ in range(3):
        city.accepted()
    with Statements() as four:
        client.get("/desk/reentry/share/")
    assert len(four) == len(one)
