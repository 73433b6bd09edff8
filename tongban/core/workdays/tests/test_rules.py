"""The arithmetic of limits against known answers, and its laws against random ones."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.core.workdays import rules
from tongban.core.workdays.errors import BadLimit, PastCalendar
from tongban.core.workdays.types import Limit, Pause

CALENDAR = rules.Calendar(rules.shipped())


def at(text: str) -> datetime:
    """A local time in Asia/Shanghai as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=rules.ZONE).astimezone(UTC)


def working(n: int) -> Limit:
    return Limit(n, "day", "working")


def natural(n: int, unit: str = "day", **more) -> Limit:
    return Limit(n, unit, "natural", **more)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2020-09-25", working(5), "2020-10-09"),
        ("2020-09-25", working(20), "2020-10-29"),
        ("2020-09-30", working(5), "2020-10-14"),
        ("2020-01-17", working(5), "2020-01-23"),
        ("2020-12-31", working(5), "2021-01-08"),
        ("2020-09-11", natural(20), "2020-10-09"),
        ("2020-09-11", natural(20, rolls=False), "2020-10-01"),
        ("2026-11-23", working(0), "2026-11-23"),
        ("2026-11-21", working(1), "2026-11-23"),  # received on a Saturday
        ("2026-01-31", natural(1, "month"), "2026-02-28"),  # the month's end; a worked Saturday
        ("2024-02-29", natural(1, "year"), "2025-02-28"),
        ("2026-03-05", natural(6, "month"), "2026-09-07"),  # a Saturday rolls to Monday
        ("2026-11-30", natural(7, direction="backward"), "2026-11-23"),
        ("2026-11-28", natural(7, direction="backward"), "2026-11-20"),  # a Saturday rolls back
        ("2026-11-30", Limit(5, direction="backward"), "2026-11-23"),
    ],
)
def test_known_answers(start, limit, due):
    assert CALENDAR.add(date.fromisoformat(start), limit).date == date.fromisoformat(due)


def test_2020_has_its_249_working_days_and_its_odd_ones():
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(366)]
    assert sum(CALENDAR.is_working(day) for day in days) == 249
    odd = [d.isoformat() for d in days if d.weekday() >= 5 and CALENDAR.is_working(d)]
    assert odd == [
        "2020-01-19", "2020-04-26", "2020-05-09", "2020-06-28", "2020-09-27", "2020-10-10",
    ]  # fmt: skip
    assert not CALENDAR.is_working(date(2020, 1, 31))


def test_a_year_without_a_notice_is_provisional_and_rests_on_its_statutory_days():
    due = CALENDAR.add(date(2026, 12, 1), working(45))
    assert due.provisional
    assert due.date.year == 2027
    assert not CALENDAR.add(date(2026, 11, 2), working(20)).provisional
    off = [d for d, name in CALENDAR_2027.items() if name]
    assert len(off) == 13
    assert not any(CALENDAR.is_working(day) for day in off)


CALENDAR_2027 = {
    date(2027, 1, 1) + timedelta(days=n): CALENDAR.info(date(2027, 1, 1) + timedelta(days=n)).name
    for n in range(365)
}


@pytest.mark.parametrize(
    ("start", "limit"),
    [(date(2028, 12, 20), working(20)), (date(2018, 12, 31), working(1)),
     (date(2026, 1, 1), natural(9_999_999)), (date(2026, 1, 1), natural(9999, "year"))],
)  # fmt: skip
def test_past_the_table_is_a_clear_error(start, limit):
    with pytest.raises(PastCalendar):
        CALENDAR.add(start, limit)


def test_a_gap_in_the_table_is_an_error():
    days = {d: i for d, i in rules.shipped().items() if d != date(2024, 5, 5)}
    with pytest.raises(PastCalendar, match="2024-05-05"):
        rules.Calendar(days)


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (working(20), "20 个工作日"),
        (natural(20), "20 日"),
        (natural(3, "month"), "3 个月"),
        (natural(30, "minute"), "30 分钟"),
        (natural(7, direction="backward"), "前 7 日"),
        (working(0), "当场"),
    ],
)
def test_a_limit_in_words_and_through_json(limit, text):
    assert limit.text() == text
    assert Limit.parse(limit.as_dict()) == limit


@pytest.mark.parametrize(
    "data",
    [{}, {"value": -1}, {"value": "5"}, {"value": True}, {"value": 1, "unit": "week"},
     {"value": 1, "day_kind": "busy"}, {"value": 1, "direction": "up"}],
)  # fmt: skip
def test_a_limit_that_cannot_be_is_refused(data):
    with pytest.raises(BadLimit):
        Limit.parse(data)


def test_day_limits_end_with_the_local_day_and_hours_to_the_second():
    monday = at("2026-11-23T09:00")
    assert rules.due_at(monday, working(1), CALENDAR) == at("2026-11-24T23:59:59")
    assert rules.due_at(monday, natural(24, "hour"), CALENDAR) == at("2026-11-24T09:00")
    assert rules.due_at(monday, natural(30, "minute"), CALENDAR) == at("2026-11-23T09:30")
    night = at("2026-11-23T23:59")
    assert rules.due_at(night, working(1), CALENDAR) == at("2026-11-24T23:59:59")
    assert rules.local_date(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([], "2026-12-07"),
        ([("2026-11-25T10:00", "2026-11-27T10:00")], "2026-12-09"),
        ([("2026-11-25T10:00", "2026-11-25T18:00")], "2026-12-07"),  # within one day
        ([("2026-11-27T18:00", "2026-11-29T10:00")], "2026-12-07"),  # a weekend
        ([("2026-11-25T10:00", "2026-11-27T10:00"), ("2026-11-26T10:00", "2026-11-30T10:00")],
         "2026-12-10"),  # overlapping: Thu, Fri, Mon once
        ([("2026-11-24T10:00", "2026-11-25T10:00"), ("2026-12-08T10:00", "2026-12-10T10:00")],
         "2026-12-10"),  # the second lies in the days that the first gave back
        ([("2026-12-08T10:00", "2026-12-10T10:00")], "2026-12-07"),  # too late to help
        ([("2026-11-01T10:00", "2026-11-24T10:00")], "2026-12-08"),  # began before the clock
        ([("2026-12-07T10:00", None)], None),
        ([("2026-12-08T10:00", None)], "2026-12-07"),
    ],
)  # fmt: skip
def test_pauses_move_the_day(pauses, due):
    stops = [Pause(at(a), at(b) if b else None) for a, b in pauses]
    moment = rules.due_with_pauses(at("2026-11-23T09:00"), working(10), stops, CALENDAR)
    assert (moment and moment.day.isoformat()) == due


def test_pauses_of_natural_and_exact_limits():
    start = at("2026-11-23T09:00")
    stop = [Pause(at("2026-11-24T09:00"), at("2026-11-26T10:00"))]
    ten = rules.due_with_pauses(start, natural(10), stop, CALENDAR)
    assert ten is not None
    assert ten.day == date(2026, 12, 7)  # 12-05 is a Saturday and rolls
    hours = rules.due_with_pauses(start, natural(48, "hour"), stop, CALENDAR)
    assert hours is not None
    assert hours.at == at("2026-11-27T10:00")


def test_elapsed_counts_what_the_office_used():
    start, end = at("2026-11-23T09:00"), at("2026-12-01T09:00")
    assert rules.elapsed(start, end, CALENDAR) == 6
    stops = [Pause(at("2026-11-25T10:00"), at("2026-11-27T10:00"))]
    assert rules.elapsed(start, end, CALENDAR, stops) == 4
    assert rules.elapsed(start, end, CALENDAR, [Pause(at("2026-11-25T10:00"))]) == 2
    assert rules.left(start, date(2026, 11, 26), CALENDAR) == 3


DAYS = st.dates(date(2019, 6, 1), date(2027, 6, 1))
COUNTS = st.integers(0, 120)
INSTANTS = st.integers(0, 60 * 24 * 98).map(
    lambda minutes: datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=minutes)
)
PAUSES = st.lists(
    st.tuples(INSTANTS, st.integers(1, 60 * 24 * 9)).map(
        lambda p: Pause(p[0], p[0] + timedelta(minutes=p[1]))
    ),
    max_size=6,
)


@given(DAYS, COUNTS)
def test_adding_and_counting_are_inverse(day, count):
    end = CALENDAR.shift(day, count)
    assert CALENDAR.working_days_between(day, end) == count
    assert count == 0 or CALENDAR.is_working(end)


@given(DAYS, DAYS, COUNTS)
def test_a_later_start_is_never_due_earlier(a, b, count):
    a, b = sorted((a, b))
    for limit in (working(count), natural(count), natural(count % 12, "month")):
        assert CALENDAR.add(a, limit).date <= CALENDAR.add(b, limit).date


@given(DAYS, COUNTS)
def test_adding_is_what_a_clerk_would_count_by_hand(day, count):
    left, by_hand = count, day
    while left:
        by_hand += timedelta(days=1)
        left -= CALENDAR.is_working(by_hand)
    assert CALENDAR.shift(day, count) == by_hand


@given(PAUSES)
def test_union_keeps_the_time_and_overlaps_nothing(pauses):
    merged = rules.union(pauses)
    assert all(a.end is not None and a.end < b.start for a, b in pairwise(merged))
    assert rules.union(merged) == merged
    for pause in pauses:
        middle = pause.start + (pause.end - pause.start) / 2
        assert rules.paused_at(merged, middle)
        assert rules.paused_at(merged, pause.start)


@given(PAUSES, st.integers(1, 40), st.sampled_from(["working", "natural"]))
def test_a_clock_with_pauses_is_what_counting_day_by_day_says(pauses, count, kind):
    start = at("2026-11-23T09:00")
    limit = Limit(count, "day", kind, rolls=False)
    moment = rules.due_with_pauses(start, limit, pauses, CALENDAR)
    assert moment is not None
    stopped = {
        rules.local_date(p.start) + timedelta(days=n)
        for p in rules.union(Pause(max(p.start, start), p.end) for p in pauses)
        for n in range(1, (rules.local_date(p.end) - rules.local_date(p.start)).days + 1)
    }
    day, left = rules.local_date(start), count
    while left:
        day += timedelta(days=1)
        counts = kind == "natural" or CALENDAR.is_working(day)
        left -= counts and day not in stopped
    for pause in rules.union(pauses):  # a clock does not run out while it stands
        ends = rules.local_date(pause.end)
        if rules.local_date(pause.start) == day and ends > day:
            day = CALENDAR.roll(ends) if kind == "working" else ends
    assert moment.day == day
    doubled = rules.due_with_pauses(start, limit, pauses + pauses, CALENDAR)
    assert doubled == moment
