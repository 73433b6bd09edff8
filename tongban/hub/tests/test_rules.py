"""Every way in which a line may be wrong is named at its field."""

from typing import Any

import pytest

from tongban.hub import rules
from tongban.hub.rules import lines, titles
from tongban.hub.tests.factories import NOW, body, closed, line
from tongban.hub.types import Line
from tongban.lib.identifiers import demo_task_code, demo_uscc

CODE = demo_task_code(demo_uscc(1), "4", "000125001000")


def read(data: Any) -> Any:
    return rules.read(body(data), 3, now=NOW)


def test_a_sound_line_is_read_whole() -> None:
    found = read(closed(CODE))
    assert isinstance(found, Line)
    assert (found.number, found.state, found.outcome) == ("SC-1", "10", "granted")
    assert found.steps[0].handler == "演示职员"
    assert found.happened_at == found.closed_at


def test_the_same_content_in_another_order_is_the_same_line() -> None:
    data = line(CODE)
    turned = dict(reversed(list(data.items())))
    assert read(data).digest == read(turned).digest
    assert read(data).digest != read(data | {"title": "别的"}).digest


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"number": None}, "number", "hub_field_missing"),
        ({"number": "  "}, "number", "hub_field_missing"),
        ({"number": "9" * 65}, "number", "hub_field_long"),
        ({"number": 12}, "number", "hub_field_text"),
        ({"title": "a\x00b"}, "title", "hub_field_text"),
        (
            {"task_code": CODE[:17] + "Q" + CODE[18:]},
            "task_code",
            "hub_task_code",
        ),
        ({"task_code": "药"}, "task_code", "hub_task_code"),
        ({"applicant_kind": "person"}, "applicant_kind", "hub_field_choice"),
        ({"applicant_number": "11010119900307123X"}, "applicant_number", "hub_number_check"),
        ({"state": "99"}, "state", "hub_field_choice"),
        ({"state": ["05"]}, "state", "hub_field_choice"),
        ({"received_at": "昨天"}, "received_at", "hub_field_instant"),
        ({"received_at": "2026-11-22T20:00:00"}, "received_at", "hub_field_instant"),
        ({"received_at": 1763841600}, "received_at", "hub_field_instant"),
        ({"received_at": "2027-11-22T20:00:00+08:00"}, "received_at", "hub_future"),
        ({"accepted_at": None}, "accepted_at", "hub_accepted_missing"),
        ({"accepted_at": "2026-11-21T08:00:00+08:00"}, "accepted_at", "hub_times_order"),
        ({"promised_on": "2026-11-01"}, "promised_on", "hub_times_order"),
        ({"promised_on": "尽快"}, "promised_on", "hub_field_day"),
        ({"closed_at": "2026-11-23T08:30:00+08:00"}, "closed_at", "hub_closed_early"),
        ({"state": "10", "outcome": "granted"}, "closed_at", "hub_closed_missing"),
        ({"outcome": "granted"}, "outcome", "hub_outcome_early"),
        ({"steps": {}}, "steps", "hub_steps"),
        ({"steps": ["受理"]}, "steps[1]", "hub_steps"),
        ({"steps": [{"name": "受理"}]}, "steps[1].event", "hub_field_missing"),
        ({"steps": [{"x": 1}]}, "steps[1].x", "hub_field_unknown"),
        ({"steps": [{}] * 201}, "steps", "hub_steps_many"),
        ({"colour": "红"}, "colour", "hub_field_unknown"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], field: str, code: str) -> None:
    found = read({key: one for key, one in (line(CODE) | change).items() if one is not None})
    assert isinstance(found, list), found
    assert (3, field, code) in [(one.line, one.field, one.code) for one in found]


@pytest.mark.parametrize("content", [b"{", b"[]", b'"x"', b"12", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_object_is_said_to_be_none(content: bytes) -> None:
    found = rules.read(content, 1, now=NOW)
    assert isinstance(found, list)
    assert [one.code for one in found] == ["hub_line_not_json"]


def test_everything_wrong_is_named_at_once() -> None:
    found = read({"state": "99", "promised_on": "x"})
    assert isinstance(found, list)
    assert {one.field for one in found} >= {"number", "task_code", "title", "state", "promised_on"}


def test_every_field_has_a_name_that_people_read() -> None:
    assert set(titles.TITLES) == set(lines.FIELDS)
    assert set(titles.STEP_TITLES) == set(lines.STEP_FIELDS)


@pytest.mark.parametrize(
    ("field", "title"),
    [
        ("closed_at", "办结时间"),
        ("steps[2].started_at", "第 2 个环节的开始时间"),
        ("steps[3]", "第 3 个环节"),
        ("steps[1].colour", "第 1 个环节"),
        ("colour", ""),
        ("", ""),
    ],
)
def test_what_a_field_is_called(field: str, title: str) -> None:
    assert titles.title_of(field) == title
