"""听证 (许可法 §46–48): who may ask, by when, how long before it is told, who presides."""

from datetime import UTC, date, datetime

import pytest

from tongban.cases.errors import HearingRefused, ReasonMissing
from tongban.cases.models import Hearing
from tongban.cases.rules import earliest_hearing
from tongban.cases.selectors import rows, waiting
from tongban.cases.services import hearing
from tongban.cases.tests import factories as f
from tongban.core.notices.models import Notice
from tongban.core.papers.selectors import papers_of
from tongban.core.workdays.rules import Calendar, local_date, shipped
from tongban.core.workdays.types import Limit
from tongban.workflow import selectors as engine
from tongban.workflow.errors import NotAllowed, NotNow
from tongban.workflow.services import tick

WHY = "涉及相邻住户采光"
PLACE = "演示听证室"


def at(month, day, hour=1):
    return datetime(2026 if month > 10 else 2027, month, day, hour, tzinfo=UTC)


def papers(case):
    return {one.code.removeprefix("cases."): one.data for one in papers_of(case.subject)}


def tell(city, case, who="reviewer", now=f.NOW):
    return hearing.tell(actor=city.actor(who), now=now, case=case, version=None, reason=WHY)


def ask(city, case, who="agent", now=f.NOW):
    return hearing.ask(actor=city.actor(who), now=now, case=case, version=None)


def call(city, case, day, *, now=f.NOW, presider="chief", who="reviewer", **more):
    return hearing.call(
        actor=city.actor(who), now=now, case=case, version=None, at=day,
        place=more.pop("place", PLACE), presider=city.accounts[presider].pk, **more,
    )  # fmt: skip


def hold(city, case, now, **more):
    return hearing.hold(
        actor=city.actor("reviewer"), now=now, case=case, version=None,
        **{"minutes": "各方陈述", "attended": "演示agent", **more},
    )  # fmt: skip


def test_the_whole_way_from_telling_to_minutes(city):
    case = city.accepted()
    row = tell(city, case)
    assert local_date(row.ask_until) == date(2026, 11, 30)
    assert papers(case)["hearing_right"]["until"] == "2026-11-30"
    row = ask(city, case, now=at(11, 25))
    assert local_date(row.hold_until) == date(2026, 12, 23)
    case = rows.by_id(case.pk)
    assert case.item.suspended
    assert case.item.clocks.get(code="promised").due_at is None  # what §45 leaves out
    call(city, case, at(12, 9), now=at(11, 26))
    assert papers(case)["hearing_notice"]["at"] == "2026-12-09 09:00"
    assert Notice.objects.filter(template="cases.hearing_called").count() == 1
    with pytest.raises(HearingRefused):
        hold(city, case, at(12, 8))
    hold(city, case, at(12, 9, 3))
    case = rows.by_id(case.pk)
    assert not case.item.suspended
    assert papers(case)["hearing_minutes"]["presider"] == "演示chief"
    # Two of the six days were gone; from 11-25 to 12-09 the clock stood still.
    assert local_date(case.item.clocks.get(code="promised").due_at) == date(2026, 12, 15)
    assert [one.verb for one in engine.timeline(case.item_id)][-4:] == [
        "cases.tell_hearing", "cases.ask_hearing", "cases.call_hearing", "cases.hold_hearing",
    ]  # fmt: skip


def test_no_decision_while_it_may_be_asked_for_or_is_to_be_held(city):
    case = city.at_decision()
    tell(city, case, who="decider")
    with pytest.raises(NotNow) as refused:
        city.complete("decider", case, "decide", "approve")
    assert "2026-11-30" in refused.value.detail["why"]
    hearing.waive(actor=city.actor("agent"), now=f.NOW, case=case, version=None)
    city.complete("decider", case, "decide", "approve")
    assert rows.by_id(case.pk).item.state == "closed"


def test_silence_lets_it_go_after_five_days(city):
    case = city.at_decision()
    row = tell(city, case, who="decider")
    assert tick(row.ask_until) == 1
    assert Hearing.objects.get(case=case).state == "lapsed"
    late = at(12, 1)
    with pytest.raises(HearingRefused):
        ask(city, case, now=late)
    assert rows.by_id(case.pk).item.state == "accepted"  # and nothing else ended by it
    city.complete("decider", case, "decide", "approve", at=late)


def test_too_late_even_before_the_tick_came_by(city):
    case = city.accepted()
    row = tell(city, case)
    with pytest.raises(HearingRefused) as refused:
        ask(city, case, now=at(12, 1))
    assert refused.value.reason == "hearing_too_late"
    acts = engine.allowed_acts(case.item_id, city.actor("agent"), at(12, 1))
    around = waiting.standing(case)
    assert around["hearing"] == row
    offered = waiting.available(case, acts, around, city.actor("agent"), at(12, 1))
    assert "ask_hearing" not in offered


@pytest.mark.parametrize(
    ("told", "first"),
    [
        (date(2026, 11, 23), date(2026, 12, 2)),
        (date(2020, 9, 25), date(2020, 10, 12)),  # the National Day between
        (date(2026, 11, 27), date(2026, 12, 8)),
    ],
)
def test_seven_working_days_before(told, first):
    before = Limit(7, direction="backward")
    assert earliest_hearing(told, before, Calendar(shipped())) == first


def test_too_soon_or_too_late_is_refused_with_the_day(city):
    case = city.accepted()
    tell(city, case)
    ask(city, case)
    with pytest.raises(HearingRefused) as refused:
        call(city, case, at(12, 1))
    assert (refused.value.reason, refused.value.detail["first"]) == (
        "hearing_too_soon", "2026-12-02",
    )  # fmt: skip
    with pytest.raises(HearingRefused) as refused:
        call(city, case, at(12, 22))
    assert (refused.value.reason, refused.value.detail["last"]) == ("hearing_past", "2026-12-21")
    for more in ({"place": " "}, {"presider": "reviewer"}):
        with pytest.raises(HearingRefused):
            call(city, case, at(12, 2), **more)
    assert Hearing.objects.get(case=case).state == "asked"


def test_whoever_reviewed_does_not_preside(city):
    case = city.at_decision()
    found = {name for _id, name in hearing.presiders(case, now=f.NOW)}
    assert "演示chief" in found
    assert "演示decider" in found
    assert not found & {"演示reviewer", "演示checker", "演示inspector"}


def test_by_rule_or_for_the_public_nobody_has_to_ask(city):
    case = city.accepted()
    with pytest.raises(ReasonMissing):
        call(city, case, at(12, 2))
    call(city, case, at(12, 2), reason="涉及公共利益的重大许可")
    assert rows.by_id(case.pk).item.suspended
    assert "hearing_notice" in papers(case)


def test_only_the_applicant_asks_and_only_a_seat_tells(city):
    case = city.accepted()
    for who in ("window", "agent", "leader"):
        with pytest.raises(NotAllowed):
            tell(city, case, who=who)
    tell(city, case)
    for who in ("other", "reviewer", "chief"):
        with pytest.raises(NotAllowed):
            ask(city, case, who=who)
    with pytest.raises(HearingRefused):
        tell(city, case)


def test_a_hearing_may_be_moved_and_let_go(city):
    case = city.accepted()
    tell(city, case)
    ask(city, case)
    call(city, case, at(12, 2))
    call(city, case, at(12, 3))
    assert Hearing.objects.get(case=case).held_at == at(12, 3)
    hearing.waive(actor=city.actor("agent"), now=at(11, 24), case=case, version=None)
    case = rows.by_id(case.pk)
    assert not case.item.suspended
    assert case.hearing.state == "waived"
