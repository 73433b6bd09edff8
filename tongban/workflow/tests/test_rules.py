"""The course of work by pure rules: what opens, what is decided, what goes back."""

import pytest

from tongban.workflow import errors, states
from tongban.workflow.rules import allowed_acts
from tongban.workflow.tests import factories as f
from tongban.workflow.types import (
    Accept,
    AskCorrection,
    Complete,
    Correct,
    Refuse,
    SendBack,
    Terminate,
    Transfer,
    Withdraw,
)


def refused(code, call, *args, **kwargs):
    with pytest.raises(errors.WorkflowError) as caught:
        call(*args, **kwargs)
    assert caught.value.reason == f"work_{code}"
    return caught.value


def accepted(definition=None, **fields):
    walk = f.Walk(definition, **fields)
    walk.act(f.WINDOW, Accept())
    return walk


def decided(**fields):
    walk = accepted(**{"facts": {"visit": False}, **fields})
    walk.act(f.REVIEWER, Complete(walk.task("review")))
    walk.act(f.CHECKER, Complete(walk.task("check")))
    walk.act(f.DECIDER, Complete(walk.task("decide"), "approve"))
    return walk


def test_the_whole_way_with_a_visit_by_two():
    walk = accepted()
    assert walk.names() == ["accepted", "done", "opened"]
    walk.act(f.REVIEWER, Complete(walk.task("review")))
    assert walk.opened() == ["visit", "visit"]
    walk.act(f.INSPECTOR, Complete(walk.task("visit"), "pass"))
    assert walk.opened() == ["visit"]
    refused("same_person", walk.act, f.INSPECTOR, Complete(walk.task("visit"), "pass"))
    walk.act(f.SECOND, Complete(walk.task("visit"), "pass"))
    walk.act(f.CHECKER, Complete(walk.task("check")))
    refused("unknown_outcome", walk.act, f.DECIDER, Complete(walk.task("decide"), "perhaps"))
    walk.act(f.DECIDER, Complete(walk.task("decide"), "approve"))
    assert walk.names() == ["done", "decided", "opened"]
    assert walk.snapshot.item.state == states.DECIDED
    assert walk.snapshot.item.outcome == "approve"
    walk.act(f.WINDOW, Complete(walk.task("deliver")))
    assert walk.names() == ["done", "closed"]
    assert walk.snapshot.item.state == states.CLOSED
    assert not walk.snapshot.open_tasks
    assert all(clock.stopped_at for clock in walk.snapshot.clocks)


def test_a_step_whose_condition_is_false_is_skipped():
    walk = accepted(facts={"visit": False})
    walk.act(f.REVIEWER, Complete(walk.task("review")))
    assert walk.opened() == ["check"]
    assert {t.state for t in walk.snapshot.tasks if t.step == "visit"} == {states.SKIPPED}


def test_four_eyes():
    both = f.staff(11, "reviewer", "checker")
    walk = accepted(facts={"visit": False})
    walk.act(both, Complete(walk.task("review")))
    refused("four_eyes", walk.act, both, Complete(walk.task("check")))
    walk.act(f.CHECKER, Complete(walk.task("check")))
    assert walk.opened() == ["decide"]


def test_a_deputy_is_recorded_and_is_not_a_second_pair_of_eyes():
    deputy = f.staff(12, "reviewer", deputy_for="account:2")
    walk = accepted(facts={"visit": False})
    change = walk.act(deputy, Complete(walk.task("review")))
    row = next(row for row in change.tasks if row.step == "review")
    assert (row.done_by, row.on_behalf, change.on_behalf) == (
        "account:12",
        "account:2",
        "account:2",
    )
    absent = f.staff(2, "checker")
    refused("four_eyes", walk.act, absent, Complete(walk.task("check")))


def test_the_worst_outcome_of_several_seats_counts():
    walk = accepted()
    walk.act(f.REVIEWER, Complete(walk.task("review")))
    walk.act(f.INSPECTOR, Complete(walk.task("visit"), "fail"))
    change = walk.act(f.SECOND, Complete(walk.task("visit"), "pass"))
    assert [e.outcome for e in change.events if e.name == "done"] == ["fail"]


def test_refusal_ends_the_item_and_needs_a_reason():
    walk = f.Walk()
    refused("reason_needed", walk.act, f.WINDOW, Refuse(" "))
    walk.act(f.WINDOW, Refuse("不属于本机关职权", "演示市住建局"))
    assert walk.snapshot.item.state == states.REFUSED
    refused("ended", walk.act, f.WINDOW, Accept())


def test_correction_is_asked_once_and_again_only_for_the_same_list():
    walk = f.Walk()
    refused("list_needed", walk.act, f.WINDOW, AskCorrection(()))
    walk.act(f.WINDOW, AskCorrection(("lease", "plan")))
    assert walk.snapshot.item.state == states.CORRECTING
    assert walk.due("intake") is None
    refused("not_now", walk.act, f.WINDOW, Accept())
    refused("not_allowed", walk.act, f.STRANGER, Correct())
    walk.act(f.CITIZEN, Correct(), f.days(3))
    assert walk.snapshot.item.state == states.SUBMITTED
    offered = {a.act: a for a in allowed_acts(walk.snapshot, f.facts(f.WINDOW, f.days(3)))}
    assert offered["ask_correction"].choices == ("lease", "plan")
    error = refused("second_correction", walk.act, f.WINDOW, AskCorrection(("plan", "photo")))
    assert error.detail["added"] == ["photo"]
    walk.act(f.WINDOW, AskCorrection(("plan",)))
    walk.act(f.CITIZEN, Correct())
    walk.act(f.WINDOW, Accept())
    assert walk.opened() == ["review"]


def test_an_answer_that_comes_too_late_cannot_undo_what_silence_has_made():
    walk, late = f.Walk(), f.days(9)  # 5 working days ended on the 7th; no tick has come by
    for command in (Refuse("不属于本机关职权"), AskCorrection(("lease",))):
        refused("deemed", walk.act, f.WINDOW, command, late)
    offered = {one.act for one in allowed_acts(walk.snapshot, f.facts(f.WINDOW, late))}
    assert "accept" in offered
    assert not {"refuse", "ask_correction"} & offered
    walk.act(f.WINDOW, Accept(), late)
    assert walk.snapshot.item.accepted_at == f.NOW
    started = {row.code: row.started_at for row in walk.snapshot.clocks}
    assert started["statutory"] == started["promised"] == f.NOW


def test_silence_after_a_correction_counts_from_when_the_papers_were_complete():
    walk = f.Walk()
    walk.act(f.WINDOW, AskCorrection(("lease",)), f.days(1))
    walk.act(f.CITIZEN, Correct(), f.days(40))
    walk.act(f.WINDOW, Accept(), f.days(60))
    assert walk.snapshot.item.accepted_at == f.days(40)


def test_an_agent_acts_only_as_long_as_the_applicant_lets_it(monkeypatch):
    walk = f.Walk(parties={"party:5": "applicant", "party:6": "agent"})
    agent = f.STRANGER
    monkeypatch.setitem(f.PARTIES, agent.account_id, frozenset({"party:6"}))
    refused("not_allowed", walk.act, agent, Withdraw())
    monkeypatch.setitem(f.PARTIES, agent.account_id, frozenset({"party:6", "party:5"}))
    walk.act(agent, Withdraw())
    assert walk.snapshot.item.state == states.WITHDRAWN


def test_one_of_two_bodies_sends_back_and_gets_it_again():
    walk = accepted(f.parallel())
    walk.act(f.REVIEWER, Complete(walk.task("survey")))
    assert walk.opened() == ["police", "roads"]
    walk.act(f.REVIEWER, Complete(walk.task("roads")))
    refused("not_seated", walk.act, f.REVIEWER, Complete(walk.task("police")))
    walk.act(f.POLICEMAN, SendBack(walk.task("police"), "survey", "缺少交通疏导方案"))
    assert walk.opened() == ["survey"]
    walk.act(f.REVIEWER, Complete(walk.task("survey")))
    assert walk.opened() == ["police"]  # the other body's work stands
    walk.act(f.POLICEMAN, Complete(walk.task("police")))
    assert walk.opened() == ["sum"]
    rounds = [t.round for t in walk.snapshot.tasks if t.step == "police"]
    assert rounds == [1, 2]


def test_rectification_comes_back_to_the_check():
    walk = accepted()
    walk.act(f.REVIEWER, Complete(walk.task("review")))
    walk.act(f.INSPECTOR, Complete(walk.task("visit"), "fail"))
    walk.act(f.SECOND, SendBack(walk.task("visit"), "applicant", "阴凉柜未到位"))
    assert [t.role for t in walk.snapshot.open_tasks] == ["applicant"]
    assert walk.due("promised") is None
    refused("not_seated", walk.act, f.INSPECTOR, Complete(walk.task("visit")))
    walk.act(f.CITIZEN, Complete(walk.task("visit"), opinion="已整改"), f.days(2))
    assert walk.opened() == ["visit", "visit"]
    assert walk.due("promised") is not None
    walk.act(f.INSPECTOR, Complete(walk.task("visit"), "pass"))
    walk.act(f.SECOND, Complete(walk.task("visit"), "pass"))
    assert walk.opened() == ["check"]


def test_nothing_goes_back_behind_a_decision_or_the_intake():
    walk = decided()
    refused("already_decided", walk.act, f.WINDOW, SendBack(walk.task("deliver"), "check", "错了"))
    walk = accepted()
    refused("bad_target", walk.act, f.REVIEWER, SendBack(walk.task("review"), "intake", "错了"))
    refused("bad_target", walk.act, f.REVIEWER, SendBack(walk.task("review"), "visit", "错了"))


def test_the_applicant_withdraws_until_the_decision():
    refused("not_allowed", accepted().act, f.STRANGER, Withdraw())
    walk = accepted()
    walk.act(f.CITIZEN, Withdraw("不办了"))
    assert walk.snapshot.item.state == states.WITHDRAWN
    refused("already_decided", decided().act, f.CITIZEN, Withdraw())


def test_only_the_assignee_may_act_on_a_claimed_task():
    other = f.staff(13, "reviewer")
    walk = accepted(facts={"visit": False})
    walk.act(f.REVIEWER, Transfer(walk.task("review"), 2))
    refused("not_seated", walk.act, other, Complete(walk.task("review")))
    refused("not_seated", walk.act, other, Transfer(walk.task("review"), 13))
    walk.act(f.CHIEF, Transfer(walk.task("review"), 13, "休假"))
    walk.act(other, Complete(walk.task("review")))
    assert walk.opened() == ["check"]


def test_termination_ends_everything():
    walk = accepted()
    refused("not_allowed", walk.act, f.REVIEWER, Terminate("x"))
    walk.act(f.CHIEF, Terminate("申请人注销"))
    assert walk.snapshot.item.state == states.TERMINATED
    assert not walk.snapshot.open_tasks
