"""The page of a year: shown to staff, with its provisional days marked."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from tongban.core.accounts.types import ANONYMOUS, Actor
from tongban.core.workdays import desk, selectors

pytestmark = pytest.mark.django_db


def staff(path: str):
    request = RequestFactory().get(path)
    request.actor = Actor(ref="account:1", staff=True)
    return request


def test_the_grids_hold_every_day_in_its_column():
    calendar = selectors.calendar()
    month = desk._month(calendar, 2026, 2, desk.date(2026, 11, 23))
    assert [cell and cell.day for cell in month.weeks[0]] == [None] * 6 + [1]
    kinds = {cell.day: cell.kind for week in month.weeks for cell in week if cell}
    assert (kinds[14], kinds[17], kinds[7], kinds[9]) == ("makeup", "holiday", "rest", "work")
    assert not month.provisional
    assert desk._month(calendar, 2027, 2, desk.date(2026, 11, 23)).provisional


def test_the_page_tells_runs_of_days_and_what_is_provisional():
    page = desk.year(staff("/desk/workdays/2026/"), 2026).content.decode()
    assert "2026-02-15 至 02-23" in page
    assert "放假 9 天" in page
    assert "248 个工作日" in page
    assert "预计</span>" not in page
    assert "预计" in desk.year(staff("/desk/workdays/2027/"), 2027).content.decode()


def test_only_staff_and_only_years_that_are_held():
    request = RequestFactory().get("/desk/workdays/2026/")
    request.actor = ANONYMOUS
    with pytest.raises(PermissionDenied):
        desk.year(request, 2026)
    with pytest.raises(Http404):
        desk.year(staff("/desk/workdays/1999/"), 1999)
