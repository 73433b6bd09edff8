"""The stored calendar: announcements, local orders, and what they change."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from tongban.core.workdays import selectors, services
from tongban.core.workdays.errors import BadAnnouncement, PastCalendar
from tongban.core.workdays.models import CalendarVersion, Day
from tongban.core.workdays.types import DayInfo, Limit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Clerk:
    ref: str = "account:1"


def run(first: str, last: str, name: str) -> dict[date, str]:
    a, b = date.fromisoformat(first), date.fromisoformat(last)
    return {a + timedelta(days=n): name for n in range((b - a).days + 1)}


REST_2020 = {
    **run("2020-01-01", "2020-01-01", "元旦"),
    **run("2020-04-04", "2020-04-06", "清明节"),
    **run("2020-05-01", "2020-05-05", "劳动节"),
    **run("2020-06-25", "2020-06-27", "端午节"),
    **run("2020-10-01", "2020-10-08", "国庆节"),
}
WORK_2020 = {
    date.fromisoformat(day): "调休上班"
    for day in ("2020-01-19", "2020-04-26", "2020-05-09", "2020-06-28", "2020-09-27", "2020-10-10")
}


def announce_2020(*, extended: bool):
    last = "2020-02-02" if extended else "2020-01-30"
    more = {} if extended else {date(2020, 2, 1): "调休上班"}
    return services.announce_year(
        actor=Clerk(),
        now=NOW,
        year=2020,
        rest={**REST_2020, **run("2020-01-24", last, "春节")},
        work={**WORK_2020, **more},
        source="国办发明电〔2020〕1号" if extended else "国办发明电〔2019〕16号",
    )


def test_the_spring_festival_of_2020_was_extended_and_deadlines_move():
    before = announce_2020(extended=False)
    assert {c.day.isoformat() for c in before} == {"2020-01-31", "2020-02-01"}
    limit = Limit(10)
    first = selectors.calendar().add(date(2020, 1, 20), limit).date
    changes = announce_2020(extended=True)
    assert [(c.day.isoformat(), c.before, c.after) for c in changes] == [
        ("2020-01-31", True, False),
        ("2020-02-01", True, False),
    ]
    second = selectors.calendar().add(date(2020, 1, 20), limit).date
    assert (first, second) == (date(2020, 2, 8) - timedelta(days=1), date(2020, 2, 11))
    assert announce_2020(extended=True) == []


def test_a_notice_turns_a_provisional_year_into_an_announced_one():
    services.load_shipped(now=NOW)
    assert selectors.calendar().add(date(2026, 12, 1), Limit(45)).provisional
    changes = services.announce_year(
        actor=Clerk(),
        now=NOW,
        year=2027,
        rest={**run("2027-01-01", "2027-01-03", "元旦"), **run("2027-02-05", "2027-02-12", "春节")},
        work={date(2027, 2, 20): "调休上班"},
        source="演示通知",
    )
    calendar = selectors.calendar()
    assert not calendar.add(date(2026, 12, 1), Limit(45)).provisional
    assert calendar.is_working(date(2027, 2, 20))
    assert date(2027, 2, 20) in {c.day for c in changes}
    assert calendar.version == CalendarVersion.objects.latest("id").pk


def test_a_local_order_holds_in_its_division_alone():
    storm = [DayInfo(date(2026, 11, 24), False, "特大暴雪停工")]
    services.amend(actor=Clerk(), now=NOW, days=storm, source="演示", division="421224")
    assert not selectors.calendar("421224").is_working(date(2026, 11, 24))
    assert selectors.calendar().is_working(date(2026, 11, 24))


def test_the_calendar_may_grow_but_not_with_a_gap():
    work = {date(2030, 1, 1): "x"}
    with pytest.raises(PastCalendar):
        services.announce_year(actor=Clerk(), now=NOW, year=2030, rest={}, work=work, source="演示")
    services.announce_year(actor=Clerk(), now=NOW, year=2029, rest={}, work={}, source="演示")
    assert selectors.calendar().last == date(2029, 12, 31)


@pytest.mark.parametrize(
    ("year", "rest", "work", "reason"),
    [
        (2027, {date(2027, 1, 1): "元旦"}, {date(2027, 1, 1): "班"}, "announcement_repeats"),
        (2027, {date(2031, 1, 1): "元旦"}, {}, "announcement_year"),
    ],
)
def test_a_notice_that_cannot_be(year, rest, work, reason):
    with pytest.raises(BadAnnouncement, match=reason):
        services.announce_year(
            actor=Clerk(), now=NOW, year=year, rest=rest, work=work, source="演示"
        )


def test_stored_and_shipped_days_agree_and_are_stored_once():
    shipped_calendar = selectors.calendar()
    assert services.load_shipped(now=NOW) == Day.objects.count() == 3653
    assert services.load_shipped(now=NOW) == 0
    selectors.forget()
    assert selectors.calendar().working_days_between(
        date(2019, 1, 1), date(2028, 12, 31)
    ) == shipped_calendar.working_days_between(date(2019, 1, 1), date(2028, 12, 31))


def test_the_calendar_costs_nothing_once_it_is_known(django_assert_num_queries):
    services.load_shipped(now=NOW)
    selectors.forget()
    with django_assert_num_queries(2):
        selectors.calendar()
    with django_assert_num_queries(0):
        selectors.calendar()
