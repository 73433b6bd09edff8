"""Cases as they are rated: what a bad rating opens, what shares are of, who may ask."""

from datetime import timedelta

import pytest

from tongban.cases.tests import factories as f
from tongban.core.figures import selectors as figures
from tongban.ratings import services as ratings
from tongban.ratings.errors import NotYours, PadUnknown
from tongban.ratings.models import Rating
from tongban.workflow import selectors as engine

LATER = f.NOW + timedelta(hours=1)


def rate(city, case, level=5, who="agent", **more):
    return ratings.rate(actor=city.actor(who), now=f.NOW, subject=case.subject, level=level, **more)


def test_a_bad_rating_is_linked_to_its_case(city):
    case = city.granted()
    row = rate(city, case, comment="跑了三趟")
    assert row.item_id is not None
    source = engine.source_of(row.item_id, city.actor("chief"))
    assert source is not None
    assert source.number == case.item.number
    # The case is over and stays as it was; nobody else of another county learns of it.
    version = case.item.version
    case.item.refresh_from_db()
    assert case.item.version == version
    assert engine.source_of(row.item_id, city.actor("chibi")) is None


def test_nobody_can_refer_a_running_case_to_a_rating_by_hand(city):
    case = city.accepted()
    acts = engine.allowed_acts(case.item, city.actor("reviewer"), f.NOW)
    assert "rating" not in [choice for act in acts for choice in act.choices]


def test_the_share_of_rated_ones_is_of_all_that_are_over(city):
    rated, silent, running = city.granted(), city.granted(), city.accepted()
    rate(city, rated, level=1)
    found = figures.value("ratings.self_made", at=LATER)
    assert (found.numerator, found.denominator, found.text) == (1, 2, "50.00%")
    assert figures.value("ratings.satisfaction", at=LATER).denominator == 1
    place = {
        row.division: row.value
        for row in figures.by_division("ratings.self_made", at=LATER, division="421200")
    }
    assert place[f.XIANAN].denominator == 2
    assert place[f.CHIBI].value is None
    assert silent.item.decided_at is not None
    assert running.item.decided_at is None


@pytest.mark.parametrize("who", ["window", "window2", "chibi", "decider", "chief", "leader"])
def test_no_member_of_staff_rates_a_case(city, who):
    case = city.granted()
    for channel in ("web", "hall", "phone"):
        with pytest.raises(NotYours):
            rate(city, case, level=1, who=who, channel=channel)
    assert not Rating.objects.exists()


def test_a_window_asks_for_its_own_bodys_cases_alone(city):
    case = city.granted()
    body = city.bodies[f"scjg-{f.XIANAN}"].pk
    pad = ratings.add_pad(
        actor=city.actor("chief"), now=f.NOW, organisation_id=body, name="3 号窗口"
    )
    asked = {"now": f.NOW, "subject": case.subject, "pad_id": pad.pk}
    visit = ratings.invite(actor=city.actor("window"), **asked)
    assert (visit.number, visit.work_id) == (case.item.number, case.item_id)
    with pytest.raises(NotYours):
        ratings.invite(actor=city.actor("chibi"), **asked)
    with pytest.raises(PadUnknown):
        ratings.invite(actor=city.actor("window"), **(asked | {"pad_id": pad.pk + 1}))
