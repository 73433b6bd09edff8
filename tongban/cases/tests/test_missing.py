"""谁没有录入: a body is asked where others had applicants for the same matter, and nowhere else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.cases.selectors.missing import gaps
from tongban.cases.tests import factories as f
from tongban.core.workdays.rules import local_date
from tongban.workflow.selectors import Span

MONTH = Span(local_date(f.NOW).replace(day=1), local_date(f.NOW))
BEFORE = Span(MONTH.first - timedelta(days=40), MONTH.first - timedelta(days=1))


@pytest.fixture
def overseer(city):
    """Of the whole city, as the demo's service office holds it in each county."""
    from dataclasses import replace

    office = city.actor("service")
    grant = office.grants[0]
    return replace(office, grants=(replace(grant, division_path="420000/421200/"),))


def test_the_body_without_a_case_is_named(city, overseer):
    city.submitted("drug-retail")
    found = {body.name: body for body in gaps(overseer, MONTH)}
    silent = city.bodies[f"scjg-{f.CHIBI}"].name
    assert list(found) == [silent]  # 咸安 has cases, but nobody else to be compared with
    assert found[silent].nothing
    assert [(gap.cases, gap.bodies) for gap in found[silent].gaps] == [(1, 1)]
    assert gaps(overseer, BEFORE) == []


def test_a_body_that_entered_its_own_has_no_gap(city, overseer):
    city.submitted("drug-retail")
    city.submitted("drug-retail@421281")
    found = gaps(overseer, MONTH)
    assert [(body.matters, body.cases, len(body.gaps)) for body in found] == [(1, 1, 0)] * 2


def test_a_matter_that_only_one_body_has_is_no_gap(city, overseer):
    city.submitted("elder-card", "citizen")
    assert gaps(overseer, MONTH) == []


def test_scope(city, overseer):
    city.submitted("drug-retail")
    assert gaps(city.actor("leader"), MONTH) == []  # of 咸安 alone, which entered its own
    for who in ("window", "citizen", "reviewer"):
        assert gaps(city.actor(who), MONTH) == []


def test_two_queries_however_many_cases(city, overseer):
    city.submitted("drug-retail")
    for _ in range(2):
        with CaptureQueriesContext(connection) as caught:
            gaps(overseer, MONTH)
        assert len(caught) == 2
        city.submitted("drug-retail@421281")
        city.submitted("elder-card", "citizen")


def test_the_pages(city, overseer, monkeypatch):
    f.set_clock(monkeypatch)
    city.submitted("drug-retail")
    body = city.bodies[f"scjg-{f.CHIBI}"].pk
    for who, status in (("leader", 200), ("window", 403), ("citizen", 403)):
        assert city.client(who).get("/desk/missing/").status_code == status, who
    assert city.client("leader").get(f"/desk/missing/{body}/").status_code == 404
    assert city.client("window").get(f"/desk/missing/{body}/").status_code == 403
