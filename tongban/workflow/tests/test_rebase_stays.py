"""改按新版 by pure rules: what stays on the version it began under, and why."""

import pytest

from tongban.core.workdays.types import Limit
from tongban.workflow import errors
from tongban.workflow.errors import MESSAGES
from tongban.workflow.rules import allowed_acts, preview_rebase
from tongban.workflow.tests import factories as f
from tongban.workflow.tests.test_rebase import SHORTER, accepted, limits_of, reviewed
from tongban.workflow.types import (
    Accept,
    Complete,
    Extend,
    Rule,
    SendBack,
    Suspend,
    Transfer,
)
from tongban.workflow.wording import obstacle_text


def stays(walk, definition=None, **given):
    """Refuse the move for one reason at least; give the reasons, said to clerks as sentences."""
    command = walk.moving(definition, **given)
    before = walk.snapshot
    with pytest.raises(errors.NotNow) as caught:
        walk.act(f.PUBLISHER, command)
    assert walk.snapshot is before
    found = preview_rebase(before, command, f.facts(f.PUBLISHER, walk.now))
    assert not found.may_move
    assert caught.value.detail["obstacles"] == [one.code for one in found.obstacles]
    assert caught.value.reason == found.obstacles[0].code
    assert all("{" not in obstacle_text(one) and one.code in MESSAGES for one in found.obstacles)
    return {one.code.removeprefix("work_rebase_") for one in found.obstacles}


def test_only_who_holds_the_power_moves_anything():
    walk = accepted()
    for actor in (f.SERVICE, f.CHIEF, f.CITIZEN, f.REVIEWER):
        with pytest.raises(errors.NotAllowed):
            walk.act(actor, walk.moving(limits=SHORTER))
        offered = {one.act for one in allowed_acts(walk.snapshot, f.facts(actor))}
        assert "rebase" not in offered
    walk.act(f.PUBLISHER, walk.moving(limits=SHORTER))


def test_the_same_again_is_no_move():
    walk = accepted()
    walk.rebase(f.permit(), limits=SHORTER)
    again = {"procedure": walk.snapshot.procedure, "limits": SHORTER, "facts": {"edition": 2}}
    assert stays(walk, **again) == {"same"}


def test_what_is_decided_or_over_stays():
    walk = reviewed()
    walk.act(f.CHECKER, Complete(walk.task("check")))
    walk.act(f.DECIDER, Complete(walk.task("decide"), "approve"))
    assert stays(walk, limits=SHORTER) == {"decided"}
    walk.act(f.WINDOW, Complete(walk.task("deliver")))
    found = preview_rebase(walk.snapshot, walk.moving(limits=SHORTER), f.facts(f.PUBLISHER))
    assert [one.code for one in found.obstacles] == ["work_rebase_ended"]
    with pytest.raises(errors.NotNow) as caught:
        walk.rebase(limits=SHORTER)
    assert caught.value.reason == "work_ended"


def with_check_before():
    definition = f.without("visit", check={"after": ["review"]})
    definition["steps"].insert(1, f.step("verify", "checker", "intake"))
    return f.changed(definition, "review", after=["verify"])


@pytest.mark.parametrize(
    ("definition", "why"),
    [
        (f.without("review", visit={"after": ["intake"]}, check={"after": ["visit", "intake"],
                 "not_by": []}, decide={"not_by": ["check"]}), "step_gone"),
        (f.changed(f.permit(), "review", kind="wait", signal="go"), "step_changed"),
        (f.changed(f.permit(), "review", role="checker"), "seat_changed"),
        (f.changed(f.permit(), "review", at="kind:police"), "seat_changed"),
        (f.changed(f.permit(), "review", seats=[{"code": "head"}]), "seat_gone"),
        (f.changed(f.permit(), "review", seats=2), "quorum"),
        (f.changed(f.permit(), "review", outcomes=["pass", "fail"]), "outcome"),
        (f.changed(f.permit(), "review", when={"eq": ["facts.visit", True]}), "not_needed"),
        (with_check_before(), "before"),
        (f.changed(f.permit(), "visit", when=None), "before"),
        (f.changed(f.permit(), "decide", decides=False), "no_decision"),
        (f.changed(f.permit(), "decide", at="code:NOBODY"), "no_office"),
        (f.changed(f.permit(), "deliver", kind="wait", limit="notice"), "no_limit"),
        (f.changed(f.changed(f.permit(), "visit", rectify=[]), clocks=[f.MAIN_CLOCKS[0]],
                   requests=[]), "clock_gone"),
        (f.changed(f.permit(), clocks=[
            {**one, "stops": "done:review"} for one in f.MAIN_CLOCKS]), "clock_gone"),
        (f.changed(f.permit(), clocks=[
            {**one, "on_expiry": "deem_withdrawn"} for one in f.MAIN_CLOCKS]), "clock_end"),
        (f.changed(f.permit(), clocks=[*f.MAIN_CLOCKS, {
            "code": "silence", "title": "沉默", "starts": "accepted", "stops": "decided",
            "limit": {"value": 60}, "on_expiry": "deem_withdrawn"}]), "clock_shorter"),
        (f.changed(f.permit(), clocks=[*f.MAIN_CLOCKS, {
            "code": "visit", "title": "核查期限", "starts": "submitted", "stops": "decided",
            "limit": {"value": 0}}]), "clock_past"),
    ],
)  # fmt: skip
def test_work_that_the_new_version_would_undo_keeps_it_where_it_is(definition, why):
    walk = reviewed()
    walk.act(f.CHECKER, Transfer(walk.task("check"), 5))
    walk.now = f.days(1)
    assert stays(walk, definition) == {why}


def test_a_new_intake_or_none_keeps_it_where_it_is():
    steps = [{**one, "intake": one["code"] == "review"} for one in f.permit()["steps"][1:]]
    steps[0]["after"] = []
    other = {**f.permit(), "steps": steps}
    assert "intake" in stays(f.Walk(), other)
    assert "intake" in stays(f.Walk(other), f.permit())


def test_a_question_that_waits_for_its_answer_must_find_one_to_give_it():
    walk = accepted()
    walk.act(f.REVIEWER, Extend(reason="案情复杂"))
    assert stays(walk, {**f.permit(), "requests": []}) == {"request"}
    ruler = {**f.permit(), "requests": [{**f.EXTEND, "ruler": "decider"}]}
    walk.rebase(ruler)
    assert walk.snapshot.requests[-1].ruler == "decider"
    walk.act(f.DECIDER, Rule(walk.snapshot.requests[-1].seq, True))


def test_who_did_both_sides_of_what_is_now_to_be_two_hands():
    both = f.staff(11, "reviewer", "checker")
    loose = f.changed(f.permit(), "check", not_by=[])
    walk = accepted(loose)
    walk.act(both, Complete(walk.task("review")))
    walk.act(both, Complete(walk.task("check")))
    assert stays(walk, f.permit()) == {"four_eyes"}


def test_limits_get_no_longer():
    walk = accepted()
    longer = {"statutory": Limit(20), "promised": Limit(7)}
    assert stays(walk, limits=longer) == {"clock_longer"}
    natural = {"statutory": Limit(20), "promised": Limit(6, "day", "natural")}
    walk.rebase(limits=natural)
    walk.act(f.REVIEWER, Suspend("testing"))
    assert stays(walk, limits=longer) == {"clock_longer"}
    assert stays(walk, limits={"statutory": Limit(20)}) == {"clock_gone"}


def test_nobody_is_late_by_a_rule_that_did_not_hold():
    walk = accepted()
    walk.now = f.days(6)  # four working days are over, six are not
    assert stays(walk, limits=SHORTER) == {"clock_past"}
    walk.now = f.days(12)
    walk.rebase(limits=SHORTER)  # it was late already, and is so by no other rule
    assert walk.due("promised") < walk.now


def waiting(**fields):
    wait = {"code": "notice", "title": "公示", "kind": "wait", "signal": "objection",
            "limit": {"value": 20}, **fields}  # fmt: skip
    return {"title": "公示", "steps": [wait, f.step("close", "reviewer", "notice")]}


@pytest.mark.parametrize(
    "fields", [{"limit": {"value": 10}}, {"limit": {"value": 30}}, {"signal": "other"}]
)
def test_a_notice_under_way_is_neither_shortened_nor_prolonged(fields):
    walk = f.Walk(waiting())
    assert stays(walk, waiting(**fields)) == {"wait"}
    walk.rebase({**waiting(), "title": "公示二"})
    assert walk.opened() == ["notice"]


@pytest.mark.parametrize(("days", "why"), [(10, {"clock_shorter"}), (40, set())])
def test_the_time_to_answer_may_only_get_longer(days, why):
    def clocks(value):
        answer = {"code": "answer", "title": "补正期限", "starts": "submitted",
                  "stops": "accepted", "limit": {"value": value},
                  "on_expiry": "deem_withdrawn"}  # fmt: skip
        return f.changed(f.permit(), clocks=[answer, *f.MAIN_CLOCKS])

    walk = f.Walk(clocks(20))
    if why:
        assert stays(walk, clocks(days)) == why
    else:
        walk.rebase(clocks(days))
        assert limits_of(walk)["answer"] == days


def test_a_signal_that_time_gives_does_not_move():
    def clocks(value):
        clock = {"code": "notice", "title": "公示期", "starts": "submitted", "stops": "decided",
                 "limit": {"value": value}, "on_expiry": "signal:go"}  # fmt: skip
        return f.changed(f.permit(), clocks=[clock, *f.MAIN_CLOCKS])

    assert stays(accepted(clocks(20)), clocks(10)) == {"clock_end"}


def test_a_step_that_is_being_rectified_goes_on():
    walk = f.Walk()
    walk.act(f.WINDOW, Accept())
    walk.act(f.REVIEWER, Complete(walk.task("review")))
    walk.act(f.INSPECTOR, SendBack(walk.task("visit"), "applicant", "整改"))
    walk.rebase(f.changed(f.permit(), "visit", seats=3), limits=SHORTER)
    assert [task.role for task in walk.snapshot.open_tasks] == ["applicant"]
    walk.act(f.CITIZEN, Complete(walk.task("visit")), f.days(1))
    assert walk.opened() == ["visit", "visit", "visit"]
