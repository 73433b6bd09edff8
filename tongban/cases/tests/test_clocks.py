"""What the clocks bring about in a case: papers, notices, ends; and what is delivered."""

from datetime import UTC, date, datetime

import pytest

from tongban.cases.errors import DaysMissing, ReasonMissing
from tongban.cases.models import Draft
from tongban.cases.selectors import rows
from tongban.cases.services import corrections, drafts, intake
from tongban.cases.tests import factories as f
from tongban.cases.types import Lack
from tongban.core.accounts.types import SYSTEM
from tongban.core.notices.models import Notice
from tongban.core.papers.selectors import papers_of
from tongban.core.params import selectors as param_reads
from tongban.core.params import services as params
from tongban.core.workdays.rules import local_date
from tongban.workflow import selectors as engine
from tongban.workflow.errors import NotNow
from tongban.workflow.services import tick
from tongban.workflow.types import Extend, Resume, Rule, Suspend, Terminate

PLAN = Lack("material:plan", "营业场所平面布置图", "请标出尺寸")


def papers(case):
    return {one.code.removeprefix("cases."): one for one in papers_of(case.subject)}


def clock(case, code):
    return case.item.clocks.filter(code=code).order_by("-seq").first()


def day(at):
    return local_date(at).isoformat()


def test_the_receipt_says_by_when_silence_is_acceptance(city):
    case = city.submitted()
    assert papers(case)["receipt"].data["answer_by"] == "2026-11-30"


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (datetime(2026, 11, 23, 14, 30, tzinfo=UTC), "2026-11-30"),  # Monday, 22:30 in Shanghai
        (datetime(2026, 11, 21, 2, 0, tzinfo=UTC), "2026-11-27"),  # Saturday
    ],
)
def test_at_night_and_on_rest_days_it_is_received_at_once(city, at, until):
    case = city.submitted(at=at)
    assert case.received_at == at
    assert day(clock(case, "intake").due_at) == until


def test_a_limit_is_the_one_of_the_day_of_the_application(city):
    """A city that promises three days from December on does not shorten what was filed before."""
    params.load_shipped()
    params.set_value(
        actor=SYSTEM, now=f.NOW, code="permit.correction", value=3, unit="day",
        day_kind="working", effective_from=date(2026, 12, 1), source="本市规定(演示)",
    )  # fmt: skip
    param_reads.forget()
    before = city.submitted()
    after = city.submitted(at=datetime(2026, 12, 1, 1, tzinfo=UTC))
    assert [row["value"] for row in clock(before, "intake").limits] == [5]
    assert [row["value"] for row in clock(after, "intake").limits] == [3]
    assert day(clock(after, "intake").due_at) == "2026-12-04"


def test_who_never_answers_a_correction_is_deemed_to_withdraw(city):
    case = city.submitted()
    corrections.ask_correction(
        actor=city.actor("window"), now=f.NOW, case=case, version=None, lacks=[PLAN]
    )
    case.refresh_from_db()
    due = clock(case, "answer").due_at
    assert day(due) == "2026-12-23"
    assert papers(case)["correction"].data["until"] == "2026-12-23"
    assert tick(due) == 1
    case = rows.by_id(case.pk)
    assert (case.item.state, case.item.outcome) == ("withdrawn", "deemed")
    told = papers(case)["deemed"].data
    assert (told["cause"], told["lacks"]) == ("补正期限", [PLAN.title])
    assert Notice.objects.filter(template="cases.lapsed", account=city.accounts["agent"]).exists()
    assert tick(due) == 0


def test_the_bodys_light_does_not_look_at_the_applicants_time(city):
    case = city.submitted()
    corrections.ask_correction(
        actor=city.actor("window"), now=f.NOW, case=case, version=None, lacks=[PLAN]
    )
    case.item.refresh_from_db()
    assert case.item.due_at.year == 9999
    (task,) = engine.snapshot(case.item_id).open_tasks
    assert day(task.due_at) == "2026-12-23"  # hers alone


def test_an_extension_names_who_approved_it_and_comes_once(city):
    case = city.accepted()
    city.perform("reviewer", case, Extend(reason="需要比对图纸"))
    (asked,) = engine.snapshot(case.item_id).requests
    city.perform("chief", case, Rule(asked.seq, grant=True))
    told = papers(case)["extension"].data
    assert told["approver"] == "机构负责人演示chief"
    assert (told["reason"], told["longer"]) == ("需要比对图纸", "10 个工作日")
    assert told["due"] == "2026-12-15"
    with pytest.raises(NotNow) as refused:
        city.perform("reviewer", case, Extend(reason="还要"))
    assert refused.value.reason == "work_request_spent"


def test_a_parallel_review_is_extended_by_the_head_of_the_government(city):
    case = city.accepted("road-dig", "citizen")
    city.perform("roads", case, Extend(reason="两部门意见需要协调"))
    (asked,) = engine.snapshot(case.item_id).requests
    assert asked.ruler == "leader"
    city.perform("leader", case, Rule(asked.seq, grant=True))
    joint = clock(case, "joint")
    assert [row["value"] for row in joint.limits] == [45, 15]
    assert papers(case)["extension"].data["longer"] == "15 个工作日"


def test_a_special_procedure_is_told_in_writing_with_its_time(city):
    case = city.accepted()
    with pytest.raises(DaysMissing):
        city.perform("reviewer", case, Suspend("testing"))
    city.perform("reviewer", case, Suspend("testing", note="冷库验证", days=5))
    told = papers(case)["special"].data
    assert (told["special"], told["days"], told["until"]) == ("检测", 5, "2026-11-30")
    (pause,) = engine.snapshot(case.item_id).pauses
    at = datetime(2026, 11, 30, 1, tzinfo=UTC)
    city.perform("reviewer", case, Resume(pause.seq), at)
    case.item.refresh_from_db()
    assert day(case.item.due_at) == "2026-12-08"  # six working days and the five that stood still
    assert "2026-12-08" in Notice.objects.get(template="cases.resumed").body


def test_a_termination_is_written_with_its_remedies(city):
    case = city.accepted()
    city.perform("chief", case, Terminate("申请人已注销"))
    told = papers(case)["termination"].data
    assert told["reason"] == "申请人已注销"
    assert "行政复议" in told["remedies"]


def fetched_at_the_window(city):
    """A 药品经营许可 whose applicant wants the paper at the counter, just granted."""
    draft = city.draft()
    data = {**draft.typed, "applicant.delivery.way": "window"}
    drafts.save(actor=city.actor("agent"), now=f.NOW, token=draft.token, data=data)
    draft = Draft.objects.get(pk=draft.pk)
    case = intake.submit_draft(actor=city.actor("agent"), now=f.NOW, token=draft.token)
    intake.accept(actor=city.actor("window"), now=f.NOW, case=case, version=None)
    city.complete("reviewer", case, "review")
    for who in ("inspector", "inspector2"):
        city.complete(who, case, "visit", "pass")
    city.complete("checker", case, "check")
    city.complete("decider", case, "decide", "approve")
    return rows.by_id(case.pk)


def test_what_is_fetched_is_delivered_within_ten_days_against_a_receipt(city):
    case = fetched_at_the_window(city)
    assert case.item.state == "decided"
    assert day(clock(case, "delivery").due_at) == "2026-12-07"
    assert day(case.item.due_at) == "2026-12-07"
    with pytest.raises(ReasonMissing):
        city.complete("window", case, "deliver", opinion=" ")
    city.complete("window", case, "deliver", opinion="演示agent 本人签收")
    case = rows.by_id(case.pk)
    assert case.item.state == "closed"
    told = papers(case)["delivery"].data
    assert (told["way"], told["papers"]) == ("窗口领取", ["准予决定书"])
    assert told["clerk"] == "演示window"


def test_what_is_electronic_is_delivered_with_the_decision(city):
    case = city.granted()
    assert case.item.state == "closed"
    assert "delivery" not in papers(case)
