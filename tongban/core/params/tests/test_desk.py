"""The page of parameters: for staff, with every value's source."""

import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import RequestFactory

from tongban.core.accounts.types import ANONYMOUS, Actor
from tongban.core.params import desk, selectors, services

pytestmark = pytest.mark.django_db


def test_the_page_shows_values_with_their_sources():
    services.load_shipped()
    selectors.forget()
    request = RequestFactory().get("/desk/params/", {"q": "§42"})
    request.actor = Actor(ref="account:1", staff=True)
    page = desk.listing(request).content.decode()
    for part in ("作出许可决定", "20 个工作日", "行政许可法 §42", "待核实"):
        assert part in page
    assert "12345 工单的办理" not in page
    assert render_to_string("params/list.html", {"sections": []})


def test_only_staff_read_it():
    request = RequestFactory().get("/desk/params/")
    request.actor = ANONYMOUS
    with pytest.raises(PermissionDenied):
        desk.listing(request)
