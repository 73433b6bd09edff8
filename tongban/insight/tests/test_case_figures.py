"""What cases add up to, counted by hand.

November 2026: the 2nd, 9th, 16th and 23rd are Mondays; no holidays.
"""

import pytest

from tongban.core.figures import selectors
from tongban.core.figures.rules import below
from tongban.core.figures.types import Period
from tongban.insight.tests.factories import NOW, City, at, pause

pytestmark = pytest.mark.django_db
XIANAN, CHIBI, CITY = "421202", "421281", "421200"


@pytest.fixture
def city():
    """Xian'an: 1 day in time, 5 days late, 0 days without a limit, one running. Chibi: paused."""
    made = City()
    made.case(XIANAN, at(2), at(3), due=at(10))
    made.case(XIANAN, at(2), at(9), due=at(6))  # Tue to Fri, Mon: 5 days
    made.case(XIANAN, at(4), at(4))
    made.case(XIANAN, at(20))
    paused = made.case(CHIBI, at(2), at(16), due=at(16))  # 10 days but for the pauses
    pause(paused, at(3), at(6))  # gives back Wed, Thu, Fri
    pause(paused, at(5), at(10))  # Fri again, Mon, Tue
    return made


def value(code, division=CITY, **more):
    found = selectors.value(code, at=NOW, division=division, **more)
    return found.numerator, found.denominator, found.text


def test_received_and_decided(city):
    assert value("cases.received") == (5, None, "5 件")
    assert value("cases.decided") == (4, None, "4 件")
    assert value("cases.decided", XIANAN) == (3, None, "3 件")


def test_on_time_counts_those_with_a_limit_and_includes_the_last_instant(city):
    assert value("cases.on_time") == (2, 3, "66.67%")
    assert value("cases.on_time", XIANAN) == (1, 2, "50.00%")
    assert value("cases.on_time", CHIBI) == (1, 1, "100.00%")


def test_mean_days_leaves_pauses_out_and_their_overlap_once(city):
    assert value("cases.days", XIANAN) == (6, 3, "2.0 个工作日")  # 1 + 5 + 0
    assert value("cases.days", CHIBI) == (5, 1, "5.0 个工作日")  # 10 - 5 (4, 5, 6, 9, 10 Nov)
    assert value("cases.days") == (11, 4, "2.8 个工作日")  # 2.75, half up


def test_speed_up_is_against_the_legal_days(city):
    assert value("cases.speed_up") == (69, 80, "86.25%")  # 4 × 20 allowed, 11 used
    assert value("cases.speed_up", CHIBI) == (15, 20, "75.00%")


@pytest.mark.parametrize("code", ["cases.on_time", "cases.days", "cases.speed_up"])
def test_counties_agree_with_the_city_and_take_one_query(city, code, django_assert_num_queries):
    selectors.by_division(code, at=NOW, division=CITY)  # calendars are kept by the process
    with django_assert_num_queries(2):  # the counties, and the figure
        rows = {row.division: row for row in selectors.by_division(code, at=NOW, division=CITY)}
    whole = selectors.value(code, at=NOW, division=CITY)
    known = [row.value for row in rows.values() if row.value.denominator is not None]
    assert {row for row in rows if rows[row].rank} == {XIANAN, CHIBI}
    assert sum(one.numerator for one in known) == whole.numerator
    assert sum(one.denominator for one in known) == whole.denominator


def test_fewer_days_rank_first(city):
    rows = selectors.by_division("cases.days", at=NOW, division=CITY)
    assert {row.division: row.rank for row in rows if row.rank} == {XIANAN: 1, CHIBI: 2}


def test_the_cut_off_and_the_period_decide_what_counts(city):
    assert selectors.value("cases.decided", at=at(4, 11), division=CITY).numerator == 2
    assert selectors.value("cases.decided", at=at(4, 9), division=CITY).numerator == 1
    first = Period(at(3).date(), at(9).date())
    assert value("cases.decided", period=first)[0] == 3
    assert value("cases.received", period=Period(at(3).date(), at(20).date()))[0] == 2


def test_the_last_instant_of_a_period_counts():
    made = City()
    made.case(XIANAN, at(2), at(9).replace(hour=15, minute=59, second=59, microsecond=900_000))
    made.case(XIANAN, at(2), at(9).replace(hour=16))  # midnight in Shanghai: the 10th
    assert value("cases.decided", period=Period(at(9).date(), at(9).date()))[0] == 1


def test_of_nothing_there_is_no_rate():
    City()
    assert value("cases.on_time") == (0, 0, "—")
    assert value("cases.days") == (0, 0, "—")
    assert value("cases.speed_up") == (0, 0, "—")


@pytest.mark.parametrize(
    ("path", "division", "code"),
    [
        ("420000/421200/421202/421202001/", "421200", "421202"),
        ("420000/421200/", "421200", ""),
        ("420000/421100/421102/", "421200", ""),
        ("420000/421200/421202/421202001/", "421202", "421202001"),
    ],
)
def test_below(path, division, code):
    assert below(path, division) == code
