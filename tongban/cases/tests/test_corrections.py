"""补正: one full list, handed in together, the clock standing still meanwhile (许可法 §32)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tongban.cases.errors import CaseForbidden, CaseUnknown, Incomplete, NotLacking, ReasonMissing
from tongban.cases.selectors import rows, shown
from tongban.cases.services import corrections
from tongban.cases.tests import factories as f
from tongban.cases.types import Lack
from tongban.core.papers.selectors import papers_of
from tongban.core.workdays.rules import local_date
from tongban.lib.errors import Refusal
from tongban.workflow.services import tick

PLAN = Lack("material:plan", "营业场所平面布置图", "请标出尺寸")
LEASE = Lack("material:lease", "租赁合同", "缺最后一页")
NAME = Lack("shop.premises.name", "店名", "与名称登记不一致")


def ask(city, case, *lacks, at=f.NOW, who="window", note=""):
    return corrections.ask_correction(
        actor=city.actor(who), now=at, case=case, version=None, lacks=lacks, note=note
    )


def correct(city, case, *, at=f.NOW, who="agent", **given):
    return corrections.correct(actor=city.actor(who), now=at, case=case, version=None, **given)


def test_one_list_with_everything(city):
    case = city.submitted()
    ask(city, case, PLAN, LEASE, NAME, note="请一次补齐")
    case.refresh_from_db()
    assert case.item.state == "correcting"
    paper = next(p for p in papers_of(case.subject) if p.code == "cases.correction")
    assert [lack["title"] for lack in paper.data["lacks"]] == [
        PLAN.title,
        LEASE.title,
        NAME.title,
    ]
    with pytest.raises(ReasonMissing):
        ask(city, city.submitted("elder-card", "citizen"))


def test_a_second_list_names_nothing_new(city):
    case = city.submitted()
    ask(city, case, PLAN, LEASE)
    correct(city, case, given={"plan": [city.file("agent")], "lease": [city.file("agent")]})
    with pytest.raises(NotLacking) as refused:
        ask(city, case, PLAN, NAME)
    assert refused.value.detail["places"] == NAME.title
    assert refused.value.status == 409
    assert case.corrections.count() == 1
    ask(city, case, PLAN)  # the same is still not met: allowed
    assert case.corrections.count() == 2
    assert [place for place, _title in shown.lack_choices(case)] == ["material:plan", LEASE.place]


def test_every_untouched_thing_is_said(city):
    case = city.submitted()
    ask(city, case, PLAN, LEASE, NAME)
    for data in (None, {}, {NAME.place: case.typed[NAME.place]}, {NAME.place: ""}):
        with pytest.raises(Incomplete) as refused:
            correct(city, case, data=data, given={"plan": [city.file("agent")]})
        assert [place for place, _code, _text in refused.value.errors] == [
            LEASE.place,
            NAME.place,
        ]
    case.refresh_from_db()
    assert case.item.state == "correcting"
    assert case.materials.get(code="plan").files.count() == 1


def test_what_was_corrected_stands_beside_the_former(city):
    case = city.submitted()
    ask(city, case, PLAN, NAME)
    new = city.file("agent")
    correct(city, case, data={NAME.place: "演示大药房二店"}, given={"plan": [new]})
    case = rows.by_number(case.item.number, city.actor("agent"))
    assert case.item.state == "submitted"
    assert case.typed[NAME.place] == "演示大药房二店"
    assert case.typed["shop.premises.address"]  # the rest is as it was
    files = list(case.materials.get(code="plan").files.values_list("round", flat=True))
    assert files == [0, 1]
    assert case.corrections.get().answered_at == f.NOW
    with pytest.raises(CaseForbidden):
        correct(city, case, given={"plan": [city.file("agent")]})


def test_a_corrected_value_is_checked_like_any(city):
    case = city.submitted()
    ask(city, case, Lack("contact.person.phone", "联系人手机", ""))
    with pytest.raises(Incomplete) as refused:
        correct(city, case, data={"contact.person.phone": "12"})
    assert [place for place, _code, _text in refused.value.errors] == ["contact.person.phone"]


def test_what_was_not_asked_for_stays_as_it_was_received(city):
    case = city.submitted()
    ask(city, case, PLAN, NAME)
    data = {NAME.place: "演示大药房二店", "contact.person.phone": "12000099999"}
    with pytest.raises(Incomplete) as caught:
        correct(city, case, data=data, given={"plan": [city.file("agent")]})
    assert [error[:2] for error in caught.value.errors] == [("contact.person.phone", "not_listed")]


def test_only_known_materials_and_own_files(city):
    case = city.submitted()
    ask(city, case, PLAN)
    with pytest.raises(CaseUnknown):
        correct(city, case, given={"plan": [city.file("agent")], "none": [city.file("agent")]})
    with pytest.raises(Refusal):
        correct(city, case, given={"plan": [city.file("other")]})
    case.refresh_from_db()
    assert case.item.state == "correcting"


def test_only_the_applicant_corrects_and_only_the_window_asks(city):
    case = city.submitted()
    for who in ("agent", "reviewer", "chibi", "leader"):
        with pytest.raises(Refusal):
            ask(city, case, PLAN, who=who)
    ask(city, case, PLAN)
    for who in ("other", "window", "leader"):
        with pytest.raises(Refusal):
            correct(city, case, who=who, given={"plan": [city.file(who)]})
    case.refresh_from_db()
    assert case.item.state == "correcting"


def test_the_clock_of_the_intake_stands_still(city):
    """Asked on Monday, corrected on Thursday of next week: three of the five days are left then."""
    case = city.submitted()
    ask(city, case, PLAN, at=datetime(2026, 11, 25, 1, tzinfo=UTC))  # Wednesday: 2 days gone
    clock = case.item.clocks.get(code="intake")
    assert tick(datetime(2026, 12, 2, 16, 30, tzinfo=UTC)) == 0  # past the five days: no silence
    correct(
        city,
        case,
        at=datetime(2026, 12, 3, 1, tzinfo=UTC),
        given={"plan": [city.file("agent")]},
    )
    clock.refresh_from_db()
    assert clock.stopped_at is None
    assert local_date(clock.due_at) > date(2026, 12, 3)
    assert tick(clock.due_at - timedelta(minutes=1)) == 0
    assert tick(clock.due_at) == 1
    case.item.refresh_from_db()
    assert case.item.state == "accepted"
