"""The lookups that keep the rows a figure asks for."""

from datetime import UTC, date, datetime

from tongban.core.figures.rules import lookups
from tongban.core.figures.types import FigureQuery, Period

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def test_everything_up_to_the_cut_off() -> None:
    assert lookups(FigureQuery(at=AT), "decided_at") == {"decided_at__lte": AT}


def test_nothing_of_time_where_it_is_told_otherwise() -> None:
    assert lookups(FigureQuery(at=AT, period=NOVEMBER)) == {}


def test_a_period_is_the_citys_days_both_included() -> None:
    found = lookups(FigureQuery(at=AT, period=NOVEMBER), "at")
    assert found == {
        "at__lte": AT,
        "at__gte": datetime(2026, 10, 31, 16, tzinfo=UTC),
        "at__lt": datetime(2026, 11, 30, 16, tzinfo=UTC),
    }


def test_place_and_body_by_the_way_that_leads_there() -> None:
    query = FigureQuery(at=AT, division="421202", organisation="mzj")
    assert lookups(query) == {
        "organisation__code": "mzj",
        "division__path__contains": "421202/",
    }
    led = lookups(query, organisation="bill__organisation__code", division="item__path")
    assert led == {"bill__organisation__code": "mzj", "item__path__contains": "421202/"}
