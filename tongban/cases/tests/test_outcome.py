"""What acts bring about: papers with the right facts, the licence with the commit, notices."""

from datetime import date

import pytest

from tongban.cases.handlers import rating_target
from tongban.cases.models import Case
from tongban.cases.selectors import papers as case_papers
from tongban.cases.selectors import rows, shown
from tongban.cases.tests import factories as f
from tongban.core.jobs.services import drain
from tongban.core.notices.models import Notice
from tongban.core.papers.models import Paper
from tongban.core.papers.selectors import papers_of
from tongban.lib.errors import Refusal
from tongban.licences import selectors as licences
from tongban.licences import services as licence_services
from tongban.licences.models import Licence
from tongban.workflow import selectors as engine
from tongban.workflow.types import (
    Extend,
    Note,
    Rule,
    Supervise,
    Suspend,
    Terminate,
    Urge,
    Withdraw,
)


def papers(case):
    return {paper.code.removeprefix("cases."): paper for paper in papers_of(case.subject)}


def notices(city, who="agent"):
    rows = Notice.objects.filter(account=city.accounts[who]).order_by("pk")
    return [row.template.removeprefix("cases.") for row in rows]


def test_a_grant_brings_papers_notices_and_a_licence_in_force(city):
    case = city.granted()
    filed = papers(case)
    assert set(filed) == {"receipt", "acceptance", "grant"}
    licence = rows.licence_of(case)
    assert licence is not None
    assert (
        licences.verify_number(licence.number, "演示大药房有限公司", now=f.NOW).conclusion.name
        == "IN_FORCE"
    )
    assert licence.making != "ready"  # its PDF is made later: 正在制证
    assert licence.holder_id == city.parties["firm"].pk
    assert (licence.valid_from, licence.valid_to) == (date(2026, 11, 23), date(2031, 11, 22))
    assert filed["grant"].data["licence"] == licence.number
    face = licence.content
    assert face["address"] == case.typed["shop.premises.address"]
    assert face["scope"]
    assert not any(code in face["scope"] for code in case.typed["shop.drug.scope"])  # in words
    assert face["quality_head"] == "演示药师"
    printed = " ".join(str(value) for value in face.values())
    assert case.typed["contact.person.phone"] not in printed
    assert case.typed["head.person.identity_number"] not in printed
    assert notices(city) == ["received", "accepted", "granted"]
    assert case.decided_at == f.NOW


def test_papers_say_whose_what_where_and_by_when(city):
    filed = papers(city.granted())
    receipt, acceptance = filed["receipt"].data, filed["acceptance"].data
    assert receipt["applicant"] == "演示大药房有限公司"
    assert receipt["agent"] == "演示agent"
    assert receipt["matter"] == "药品经营许可证（零售）核发"
    assert receipt["received"] == "2026-11-23"
    assert receipt["organisation"] == city.bodies["scjg-421202"].name
    assert any("行政许可法" in b or "药品管理法" in b for b in receipt["basis"])
    assert {m["name"] for m in receipt["materials"]} >= {"租赁合同", "设施设备清单"}
    assert acceptance["due"] == "2026-12-01"
    numbers = [paper.number for paper in filed.values()]
    assert len(set(numbers)) == len(numbers)


def test_no_paper_holds_an_identity_number(city):
    """Papers name people; numbers are printed on the licence alone, where the law asks for it."""
    case = city.granted()
    identity = case.typed["head.person.identity_number"]
    assert identity
    assert not any(
        identity in paper.content for paper in Paper.objects.filter(subject=case.subject)
    )


def test_a_denial_names_reasons_and_remedies(city):
    case = city.at_decision()
    city.complete("decider", case, "decide", "deny", "场所面积不符合规定")
    case.refresh_from_db()
    paper = papers(case)["denial"].data
    assert paper["reason"] == case.reason == "场所面积不符合规定"
    assert "60日内向咸安区人民政府申请行政复议" in paper["remedies"]
    assert rows.licence_of(case) is None
    assert notices(city)[-1] == "denied"
    assert not Licence.objects.exists()


def test_an_extension_is_told_with_its_reason_and_the_new_day(city):
    case = city.accepted()
    city.perform("reviewer", case, Extend(reason="需要比对图纸"))
    (asked,) = engine.snapshot(case.item_id).requests
    assert notices(city)[-1] == "accepted"  # what is only asked for is nobody's business yet
    city.perform("chief", case, Rule(asked.seq, grant=True))
    told = Notice.objects.get(template="cases.extended", account=city.accounts["agent"])
    assert "需要比对图纸" in told.body
    assert "2026-12-15" in told.body  # 6 and 10 working days after 2026-11-23


def test_a_pause_is_told_with_its_ground_and_length_and_an_end_with_its_reason(city):
    case = city.accepted()
    city.perform("reviewer", case, Suspend("hearing", days=12))
    told = Notice.objects.get(template="cases.suspended", account=city.accounts["agent"])
    assert "听证" in told.body
    assert "12个工作日" in told.body
    city.perform("chief", case, Terminate("申请人已注销"))
    assert "申请人已注销" in Notice.objects.get(template="cases.terminated").body


def test_urging_and_supervision_reach_those_whose_turn_it_is(city):
    case = city.submitted()
    city.perform("agent", case, Urge("等着开业"))
    assert notices(city, "window")[-1] == notices(city, "window2")[-1] == "urged"
    case = city.accepted("road-dig", "citizen")
    city.perform("service", case, Supervise("已有三次投诉"))
    assert notices(city, "roads") == notices(city, "traffic") == ["supervised"]
    assert notices(city, "roads_decider") == []
    case = city.accepted("drug-retail", "agent", at=f.days(1))
    city.perform("service", case, Supervise("催了"), at=f.days(1))
    assert notices(city, "chief") == ["supervised"]


def test_a_note_for_the_file_is_not_the_applicants_to_read(city):
    case = city.accepted()
    city.perform("reviewer", case, Note("疑似代办中介"))
    city.perform("reviewer", case, Note("请留意电话", public=True))
    hers = " ".join(row["title"] for row in shown.timeline(case))
    assert "请留意电话" in hers
    assert "疑似代办中介" not in hers
    assert "疑似代办中介" in " ".join(row["title"] for row in shown.timeline(case, inner=True))


def test_review_is_the_governments_that_is_one(city):
    assert case_papers.government_of("421202") == "咸安区人民政府"
    assert case_papers.government_of("421200") == "咸宁市人民政府"
    assert case_papers.government_of("4212GX") == "咸宁市人民政府"


def test_a_licence_that_cannot_be_issued_undoes_the_decision(city, monkeypatch):
    case = city.at_decision()

    def refuse(**_given):
        raise Refusal("licence_refused")

    monkeypatch.setattr(licence_services, "issue", refuse)
    before = Paper.objects.count(), Notice.objects.count()
    with pytest.raises(Refusal):
        city.complete("decider", case, "decide", "approve")
    case = Case.objects.get(pk=case.pk)
    assert (case.item.state, case.decided_at, case.item.outcome) == ("accepted", None, "")
    assert (Paper.objects.count(), Notice.objects.count()) == before
    monkeypatch.undo()
    f.set_clock(monkeypatch)
    city.complete("decider", case, "decide", "approve")  # and it can be done afterwards
    assert licences.by_source(case.subject)


def test_a_result_that_is_no_licence_issues_none(city):
    case = city.accepted("elder-card", "citizen")
    while case.item.state == "accepted":
        city.complete("window", case, _only(case), "approve")
        case.item.refresh_from_db()
    assert case.item.state in {"decided", "closed"}
    assert not Licence.objects.exists()
    assert papers(case)["grant"].data["licence"] == ""
    assert papers(case)["grant"].data["result"] == "老年人优待证"


def _only(case):
    (task,) = engine.snapshot(case.item_id).open_tasks
    return task.step


def test_jobs_make_the_papers_and_the_licence(city):
    case = city.granted()
    drain(now=f.NOW, strict=True)
    assert {paper.state for paper in papers(case).values()} == {"ready"}
    licence = rows.licence_of(case)
    assert licence is not None
    assert licence.making == "ready"
    case = rows.by_number(case.item.number, city.actor("agent"))
    assert shown.stages(case, licence)[-1].state == "done"


def test_the_applicant_alone_is_told(city):
    city.granted()
    assert notices(city, "other") == notices(city, "citizen") == []


def test_what_may_be_rated_and_by_whom(city):
    case = city.at_decision()
    target = rating_target(case.token)
    assert target is not None
    assert target.rateable is False
    city.complete("decider", case, "decide", "approve")
    target = rating_target(case.subject)
    assert target is not None
    assert target.rateable is True
    assert target.parties == {city.parties["firm"].pk, city.parties["agent"].pk}
    assert rating_target("case:0") is None
    assert rating_target("nonsense") is None


def test_a_withdrawn_case_shows_how_far_it_came(city):
    case = city.accepted()
    city.perform("agent", case, Withdraw("不办了"))
    case = rows.by_number(case.item.number, city.actor("agent"))
    way = [(stage.code, stage.state) for stage in shown.stages(case, None)]
    assert way == [("submitted", "done"), ("accepted", "done"), ("stopped", "failed")]
