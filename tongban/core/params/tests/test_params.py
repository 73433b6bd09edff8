"""Parameters: which row wins, what is refused, and that a change is seen at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from tongban.core.divisions.tests import factories as divisions
from tongban.core.params import rules, selectors, services
from tongban.core.params.errors import BadParam, NoSuchParam
from tongban.core.params.models import Row
from tongban.core.workdays.types import Limit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Clerk:
    ref: str = "account:1"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    selectors.forget()
    yield
    selectors.forget()


def put(value, *, since=date(2026, 1, 1), division="", **more):
    return services.set_value(
        **{
            "actor": Clerk(), "now": NOW, "code": "permit.decision", "value": value,
            "unit": "day", "day_kind": "working", "effective_from": since,
            "source": "演示规定", "division": division, **more,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text", "part"),
    [
        ("permit.decision", "20 个工作日", "§42"),
        ("permit.correction", "5 个工作日", "§32"),
        ("permit.extension", "10 个工作日", "§42"),
        ("permit.joint", "45 个工作日", "§42"),
        ("permit.joint_extension", "15 个工作日", "§42"),
        ("permit.delivery", "10 个工作日", "§44"),
        ("permit.hearing_notice", "前 7 个工作日", "§48"),
        ("permit.renewal_until", "前 30 个工作日", "§50"),
        ("permit.incompetent_reply", "当场", "§32"),
        ("company.simple_notice", "20 日", "§33"),
        ("remedy.suit", "6 个月", "§46"),
    ],
)
def test_the_limits_of_the_law_ship_with_their_article(code, text, part):
    found = selectors.value(code, on=TODAY)
    assert found.text() == text
    assert part in found.source
    assert Limit.parse(found.as_limit()).text() == text


def test_every_shipped_row_has_a_source_and_is_stored_once():
    assert len({(p.code, p.effective_from) for p in rules.shipped()}) == len(rules.shipped())
    assert services.load_shipped() == len(rules.shipped()) == Row.objects.count()
    assert services.load_shipped() == 0
    assert all(param.source for param in rules.shipped())
    assert selectors.value("permit.promise_share", on=TODAY).share() == (30, 100)


def test_the_nearest_division_wins_then_the_latest_day():
    divisions.city()
    services.load_shipped()
    put(15, since=date(2026, 6, 1))
    put(10, division="421200")
    put(6, division="421202", since=date(2026, 12, 1))

    def on(day: date, division: str = "") -> int:
        return selectors.number("permit.decision", on=day, division=division)

    assert on(TODAY, "420000") == 15
    assert on(date(2026, 3, 1), "420000") == 20
    assert on(TODAY) == 10
    assert on(TODAY, "421202") == 10
    assert on(date(2026, 12, 1), "421202") == 6
    assert on(date(2026, 12, 1), "421281") == 10


def test_a_value_ends_with_its_last_day():
    put(15, since=date(2025, 1, 1), effective_to=date(2025, 12, 31), code="test.once")
    assert selectors.number("test.once", on=date(2025, 12, 31)) == 15
    with pytest.raises(NoSuchParam):
        selectors.value("test.once", on=date(2026, 1, 1))
    with pytest.raises(NoSuchParam, match=r"nothing\.here"):
        selectors.value("nothing.here", on=TODAY)


def test_a_change_is_seen_at_once_and_reading_is_cached(django_assert_num_queries):
    services.load_shipped()
    assert selectors.number("permit.decision", on=TODAY) == 20
    with django_assert_num_queries(0):
        selectors.value("permit.decision", on=TODAY)
    put(12)
    assert selectors.number("permit.decision", on=TODAY) == 12
    put(11)
    assert selectors.number("permit.decision", on=TODAY) == 11
    assert Row.objects.filter(code="permit.decision").count() == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"value": "soon"}, "param_value"),
        ({"value": -1}, "param_value"),
        ({"unit": "week"}, "param_unit"),
        ({"day_kind": ""}, "param_day_kind"),
        ({"unit": "count"}, "param_day_kind"),
        ({"unit": "ratio", "day_kind": "", "value": "1/0"}, "param_value"),
        ({"effective_to": date(2020, 1, 1)}, "param_period"),
        ({"source": " "}, "param_source"),
        ({"direction": "up"}, "param_unit"),
    ],
)
def test_what_may_not_be_stored(change, reason):
    with pytest.raises(BadParam, match=reason):
        put(**{"value": 5, **change})
    assert not Row.objects.exists()
