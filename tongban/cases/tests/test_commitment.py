"""告知承诺 (国办发〔2020〕42号): who may, signed, decided on the spot, checked, revoked."""

from datetime import UTC, datetime

import pytest

from tongban.cases import ports
from tongban.cases.errors import Incomplete, ReasonMissing
from tongban.cases.models import Commitment
from tongban.cases.selectors import rows
from tongban.cases.tests import factories as f
from tongban.core.papers.selectors import papers_of
from tongban.core.workdays.rules import local_date
from tongban.workflow import selectors as engine
from tongban.workflow.errors import NotAllowed
from tongban.workflow.types import SendBack

YES = {"promise": "yes"}
NAME = "演示agent"


def papers(case):
    return {one.code.removeprefix("cases."): one.data for one in papers_of(case.subject)}


def steps(case):
    return [task.step for task in engine.snapshot(case.item_id).open_tasks]


def promised(city, **more):
    return city.accepted("food-permit", "agent", answers=YES, signature=NAME, **more)


def granted(city):
    case = promised(city)
    city.complete("decider", case, "decide", "approve")
    return rows.by_id(case.pk)


def test_without_a_signature_it_is_not_taken(city):
    for signature in ("", "甲"):
        with pytest.raises(Incomplete) as refused:
            city.submitted("food-permit", "agent", answers=YES, signature=signature)
        assert [place for place, _code, _text in refused.value.errors] == ["signature"]


def test_what_was_told_and_promised_is_kept_word_for_word(city):
    case = city.submitted("food-permit", "agent", answers=YES, signature=NAME)
    row = Commitment.objects.get(case=case)
    assert row.signed_by == NAME
    assert "食品安全法 第三十三条" in row.text
    assert "今后不再适用告知承诺" in row.text
    assert papers(case)["promise"]["lines"] == row.text.split("\n")
    assert engine.snapshot(case.item_id).item.facts["commitment"] is True


def test_the_review_is_skipped_and_the_decision_is_made_on_the_spot(city):
    case = promised(city)
    assert steps(case) == ["decide"]
    city.complete("decider", case, "decide", "approve")
    case = rows.by_id(case.pk)
    assert (case.item.state, case.item.outcome) == ("decided", "approve")
    assert rows.licence_of(case).status == "valid"
    assert steps(case) == ["verify"]
    check = case.item.clocks.get(code="step:verify", stopped_at=None)
    assert local_date(check.due_at).isoformat() == "2027-01-22"


def test_the_ordinary_way_knows_nothing_of_it(city):
    case = city.accepted("food-permit", "agent")
    assert steps(case) == ["review"]
    assert not Commitment.objects.exists()


def test_kept_closes_the_case(city):
    case = granted(city)
    with pytest.raises(NotAllowed):
        city.complete("decider", case, "verify", "kept")
    city.complete("reviewer", case, "verify", "kept")
    case = rows.by_id(case.pk)
    assert case.item.state == "closed"
    assert case.commitment.outcome == "kept"
    assert rows.licence_of(case).status == "valid"


def test_what_differs_may_be_put_right_first(city):
    case = granted(city)
    task = city.task(case, "verify")
    city.perform("reviewer", case, SendBack(task, "applicant", "缺少防蝇设施"))
    assert steps(case) == ["verify"]
    city.complete("agent", case, "verify", opinion="已加装")
    city.complete("reviewer", case, "verify", "kept")
    assert rows.by_id(case.pk).item.state == "closed"


def test_a_false_promise_is_revoked_by_another_person(city):
    case = granted(city)
    with pytest.raises(ReasonMissing):
        city.complete("reviewer", case, "verify", "unkept", opinion="")
    city.complete("reviewer", case, "verify", "unkept", opinion="实地没有经营场所")
    assert steps(case) == ["revoke"]
    with pytest.raises(ReasonMissing):
        city.complete("decider", case, "revoke", "revoke", opinion="")
    city.complete("decider", case, "revoke", "revoke", opinion="承诺的场所不存在")
    case = rows.by_id(case.pk)
    assert case.item.state == "closed"
    assert case.revoked_at == f.NOW
    assert rows.licence_of(case).status == "withdrawn"
    told = papers(case)["revocation"]
    assert told["reason"] == "承诺的场所不存在"
    assert told["interest"] is False
    assert "行政复议" in told["remedies"]


def test_who_promised_falsely_applies_in_the_ordinary_way_from_then_on(city):
    case = granted(city)
    city.complete("reviewer", case, "verify", "unkept", opinion="不实")
    city.complete("decider", case, "revoke", "revoke", opinion="不实")
    later = datetime(2026, 12, 1, 1, tzinfo=UTC)
    with pytest.raises(Incomplete) as refused:
        city.submitted("food-permit", "agent", answers=YES, signature=NAME, at=later)
    assert [(place, code) for place, code, _text in refused.value.errors] == [
        ("question:promise", "commitment_barred")
    ]
    city.submitted("food-permit", "agent", at=later, answers={"promise": "no"})


def test_a_credit_source_may_bar_a_party(city, monkeypatch):
    firm = city.parties["firm"].pk
    monkeypatch.setattr(ports, "credit", ports.Credit())
    ports.credit.register("演示", lambda party, _now: "列入失信名单" if party == firm else "")
    with pytest.raises(Incomplete) as refused:
        city.submitted("food-permit", "agent", answers=YES, signature=NAME)
    assert "列入失信名单" in refused.value.errors[0][2]
    with pytest.raises(ValueError, match="twice"):
        ports.credit.register("演示", lambda _party, _now: "")


def test_until_a_source_is_there_the_port_bars_nobody(city):
    assert ports.Credit().barred(city.parties["firm"].pk, f.NOW) == ""
