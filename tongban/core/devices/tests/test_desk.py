"""The page 窗口设备, and which pages may reach a bridge at all."""

import pytest
from django.test import Client

from tongban.core.accounts import services as accounts
from tongban.core.accounts.tests import factories as people

BRIDGE = "http://127.0.0.1:8137"


@pytest.fixture
def browser(db):
    people.divisions()
    accounts.seed_roles()
    place = people.organisation("sc")

    def of(role: str) -> Client:
        client = Client()
        client.force_login(people.clerk(role, place))
        return client

    return of


def test_a_window_sees_what_the_desk_uses_and_its_page_may_reach_the_bridge(browser):
    answer = browser("window").get("/desk/devices/")
    page = answer.content.decode()
    assert f'data-bridge-says="{BRIDGE}"' in page
    assert 'data-device="card"' in page
    assert f"connect-src 'self' {BRIDGE}" in answer["Content-Security-Policy"]
    assert 'href="/desk/devices/"' in page


def test_no_other_page_may(browser):
    answer = browser("window").get("/desk/")
    assert answer.status_code == 200
    assert BRIDGE not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("role", ["reviewer", "decider", "admin"])
def test_who_has_no_window_has_no_devices(browser, role):
    answer = browser(role).get("/desk/devices/")
    assert answer.status_code == 403
    assert BRIDGE not in answer["Content-Security-Policy"]
    assert "/desk/devices/" not in browser(role).get("/desk/").content.decode()


def test_an_installation_without_bridges_shows_nothing_of_them(browser, settings):
    settings.BRIDGE_URL = ""
    client = browser("window")
    assert client.get("/desk/devices/").status_code == 403
    assert "/desk/devices/" not in client.get("/desk/").content.decode()


def test_in_production_a_simulator_does_not_count(browser, settings):
    client = browser("window")
    assert " data-simulated" in client.get("/desk/devices/").content.decode()
    settings.DEMO = False
    assert " data-simulated" not in client.get("/desk/devices/").content.decode()
