"""What a run of whole journeys needs: one demo city, one server, one browser.

The demo is filled once a session and kept as a copy of the database; each test begins with that
copy, changes what it likes, and leaves the database as it was before the first of them. The
server runs in a thread of this process on the same database; background jobs run when a test
says so (`city.work()`), so that it can look at the moment before.
"""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from tests.journeys.city import City, Copy
from tongban.config.areas import demo_acts
from tongban.core.jobs.services import drain
from tongban.core.ledger import services as ledger
from tongban.core.shell import clock

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, and say why, where there is no browser."""
    if CHROMIUM is None:
        missing = pytest.mark.skip(reason="no chromium: apt-get install chromium")
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(missing)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def demo_city(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Copy, Copy]]:
    """Fill the demo once; give a copy of the database before and one after."""
    with django_db_blocker.unblock():
        before = Copy("before")
        for _area, act in demo_acts():
            act(now=clock.now(), say=lambda _text: None)
        drain(now=clock.now(), strict=True)
        ledger.relay(now=clock.now())
        after = Copy("after")
        before.restore()
    yield before, after
    with django_db_blocker.unblock():
        before.drop()
        after.drop()


@pytest.fixture(scope="session")
def server(demo_city: tuple[Copy, Copy]) -> Iterator[LiveServer]:
    running = LiveServer("localhost")
    with running._live_server_modified_settings, override_settings(SITE_URL=running.url):
        yield running
    running.stop()
    connections.close_all()


@pytest.fixture
def city(
    demo_city: tuple[Copy, Copy], server: LiveServer, browser: Any, transactional_db: None
) -> Iterator[City]:
    """The demo city, fresh, served, with a browser at hand; afterwards nothing of it is left."""
    before, after = demo_city
    after.restore()
    cache.clear()
    here = City(server.url, browser)
    try:
        yield here
        here.nothing_broke()
    finally:
        here.close()
        before.restore()
        cache.clear()
