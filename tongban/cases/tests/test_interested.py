"""利害关系人 (许可法 §36, §47): told on paper, heard before the decision, told how it ended."""

from datetime import UTC, date, datetime

import pytest

from tongban.cases.errors import (
    HearingRefused,
    InterestedRefused,
    InterestedUnknown,
    ReasonMissing,
    TooLong,
)
from tongban.cases.models import Case, Hearing, Interested
from tongban.cases.selectors import dossier, rows
from tongban.cases.selectors import interested as selectors
from tongban.cases.services import hearing, interested
from tongban.cases.tests import factories as f
from tongban.core.notices.models import Notice
from tongban.core.papers.selectors import papers_of
from tongban.core.workdays.rules import local_date
from tongban.lib.identifiers import demo_identity
from tongban.workflow import selectors as engine
from tongban.workflow.errors import NotAllowed, NotNow

WHY = "排烟口正对其窗户，直接影响居住"
SAID = "请把排烟口移到屋顶。"


def at(month, day, hour=1):
    return datetime(2026, month, day, hour, tzinfo=UTC)


def tell(city, case, who="reviewer", *, party="other", now=f.NOW, **more):
    given = {"identity_type": "", "number": "", "contact": ""}
    if party:
        one = city.parties[party]
        given |= {"identity_type": one.identity_type, "number": one.identity_number}
        more.setdefault("name", one.name)
    return interested.tell(
        actor=city.actor(who), now=now, case=case, version=None,
        **{"interest": WHY, **given, **more},
    )  # fmt: skip


def state(city, row, who="other", *, now=f.NOW, text=SAID):
    return interested.state(actor=city.actor(who), now=now, token=row.token, text=text)


def decide(city, case, *, now=f.NOW):
    return city.complete("decider", case, "decide", "approve", at=now)


def test_told_on_paper_with_a_day_and_a_message(city):
    row = tell(city, city.accepted())
    assert local_date(row.answer_until) == date(2026, 11, 30)
    (paper,) = papers_of(row.subject)
    assert (paper.code, paper.data["applicant"]) == ("cases.interested", row.name)
    assert paper.data["asker"] == row.case.applicant_name
    notice = Notice.objects.get(template="cases.interested_told")
    assert notice.account_id == city.accounts["other"].pk
    assert notice.link == f"/my/told/{row.token}/"


def test_the_decision_waits_until_they_spoke(city):
    case = city.at_decision()
    row = tell(city, case, who="decider")
    with pytest.raises(NotNow) as caught:
        decide(city, case)
    assert row.name in str(caught.value)
    state(city, row)
    decide(city, case)
    assert "已作出决定：准予" in Notice.objects.get(template="cases.interested_decided").body


def test_or_until_their_time_is_over(city):
    case = city.at_decision()
    row = tell(city, case, who="decider")
    assert selectors.waits(case, row.answer_until)
    assert not selectors.waits(case, at(12, 1))


def test_somebody_without_a_number_is_written_down(city):
    case = city.accepted()
    row = tell(city, case, party="", name="演示住户", contact="演示路 8 号 202 室")
    assert (row.party, row.masked) == (None, "演示路 8 ……")
    found = interested.record(
        actor=city.actor("reviewer"), now=f.NOW, case=case, version=None,
        interested=row.pk, text="来电：同意。",
    )  # fmt: skip
    assert (found.opinion_way, found.opinion) == ("recorded", "来电：同意。")
    verbs = [one.verb for one in engine.timeline(case.item_id)]
    assert verbs[-2:] == ["cases.tell_interested", "cases.hear_interested"]
    stored = Interested.objects.filter(pk=row.pk).extra(select={"raw": "contact"}).get()
    assert "演示路" not in stored.raw


@pytest.mark.parametrize(
    "lacking", [{"name": " "}, {"interest": ""}, {"party": "", "name": "演示住户"}]
)
def test_what_is_missing_is_named(city, lacking):
    with pytest.raises(ReasonMissing) as caught:
        tell(city, city.accepted(), **lacking)
    assert caught.value.field in {"name", "interest", "contact"}


def test_neither_the_applicant_nor_anybody_twice(city):
    case = city.accepted(who="citizen", matter="elder-card")
    with pytest.raises(InterestedRefused) as caught:
        tell(city, case, who="window", party="citizen")
    assert caught.value.reason == "interested_own"
    case = city.accepted()
    tell(city, case)
    with pytest.raises(InterestedRefused) as caught:
        tell(city, case)
    assert caught.value.reason == "interested_told"
    assert case.interested.count() == 1


def test_one_speaks_once_and_only_for_oneself(city):
    row = tell(city, city.accepted())
    with pytest.raises(InterestedUnknown):
        state(city, row, who="citizen")
    with pytest.raises(TooLong):
        state(city, row, text="长" * 4001)
    with pytest.raises(ReasonMissing):
        state(city, row, text="  ")
    state(city, row)
    with pytest.raises(InterestedRefused):
        state(city, row, text="再说一次")
    row.refresh_from_db()
    assert row.opinion == SAID


def test_a_late_word_is_heard_until_the_decision(city):
    case = city.at_decision()
    row = tell(city, case, who="decider")
    late = at(12, 3)
    state(city, row, now=late)
    decide(city, case, now=late)
    with pytest.raises(NotNow):
        tell(city, case, who="decider", party="citizen", now=late)
    assert case.interested.count() == 1


def test_strangers_and_watchers_tell_nobody(city):
    case = city.accepted()
    for who in ("citizen", "leader", "auditor", "traffic"):
        with pytest.raises(NotAllowed):
            tell(city, case, who=who)
    assert not Interested.objects.exists()


def test_they_see_their_page_and_never_the_application(city):
    case = city.accepted()
    row = tell(city, case)
    browser = city.client("other")
    page = browser.get(f"/my/told/{row.token}/")
    assert page.status_code == 200
    assert WHY in page.content.decode()
    assert browser.get(f"/my/cases/{case.item.number}/").status_code == 404
    assert not Case.objects.visible_to(city.actor("other")).filter(pk=case.pk).exists()
    assert city.client("citizen").get(f"/my/told/{row.token}/").status_code == 404
    assert city.client().get(f"/my/told/{row.token}/").status_code == 302


def test_the_pages_take_and_keep_what_is_typed(city):
    case = city.accepted()
    sent = {"name": "演示住户", "interest": WHY}
    path = f"/desk/cases/{case.item.number}/tell_interested/"
    desk = city.client("reviewer")
    refused = desk.post(path, sent)
    assert refused.status_code == 422
    assert "演示住户" in refused.content.decode()
    assert desk.post(path, sent | {"contact": "13900000000"}).status_code == 302
    page = desk.get(f"/desk/cases/{case.item.number}/").content.decode()
    assert "等待陈述" in page
    assert "13900000000" not in page
    row = tell(city, rows.by_id(case.pk))
    mine = city.client("other")
    assert mine.post(f"/my/told/{row.token}/opinion/", {"text": ""}).status_code == 422
    assert mine.post(f"/my/told/{row.token}/opinion/", {"text": SAID}).status_code == 302
    assert SAID in desk.get(f"/desk/cases/{case.item.number}/").content.decode()


def test_they_ask_for_the_hearing_and_the_applicant_cannot_let_it_go(city):
    case = city.accepted()
    row = tell(city, case)
    hearing.tell(actor=city.actor("reviewer"), now=f.NOW, case=case, version=None, reason=WHY)
    assert [one.code for one in papers_of(row.subject)] == [
        "cases.interested", "cases.hearing_right",
    ]  # fmt: skip
    with pytest.raises(HearingRefused) as caught:
        hearing.waive(actor=city.actor("agent"), now=f.NOW, case=case, version=None)
    assert caught.value.reason == "hearing_others_may"
    interested.ask_hearing(actor=city.actor("other"), now=at(11, 25), token=row.token)
    assert Hearing.objects.get(case=case).state == "asked"
    with pytest.raises(HearingRefused) as caught:
        hearing.waive(actor=city.actor("agent"), now=at(11, 26), case=case, version=None)
    assert caught.value.reason == "hearing_others_asked"


def test_their_papers_go_into_the_archive(city):
    case = city.accepted()
    row = tell(city, case)
    numbers = {one.number for one in papers_of(row.subject)}
    missing = dossier.Cases().dossier(case.subject).missing  # the PDF is made by a job
    assert any("利害关系人告知书" in one for one in missing)
    assert numbers


def test_many_cost_the_desk_no_more_statements(city, django_assert_max_num_queries):
    case = city.accepted()
    desk, path = city.client("reviewer"), f"/desk/cases/{case.item.number}/"
    tell(city, case)
    desk.get(path)
    with django_assert_max_num_queries(200) as first:
        desk.get(path)
        cost = len(first)
    for serial in range(3):
        interested.tell(
            actor=city.actor("reviewer"), now=f.NOW, case=case, version=None,
            name=f"演示邻{serial}", interest=WHY, identity_type="resident_id",
            number=demo_identity(700 + serial, date(1970, 1, 1)),
        )  # fmt: skip
    with django_assert_max_num_queries(cost):
        desk.get(path)
