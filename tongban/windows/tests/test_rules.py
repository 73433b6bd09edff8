"""Whether a visit may be asked for so: age, day, part, what is written. 2026-11-23 is a Monday."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tongban.windows import rules, states
from tongban.windows.types import HOME, HOURS, Wish

TODAY = date(2026, 11, 23)
HOME_WISH = Wish(HOME, "aged", date(2026, 11, 25), "am", "演示路1号", "12000000001")
HOURS_WISH = Wish(HOURS, "", date(2026, 11, 28), "off", "", "12000000001")
OLD, YOUNG = date(1961, 11, 23), date(1961, 11, 24)


def wrong(wish: Wish, born: date | None = OLD) -> list[tuple[str, str]]:
    return rules.problems(
        wish, born=born, today=TODAY, age=65, ahead=14, is_working=lambda day: day.weekday() < 5
    )


def test_what_may_be_asked() -> None:
    assert wrong(HOME_WISH) == []
    assert wrong(HOURS_WISH, None) == []


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1961, 11, 23), date(2026, 11, 23), 65),
        (date(1961, 11, 24), date(2026, 11, 23), 64),
        (date(1960, 2, 29), date(2025, 2, 28), 64),
        (date(1960, 2, 29), date(2025, 3, 1), 65),
    ],
)
def test_full_years(born: date, day: date, age: int) -> None:
    assert rules.age_on(born, day) == age


def test_a_day_too_young_and_another_reason() -> None:
    assert wrong(HOME_WISH, YOUNG) == [("why", "visit_young")]
    assert wrong(replace(HOME_WISH, why="ill"), YOUNG) == []
    assert wrong(HOME_WISH, None) == []  # no number that says an age: the window looks


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"kind": "x"}, [("kind", "visit_kind")]),
        ({"why": ""}, [("why", "visit_why")]),
        ({"address": " "}, [("address", "visit_address")]),
        ({"phone": ""}, [("phone", "visit_phone")]),
        ({"phone": "1" * 21}, [("phone", "visit_long")]),
        ({"note": "长" * 501}, [("note", "visit_long")]),
        ({"part": "late"}, [("part", "visit_part")]),
        ({"day": None}, [("day", "visit_day")]),
        ({"day": TODAY}, [("day", "visit_day_far")]),
        ({"day": date(2026, 12, 8)}, [("day", "visit_day_far")]),
        ({"day": date(2026, 11, 28)}, [("day", "visit_day_working")]),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    change: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert wrong(replace(HOME_WISH, **change)) == found


def test_on_days_off_only_for_days_off() -> None:
    assert wrong(replace(HOURS_WISH, day=date(2026, 11, 25))) == [("day", "visit_day_off")]
    assert wrong(replace(HOURS_WISH, part="late")) == [("day", "visit_day_working")]
    assert wrong(replace(HOURS_WISH, day=date(2026, 12, 7), part="late")) == []


@pytest.mark.parametrize(
    ("state", "targets"),
    [
        ("asked", {"agreed", "declined", "withdrawn"}),
        ("agreed", {"agreed", "declined", "withdrawn", "done"}),
        ("declined", set()),
        ("done", set()),
        ("withdrawn", set()),
    ],
)
def test_the_life_of_a_visit(state: str, targets: set[str]) -> None:
    found = {target for target in states.VISIT if states.may_become(state, target)}
    assert found == targets
