"""Clocks by hand: a Monday's start, pauses that overlap, an extension, lights."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tongban.core.workdays.rules import day_end
from tongban.core.workdays.types import Limit
from tongban.workflow import errors
from tongban.workflow.rules import due, light
from tongban.workflow.rules.clocks import warn
from tongban.workflow.tests import factories as f
from tongban.workflow.types import (
    Accept,
    AskCorrection,
    ClockRow,
    Complete,
    Correct,
    Extend,
    PauseRow,
    Resume,
    Rule,
    SendBack,
    Suspend,
    Urge,
)


def end(day: int, month: int = 12) -> datetime:
    return day_end(date(2026, month, day))


def clock(*limits: Limit) -> ClockRow:
    return ClockRow(1, "promised", limits, f.NOW)


def pause(first: float, last: float | None, *codes: str) -> PauseRow:
    ended = None if last is None else f.days(last)
    return PauseRow(2, codes or ("promised",), "testing", f.days(first), ended)


@pytest.mark.parametrize(
    ("limits", "pauses", "expected"),
    [
        ((Limit(6),), [], end(1)),
        ((Limit(6),), [pause(1, 3)], end(3)),  # Tuesday to Thursday gives two days back
        ((Limit(6),), [pause(1, 3), pause(2, 4)], end(4)),  # overlapping: three days, not four
        ((Limit(6),), [pause(1, 3), pause(1, 3)], end(3)),
        ((Limit(6),), [pause(1, 3, "statutory")], end(1)),  # names another clock
        ((Limit(6),), [pause(1, 1.2)], end(1)),
        ((Limit(6),), [pause(1, None)], None),
        ((Limit(6), Limit(10)), [], end(15)),
        ((Limit(20, "day", "natural"),), [], end(14)),  # the 13th is a Sunday
        ((Limit(24, "hour"),), [pause(0.5, 1.5)], f.days(2)),
    ],
)
def test_due(limits, pauses, expected):
    moment = due(clock(*limits), pauses, f.CALENDAR)
    assert (moment and moment.at) == expected


def test_yellow_is_the_last_fifth():
    def early(*limits: Limit) -> datetime:
        row = clock(*limits)
        return warn(row, due(row, [], f.CALENDAR), f.CALENDAR)

    assert early(Limit(1)) == datetime(2026, 11, 23, 16, tzinfo=UTC)  # the last day itself
    assert early(Limit(20)) == datetime(2026, 12, 14, 16, tzinfo=UTC)  # four days before the 21st
    assert early(Limit(10, "hour")) == f.NOW + timedelta(hours=8)


def test_lights():
    given = ("accepted", False, f.days(2), f.days(1))
    assert [light(*given, f.days(n)) for n in (0, 1, 2)] == ["green", "yellow", "red"]
    assert light("closed", False, f.days(2), f.days(1), f.days(5)) == "none"


def accepted() -> f.Walk:
    walk = f.Walk()
    walk.act(f.WINDOW, Accept())
    return walk


def test_side_by_side_and_suspended():
    walk = accepted()
    assert (walk.due("promised"), walk.due("statutory")) == (end(1), end(21))
    assert walk.snapshot.item.due_at == end(1)
    assert walk.snapshot.open_tasks[0].due_at == end(26, 11)  # the step's own three days
    change = walk.act(f.REVIEWER, Suspend("testing", days=5), f.days(1))
    assert walk.due("promised") is None
    assert walk.snapshot.item.due_at.year == 9999
    assert change.payload["clocks"] == ["statutory", "promised", "step:review"]
    with pytest.raises(errors.Invalid) as caught:
        walk.act(f.REVIEWER, Suspend("site_visit"))
    assert caught.value.reason == "work_unlawful_reason"
    with pytest.raises(errors.NotNow):
        walk.act(f.REVIEWER, Suspend("testing"))
    first = change.pauses[0].seq
    walk.act(f.REVIEWER, Resume(first), f.days(3))
    assert (walk.due("promised"), walk.due("statutory")) == (end(3), end(23))
    with pytest.raises(errors.NotNow):
        walk.act(f.REVIEWER, Resume(first))


def test_no_decision_while_the_clocks_stand():
    walk = f.Walk(facts={"visit": False})
    walk.act(f.WINDOW, Accept())
    walk.act(f.REVIEWER, Complete(walk.task("review")))
    walk.act(f.CHECKER, Complete(walk.task("check")))
    walk.act(f.DECIDER, Suspend("hearing"))
    with pytest.raises(errors.NotNow) as caught:
        walk.act(f.DECIDER, Complete(walk.task("decide"), "approve"))
    assert caught.value.reason == "work_suspended"


def test_an_extension_is_ruled_by_another_and_once():
    both = f.staff(11, "reviewer", "chief")
    walk = accepted()
    with pytest.raises(errors.Invalid):
        walk.act(both, Extend())
    change = walk.act(both, Extend(reason="案情复杂"))
    request = change.requests[0].seq
    with pytest.raises(errors.NotNow):
        walk.act(both, Extend(reason="再次"))
    with pytest.raises(errors.NotAllowed) as caught:
        walk.act(both, Rule(request, True))
    assert caught.value.reason == "work_own_request"
    walk.act(f.CHIEF, Rule(request, True))
    assert (walk.due("promised"), walk.due("statutory")) == (end(15), day_end(date(2027, 1, 5)))
    with pytest.raises(errors.NotNow) as caught:
        walk.act(both, Extend(reason="再次"))
    assert caught.value.reason == "work_request_spent"


def test_waiting_for_papers_stops_the_intake_clock_and_rectifying_the_decisions():
    walk = f.Walk()
    assert walk.due("intake") == end(30, 11)
    walk.act(f.WINDOW, AskCorrection(("lease",)), f.days(1))
    assert walk.snapshot.item.due_at.year == 9999
    walk.act(f.CITIZEN, Correct(), f.days(8))
    assert walk.due("intake") == end(7)  # Wednesday to the next Tuesday: five days back
    walk.act(f.WINDOW, Accept())
    walk.act(f.REVIEWER, Complete(walk.task("review")))
    promised = walk.due("promised")
    walk.act(f.SECOND, SendBack(walk.task("visit"), "applicant", "整改"))
    assert walk.due("promised") is None
    walk.act(f.CITIZEN, Complete(walk.task("visit")), f.days(10))
    assert promised is not None
    assert walk.due("promised") > promised


def test_urging_is_once_a_local_day():
    walk = accepted()
    late = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
    walk.act(f.CITIZEN, Urge(), late)
    with pytest.raises(errors.NotNow):
        walk.act(f.SERVICE, Urge(), late + timedelta(minutes=20))
    walk.act(f.SERVICE, Urge(), late + timedelta(minutes=40))
