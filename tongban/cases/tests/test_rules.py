"""What needs no database: remedies by date, the end of a licence, the stops of the progress bar."""

from datetime import date

import pytest

from tongban.cases import rules
from tongban.cases.types import Lack


def remedies(on):
    return rules.remedies(government="演示区人民政府", on=on)


@pytest.mark.parametrize(
    ("on", "above"),
    [
        (date(2023, 12, 31), True),  # 行政复议法 (2017) §12: the government or the body above
        (date(2024, 1, 1), False),  # 行政复议法 (2023) §24: the government of the same level
        (date(2026, 11, 23), False),
    ],
)
def test_who_reviews_depends_on_the_day_of_the_decision(on, above):
    text = remedies(on)
    assert ("上一级主管部门" in text) is above
    assert "演示区人民政府" in text
    assert "60日内" in text
    assert "6个月内" in text


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 11, 23), 60, date(2031, 11, 22)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),  # no 31st of February: its last day
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2026, 11, 23), None, None),
    ],
)
def test_a_licence_ends_the_day_before_its_anniversary(start, months, end):
    assert rules.valid_until(start, months) == end


def way(state, outcome="", ready=None):
    found = rules.stages(state, outcome, result_title="许可证", result_ready=ready, at={})
    return [(stage.code, stage.state) for stage in found]


def test_the_bar_shows_where_a_case_is():
    assert way("submitted") == [
        ("submitted", "done"),
        ("accepted", "current"),
        ("review", "todo"),
        ("decided", "todo"),
        ("result", "todo"),
    ]
    assert way("accepted")[2] == ("review", "current")
    assert dict(way("decided", "approve"))["result"] == "current"
    assert {state for _code, state in way("closed", "approve", ready=True)} == {"done"}


def test_a_licence_in_the_making_is_said():
    found = rules.stages("closed", "approve", result_title="许可证", result_ready=False, at={})
    assert (found[-1].state, found[-1].text) == ("current", "正在制证")


@pytest.mark.parametrize(
    ("state", "outcome", "title"),
    [
        ("refused", "refused", "不予受理"),
        ("withdrawn", "", "已撤回"),
        ("terminated", "", "已终止"),
        ("closed", "deny", "不予批准"),
    ],
)
def test_what_ended_badly_shows_no_more_to_come(state, outcome, title):
    found = rules.stages(state, outcome, result_title="许可证", result_ready=None, at={})
    assert (found[-1].state, found[-1].title) == ("failed", title)
    assert all(stage.state == "done" for stage in found[:-1])
    assert [stage.code for stage in found].count("result") == 0


def test_a_second_list_may_only_repeat():
    first = [Lack("material:a", "甲", ""), Lack("shop.name", "店名", "")]
    assert rules.not_listed(first, [Lack("shop.name", "店名", "")]) == []
    assert rules.not_listed(first, [Lack("material:b", "乙", ""), first[0]]) == ["material:b"]
