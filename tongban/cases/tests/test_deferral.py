"""容缺受理: main materials there, the rest promised by a day, lapse by the tick."""

from datetime import UTC, datetime

import pytest

from tongban.cases.errors import DeferralRefused, Incomplete
from tongban.cases.models import Deferral
from tongban.cases.selectors import rows, waiting
from tongban.cases.services import deferral
from tongban.cases.tests import factories as f
from tongban.core.papers.selectors import papers_of
from tongban.core.workdays.rules import local_date
from tongban.workflow.errors import NotAllowed, NotNow
from tongban.workflow.services import tick


def papers(case):
    return {one.code.removeprefix("cases."): one.data for one in papers_of(case.subject)}


def supply(city, case, who="agent", at=f.NOW, **given):
    files = {code: [city.file(who)] for code in given.get("codes", ("rules",))}
    return deferral.supply(actor=city.actor(who), now=at, case=case, version=None, given=files)


def test_without_a_promise_it_is_missing(city):
    with pytest.raises(Incomplete) as refused:
        city.submitted(without=("rules",))
    assert [(place, code) for place, code, _text in refused.value.errors] == [
        ("material:rules", "promise_missing")
    ]


def test_main_materials_are_never_deferred(city):
    with pytest.raises(Incomplete) as refused:
        city.submitted(without=("rules", "plan"), defers=True)
    assert [place for place, _code, _text in refused.value.errors] == ["material:plan"]


def test_accepted_with_a_list_and_a_day(city):
    case = city.accepted(without=("rules",), defers=True)
    assert case.materials.get(code="rules").origin == "deferred"
    row = Deferral.objects.get(case=case)
    assert local_date(row.due_at).isoformat() == "2026-12-07"
    told = papers(case)["deferred"]
    assert (told["until"], told["lacks"]) == ("2026-12-07", ["质量管理制度目录"])
    assert "acceptance" in papers(case)
    case = rows.by_id(case.pk)
    assert local_date(case.item.due_at).isoformat() == "2026-12-01"  # the promise runs


def test_no_decision_before_they_are_there(city):
    case = city.accepted(without=("rules",), defers=True)
    city.complete("reviewer", case, "review")
    for who in ("inspector", "inspector2"):
        city.complete(who, case, "visit", "pass")
    city.complete("checker", case, "check")
    with pytest.raises(NotNow) as refused:
        city.complete("decider", case, "decide", "approve")
    assert "1 份容缺材料" in refused.value.detail["why"]
    supply(city, case)
    assert waiting.still_deferred(case) == ()
    city.complete("decider", case, "decide", "approve")
    assert rows.by_id(case.pk).item.outcome == "approve"


def test_not_supplied_by_the_day_is_a_withdrawal(city):
    case = city.accepted(without=("rules",), defers=True)
    due = Deferral.objects.get(case=case).due_at
    assert tick(due) == 1
    case = rows.by_id(case.pk)
    assert (case.item.state, case.item.outcome) == ("withdrawn", "deemed")
    told = papers(case)["deemed"]
    assert (told["cause"], told["lacks"]) == ("容缺材料补交期限", ["质量管理制度目录"])
    with pytest.raises((NotNow, NotAllowed)):
        supply(city, case, at=datetime(2026, 12, 9, tzinfo=UTC))


def test_only_the_applicant_supplies_all_of_it_once(city):
    case = city.accepted(without=("rules",), defers=True)
    with pytest.raises(NotAllowed):
        supply(city, case, who="other")
    with pytest.raises(Incomplete):
        deferral.supply(
            actor=city.actor("agent"), now=f.NOW, case=case, version=None, given={"rules": []}
        )
    supply(city, case)
    assert case.item.clocks.get(code="deferred").stopped_at is not None
    with pytest.raises(DeferralRefused):
        supply(city, case)


def test_with_everything_there_nothing_is_deferred(city):
    case = city.accepted(defers=True)
    assert not Deferral.objects.filter(case=case).exists()
    assert "deferred" not in papers(case)
