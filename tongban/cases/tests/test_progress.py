"""From acceptance to decision: four eyes, two officers, 整改, parallel bodies, stopped clocks."""

from datetime import UTC, date, datetime

import pytest

from tongban.cases.errors import CaseUnknown, ReasonMissing
from tongban.cases.selectors import rows
from tongban.cases.services import progress
from tongban.cases.tests import factories as f
from tongban.core.notices.models import Notice
from tongban.core.workdays.rules import local_date
from tongban.lib.errors import Refusal
from tongban.workflow import selectors as engine
from tongban.workflow.errors import Conflict, Invalid, NotAllowed, NotNow
from tongban.workflow.types import (
    LAWFUL_REASONS,
    Ask,
    Complete,
    Note,
    Resume,
    Rule,
    SendBack,
    Suspend,
    Urge,
    Withdraw,
)


def opened(case):
    return sorted(task.step for task in engine.snapshot(case.item_id).open_tasks)


def state(case):
    case.item.refresh_from_db()
    return case.item.state


# --- 一审一核 -------------------------------------------------------------------------------------


def test_the_way_of_a_pharmacy(city):
    case = city.accepted()
    assert opened(case) == ["review"]
    city.complete("reviewer", case, "review")
    assert opened(case) == ["visit", "visit"]
    city.complete("inspector", case, "visit", "pass")
    assert opened(case) == ["visit"]
    city.complete("inspector2", case, "visit", "pass")
    assert opened(case) == ["check"]
    city.complete("checker", case, "check")
    assert opened(case) == ["decide"]
    city.complete("decider", case, "decide", "approve")
    assert (state(case), case.item.outcome, opened(case)) == ("closed", "approve", [])


def test_who_reviewed_does_not_check(city):
    case = city.accepted()
    city.complete("reviewer", case, "review")
    for who in ("inspector", "inspector2"):
        city.complete(who, case, "visit", "pass")
    with pytest.raises(NotAllowed) as refused:  # the reviewer holds the checker's role too
        city.complete("reviewer", case, "check")
    assert refused.value.reason == "work_four_eyes"
    assert opened(case) == ["check"]


def test_who_checked_does_not_decide(city):
    case = city.at_decision()
    with pytest.raises(NotAllowed) as refused:  # the checker holds the decider's role too
        city.complete("checker", case, "decide", "approve")
    assert refused.value.reason == "work_four_eyes"
    assert state(case) == "accepted"


def test_two_officers_on_site_are_two(city):
    case = city.accepted()
    city.complete("reviewer", case, "review")
    city.complete("inspector", case, "visit", "pass")
    with pytest.raises(NotAllowed) as refused:
        city.complete("inspector", case, "visit", "pass")
    assert refused.value.reason == "work_same_person"
    assert opened(case) == ["visit"]


@pytest.mark.parametrize("who", ["window", "checker", "chibi", "leader", "auditor", "admin"])
def test_nobody_else_does_a_step(city, who):
    case = city.accepted()
    with pytest.raises(NotAllowed):
        city.complete(who, case, "review")
    assert opened(case) == ["review"]


def test_what_was_done_is_not_done_again(city):
    case = city.accepted()
    task = city.task(case, "review")
    city.perform("reviewer", case, Complete(task))
    with pytest.raises(NotNow):
        city.perform("reviewer", case, Complete(task))


def test_an_old_page_does_not_act(city):
    case = city.accepted()
    seen = case.item.version
    city.perform("reviewer", case, Note("先看一下"))
    with pytest.raises(Conflict):
        progress.perform(
            actor=city.actor("reviewer"),
            now=f.NOW,
            case=case,
            command=Complete(city.task(case, "review")),
            version=seen,
        )
    assert opened(case) == ["review"]


# --- 整改 -----------------------------------------------------------------------------------------


def on_site(city):
    case = city.accepted()
    city.complete("reviewer", case, "review")
    back = SendBack(city.task(case, "visit"), "applicant", "阴凉区温度记录仪未校准,请整改。")
    city.perform("inspector", case, back)
    return case


def rectify(city, case, *, who="agent", note="已校准", at=f.NOW, given=None):
    return progress.rectify(
        actor=city.actor(who),
        now=at,
        case=case,
        task=city.task(case, "visit"),
        note=note,
        given=given or {},
    )


def test_what_was_found_on_site_is_put_right_and_looked_at_again(city):
    case = on_site(city)
    assert engine.snapshot(case.item_id).open_tasks[0].role == "applicant"
    told = Notice.objects.filter(account=city.accounts["agent"], template="cases.rectify").get()
    assert "温度记录仪" in told.body
    photo = city.file("agent")
    rectify(city, case, given={"equipment": [photo]})
    assert opened(case) == ["visit", "visit"]
    files = case.materials.get(code="equipment").files
    assert list(files.values_list("round", flat=True)) == [0, 1]
    assert files.last().token == photo


def test_rectifying_needs_words_and_is_the_applicants_alone(city):
    case = on_site(city)
    with pytest.raises(ReasonMissing):
        rectify(city, case, note="  ")
    for who in ("other", "inspector", "window"):
        with pytest.raises(Refusal):
            rectify(city, case, who=who)


def test_the_clock_runs_while_the_applicant_rectifies(city):
    """许可法 §45 names neither the visit nor what it finds, so nothing stops."""
    case = on_site(city)
    before = case.item.due_at
    case.item.refresh_from_db()
    assert case.item.due_at == before
    rectify(city, case, at=datetime(2026, 11, 25, 1, tzinfo=UTC))
    case.item.refresh_from_db()
    assert case.item.due_at == before


# --- in parallel ----------------------------------------------------------------------------------


def test_a_road_is_looked_at_by_two_bodies_at_once(city):
    case = city.accepted("road-dig", "agent")
    assert opened(case) == ["municipal", "traffic"]
    with pytest.raises(NotAllowed):
        city.complete("roads", case, "traffic")
    city.complete("roads", case, "municipal")
    assert opened(case) == ["traffic"]  # the decision waits for both
    city.complete("traffic", case, "traffic")
    assert opened(case) == ["decide"]
    city.complete("roads_decider", case, "decide", "approve")
    assert state(case) == "closed"


def test_one_body_sends_back_and_gets_it_again_while_the_other_goes_on(city):
    case = city.accepted("road-dig", "agent")
    task = city.task(case, "traffic")
    city.perform("traffic", case, SendBack(task, "applicant", "交通组织方案缺夜间照明"))
    city.complete("roads", case, "municipal")  # is not held up
    assert opened(case) == ["traffic"]
    progress.rectify(
        actor=city.actor("agent"),
        now=f.NOW,
        case=case,
        task=city.task(case, "traffic"),
        note="已补充",
        given={},
    )
    assert opened(case) == ["traffic"]
    city.complete("traffic", case, "traffic")
    assert opened(case) == ["decide"]
    tasks = engine.snapshot(case.item_id).tasks
    done = [task.step for task in tasks if task.state == "done"]
    assert sorted(done) == ["intake", "municipal", "traffic"]  # nothing doubled


def test_the_police_see_the_roads_case_but_no_other(city):
    road, pharmacy = city.accepted("road-dig", "agent"), city.accepted()
    assert rows.by_number(road.item.number, city.actor("traffic")).pk == road.pk
    with pytest.raises(CaseUnknown):
        rows.by_number(pharmacy.item.number, city.actor("traffic"))


# --- the decision ---------------------------------------------------------------------------------


@pytest.mark.parametrize("opinion", ["", "   "])
def test_a_denial_without_reasons_is_none(city, opinion):
    case = city.at_decision()
    with pytest.raises(ReasonMissing):
        city.complete("decider", case, "decide", "deny", opinion)
    case.refresh_from_db()
    assert (state(case), case.reason, case.decided_at) == ("accepted", "", None)


def test_a_decision_is_one_of_the_two(city):
    case = city.at_decision()
    for outcome in ("", "perhaps"):
        with pytest.raises(Invalid):
            city.complete("decider", case, "decide", outcome)
    assert state(case) == "accepted"


def test_reasons_of_one_who_may_not_decide_leave_no_trace(city):
    case = city.at_decision()
    with pytest.raises(NotAllowed):
        city.complete("window", case, "decide", "deny", "我看不行")
    case.refresh_from_db()
    assert case.reason == ""


# --- stopped clocks -------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["busy", "现场勘验", "", "lunch"])
def test_only_the_law_stops_a_clock(city, reason):
    case = city.accepted()
    with pytest.raises(Invalid):
        city.perform("reviewer", case, Suspend(reason, days=5))
    case.item.refresh_from_db()
    assert local_date(case.item.due_at) == date(2026, 12, 1)


def test_a_lawful_pause_is_not_counted(city):
    case = city.accepted()
    assert "testing" in LAWFUL_REASONS
    city.perform("reviewer", case, Suspend("testing", days=7))
    case.item.refresh_from_db()
    assert case.item.due_at.year == 9999
    (pause,) = engine.snapshot(case.item_id).pauses
    city.perform("reviewer", case, Resume(pause.seq), at=datetime(2026, 11, 30, 1, tzinfo=UTC))
    case.item.refresh_from_db()
    assert local_date(case.item.due_at) == date(2026, 12, 8)  # five working days later


def test_nothing_is_decided_while_the_clock_is_stopped(city):
    case = city.at_decision()
    city.perform("decider", case, Suspend("testing", days=3))
    with pytest.raises(NotNow):
        city.complete("decider", case, "decide", "approve")
    assert state(case) == "accepted"


def test_an_extension_is_granted_by_the_chief_once(city):
    case = city.accepted()
    city.perform("reviewer", case, Ask("extend", "需要进一步核实"))
    request = engine.snapshot(case.item_id).requests[0].seq
    with pytest.raises(Refusal):
        city.perform("reviewer", case, Rule(request, True))
    city.perform("chief", case, Rule(request, True))
    case.item.refresh_from_db()
    assert local_date(case.item.due_at) == date(2026, 12, 15)  # ten working days more
    with pytest.raises(Refusal) as refused:
        city.perform("reviewer", case, Ask("extend", "再来一次"))
    assert refused.value.reason == "work_request_spent"


# --- the applicant --------------------------------------------------------------------------------


def test_the_applicant_may_withdraw_until_the_decision(city):
    case = city.accepted()
    for who in ("other", "window", "leader"):
        with pytest.raises(Refusal):
            city.perform(who, case, Withdraw("不办了"))
    city.perform("agent", case, Withdraw("不办了"))
    assert (state(case), opened(case)) == ("withdrawn", [])
    decided = city.granted()
    with pytest.raises(Refusal):
        city.perform("agent", decided, Withdraw("不办了"))


def test_the_applicant_urges_once_a_day(city):
    case = city.accepted()
    city.perform("agent", case, Urge("急用"))
    with pytest.raises(NotNow) as refused:
        city.perform("agent", case, Urge("急用"))
    assert refused.value.reason == "work_urged_today"
    city.perform("agent", case, Urge("急用"), at=f.days(1))
