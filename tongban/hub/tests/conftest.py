"""The small city of cases, with two systems of departments that send to the hub."""

import base64

import pytest
from django.test import Client

from tongban.cases.tests import factories as f
from tongban.cases.tests.conftest import city, standing_city
from tongban.core.accounts import services as accounts
from tongban.core.accounts.selectors import actor_for_client
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.hub.tests.factories import MARKET, NOW, OTHER, SECRET

__all__ = ["city", "standing_city"]


@pytest.fixture
def market(city: f.City) -> Actor:
    """The actor of 市场监管's own system, as the token endpoint would make it."""
    return system(city, MARKET, f.XIANAN)


@pytest.fixture
def chibi(city: f.City) -> Actor:
    """The same body's system in another county."""
    return system(city, OTHER, f.CHIBI)


def system(city: f.City, name: str, division: str) -> Actor:
    """Make a machine client that may send for a body of the city; gives its actor."""
    scopes = ["hub:read", "hub:write"]
    accounts.create_client(
        actor=SYSTEM, now=NOW, client_id=name, name=name, secret=SECRET, scopes=scopes
    )
    body = city.bodies[f"scjg-{division}"]
    accounts.grant_client(
        actor=SYSTEM,
        now=NOW,
        client_id=name,
        role_code="exchange",
        organisation_id=body.pk,
        division=division,
    )
    return actor_for_client(name, name=name, scopes=scopes, now=NOW)


@pytest.fixture
def machine(market: Actor) -> Client:
    """That system's HTTP client, with its token."""
    basic = base64.b64encode(f"{MARKET}:{SECRET}".encode()).decode()
    answer = Client().post(
        "/identity/o/api/token",
        {"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {basic}"},
    )
    return Client(headers={"Authorization": f"Bearer {answer.json()['access_token']}"})
