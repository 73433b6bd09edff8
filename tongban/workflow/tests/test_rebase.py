"""改按新版 by pure rules: what moves, and what is said of it before."""

from dataclasses import replace

from tongban.core.workdays.rules import local_date
from tongban.core.workdays.types import Limit
from tongban.workflow import states
from tongban.workflow.rules import preview_rebase
from tongban.workflow.tests import factories as f
from tongban.workflow.types import (
    Accept,
    AskCorrection,
    Complete,
    Correct,
    Extend,
    Office,
    Resume,
    Rule,
    Suspend,
    Transfer,
)
from tongban.workflow.wording import preview_lines

SHORTER = {"statutory": Limit(15), "promised": Limit(4)}
CENTRE = Office(12, "1/12/")


def accepted(definition=None, **fields):
    walk = f.Walk(definition, **{"facts": {"visit": False}, **fields})
    walk.act(f.WINDOW, Accept())
    return walk


def reviewed(definition=None, **fields):
    walk = accepted(definition, **fields)
    walk.act(f.REVIEWER, Complete(walk.task("review")))
    return walk


def limits_of(walk):
    return {c.code: c.limits[0].value for c in walk.snapshot.clocks if c.stopped_at is None}


# --- what moves -----------------------------------------------------------------------------------


def test_a_shorter_promise_counts_from_the_same_start():
    walk = accepted()
    before = {row.code: row for row in walk.snapshot.clocks}
    walk.rebase(limits=SHORTER, at=f.days(1))
    after = {row.code: row for row in walk.snapshot.clocks}
    assert {row.code: row.started_at for row in after.values()} == {
        row.code: row.started_at for row in before.values()
    }
    assert limits_of(walk) == {"step:review": 3, "statutory": 15, "promised": 4}
    assert local_date(before["promised"].due_at).isoformat() == "2026-12-01"
    assert local_date(after["promised"].due_at).isoformat() == "2026-11-27"
    assert walk.snapshot.item.due_at == after["promised"].due_at
    assert dict(walk.snapshot.item.limits) == SHORTER
    assert walk.snapshot.item.facts == {"visit": False, "edition": 2}


def test_the_entry_says_what_was_moved_where_to_and_why():
    walk = accepted()
    change = walk.rebase(f.permit(), limits=SHORTER, reason="第 2 版", public_note="承诺缩短。")
    assert change.verb == "workflow.rebase"
    assert change.payload == {
        "reason": "第 2 版", "public_note": "承诺缩短。", "procedure": "test", "was": 1,
        "version": 2, "facts": {"edition": 2},
        "limits": {name: limit.as_dict() for name, limit in SHORTER.items()},
    }  # fmt: skip
    event = change.events[0]
    assert (event.name, event.detail["facts"], event.detail["note"]) == (
        "rebased",
        {"edition": 2},
        "承诺缩短。",
    )


def test_an_open_task_stays_with_who_took_it():
    walk = accepted()
    walk.act(f.REVIEWER, Transfer(walk.task("review"), 2))
    held = walk.task("review")
    walk.rebase(f.changed(f.permit(), "check", role="chief_checker"))
    task = walk.snapshot.task(held)
    assert (task.state, task.assignee, task.step) == (states.OPEN, 2, "review")
    walk.act(f.REVIEWER, Complete(held))
    assert [t.role for t in walk.snapshot.open_tasks] == ["chief_checker"]


def test_a_seat_that_nobody_took_follows_its_new_role_and_office():
    walk = accepted()
    definition = f.changed(f.permit(), "review", role="checker", at="code:CENTRE")
    walk.rebase(definition, offices={"code:CENTRE": CENTRE})
    task = walk.snapshot.open_tasks[0]
    assert (task.role, task.office) == ("checker", CENTRE)
    hers = f.staff(31, "checker", office=CENTRE)
    walk.act(hers, Complete(task.seq))
    assert walk.opened() == ["check"]


def test_a_step_whose_work_is_done_may_be_followed_by_others():
    walk = reviewed()
    definition = f.permit()
    definition["steps"].append(f.step("publish", "window", "review"))
    change = walk.rebase(definition)
    assert walk.opened() == ["check", "publish"]
    assert [event.step for event in change.events if event.name == "opened"] == ["publish"]
    walk.act(f.CHECKER, Complete(walk.task("check")))
    walk.act(f.DECIDER, Complete(walk.task("decide"), "approve"))
    assert walk.snapshot.item.state == states.DECIDED


def test_steps_to_come_may_go_and_come():
    walk = accepted()
    definition = f.permit()
    definition["steps"] = [one for one in definition["steps"] if one["code"] != "check"]
    definition = f.changed(definition, "decide", after=["expert"], not_by=[])
    definition["steps"].append(f.step("expert", "checker", "review", "visit"))
    walk.rebase(definition)
    walk.act(f.REVIEWER, Complete(walk.task("review")))
    assert walk.opened() == ["expert"]
    walk.act(f.CHECKER, Complete(walk.task("expert")))
    assert walk.opened() == ["decide"]


def test_a_skipped_step_that_is_now_needed_opens():
    walk = reviewed()
    assert {t.state for t in walk.snapshot.tasks if t.step == "visit"} == {states.SKIPPED}
    always = f.changed(f.permit(), "visit", when=None)
    always = f.changed(always, "check", after=["review"])  # else the visit would come before
    walk.rebase(always)
    assert walk.opened() == ["check", "visit", "visit"]


def test_further_seats_open_beside_those_there_are():
    walk = accepted()
    walk.rebase(f.changed(f.permit(), "review", seats=2))
    assert walk.opened() == ["review", "review"]
    walk.act(f.REVIEWER, Complete(walk.task("review")))
    assert walk.opened() == ["review"]
    walk.act(f.staff(21, "reviewer"), Complete(walk.task("review")))
    assert walk.opened() == ["check"]


def test_a_correction_that_is_waited_for_goes_on():
    walk = f.Walk()
    walk.act(f.WINDOW, AskCorrection(("lease",)))
    walk.rebase(f.permit(), limits=SHORTER, at=f.days(2))
    assert walk.snapshot.item.state == states.CORRECTING
    assert walk.due("intake") is None
    walk.act(f.CITIZEN, Correct(), f.days(3))
    walk.act(f.WINDOW, Accept())
    assert limits_of(walk) == {"step:review": 3, "statutory": 15, "promised": 4}


def test_a_suspended_clock_gets_its_new_limit_and_runs_on_when_resumed():
    walk = accepted()
    walk.act(f.REVIEWER, Suspend("testing"), f.days(1))
    walk.rebase(limits=SHORTER, at=f.days(8))
    assert walk.due("promised") is None
    assert walk.snapshot.item.suspended
    pause = walk.snapshot.pauses[-1].seq
    walk.act(f.REVIEWER, Resume(pause), f.days(8))
    assert local_date(walk.due("promised")).isoformat() == "2026-12-04"


def test_what_was_extended_stays_extended():
    walk = accepted()
    walk.act(f.REVIEWER, Extend(reason="案情复杂"))
    walk.act(f.CHIEF, Rule(walk.snapshot.requests[-1].seq, True))
    walk.rebase(limits=SHORTER)
    promised = next(row for row in walk.snapshot.clocks if row.code == "promised")
    assert [limit.value for limit in promised.limits] == [4, 10]


def test_a_promise_that_is_new_counts_from_the_acceptance_less_what_stood_still():
    walk = accepted(limits={"statutory": Limit(20)})
    walk.act(f.REVIEWER, Suspend("testing"), f.days(1))
    walk.act(f.REVIEWER, Resume(walk.snapshot.pauses[-1].seq), f.days(3))
    walk.rebase(limits={"statutory": Limit(20), "promised": Limit(6)})
    promised = next(row for row in walk.snapshot.clocks if row.code == "promised")
    assert promised.started_at == walk.snapshot.item.accepted_at
    assert local_date(promised.due_at).isoformat() == "2026-12-03"
    assert walk.snapshot.pauses[-1].clocks[-1] == "promised"


def test_a_limit_that_a_step_had_not_counts_from_now_and_one_that_it_has_no_more_ends():
    walk = accepted(f.changed(f.permit(), "review", limit=None))
    walk.rebase(f.permit(), at=f.days(5))
    row = next(row for row in walk.snapshot.clocks if row.code == "step:review")
    assert (row.started_at, row.task) == (f.days(5), walk.task("review"))
    walk.rebase(f.changed(f.permit(), "review", limit=None))
    assert "step:review" not in limits_of(walk)


def test_a_steps_own_limit_is_replaced_only_where_that_leaves_time():
    one_day = f.changed(f.permit(), "review", limit={"value": 1})
    early, late = accepted(), accepted()
    early.rebase(one_day, at=f.NOW)
    assert limits_of(early)["step:review"] == 1
    late.rebase(one_day, at=f.days(2))
    assert limits_of(late)["step:review"] == 3


def test_a_deputy_moves_it_on_behalf_of_the_absent():
    grant = f.PUBLISHER.grants[0]
    deputy = replace(
        f.PUBLISHER, ref="account:15", account_id=15,
        grants=(replace(grant, deputy_for="account:14"),),
    )  # fmt: skip
    change = accepted().rebase(limits=SHORTER, actor=deputy)
    assert change.on_behalf == "account:14"


# --- the preview ----------------------------------------------------------------------------------


def test_the_preview_says_every_difference_and_changes_nothing():
    walk = accepted()
    definition = f.without("check", decide={"after": ["visit", "review"], "not_by": ["review"]})
    definition["steps"].append(f.step("archive", "window", "decide"))
    definition["steps"].append(f.step("notify", "window", "intake"))
    command = walk.moving(definition, limits=SHORTER)
    before = walk.snapshot
    found = preview_rebase(before, command, f.facts(f.PUBLISHER))
    assert walk.snapshot == before
    assert (found.opened, found.added, found.dropped) == (("notify",), ("archive",), ("check",))
    assert preview_lines(found) == [
        "法定时限由 20 个工作日改为 15 个工作日。",
        "承诺时限由 6 个工作日改为 4 个工作日。",
        "到期日由 2026-12-01 改为 2026-11-27。",
        "马上开始“notify”。",
        "增加“archive”。",
        "减少“check”。",
    ]
    walk.act(f.PUBLISHER, command)
    assert walk.snapshot.item.due_at == found.due_after


def test_a_preview_of_nothing_but_words_says_so():
    walk = accepted()
    found = preview_rebase(walk.snapshot, walk.moving(), f.facts(f.PUBLISHER))
    assert preview_lines(found) == ["环节和时限都不变。"]
    stay = preview_rebase(
        walk.snapshot, walk.moving(limits={"statutory": Limit(20)}), f.facts(f.PUBLISHER)
    )
    assert preview_lines(stay) == ["新版不再计算“承诺时限”，对申请人不利。"]
