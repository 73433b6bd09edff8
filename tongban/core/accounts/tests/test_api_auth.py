"""Machine clients: from the token endpoint to an actor with scopes."""

import base64
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.idp.oidc.models import Token
from django.contrib.auth.models import AnonymousUser
from django.core.checks import run_checks
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone
from ninja.errors import HttpError

from tongban.core.accounts import services
from tongban.core.accounts.api_auth import ApiAuth
from tongban.core.accounts.tests import factories as make
from tongban.core.accounts.tests.factories import NOW
from tongban.core.accounts.types import SYSTEM, Actor

pytestmark = pytest.mark.django_db
SECRET = "s3cret"
TOKEN_URL = "/identity/o/api/token"


@pytest.fixture
def place() -> int:
    make.divisions()
    services.create_client(
        actor=SYSTEM,
        now=NOW,
        client_id="bank",
        name="演示银行",
        secret=SECRET,
        scopes=["cases:read", "licences:read"],
    )
    organisation = make.organisation("xa-bank")
    services.grant_client(
        actor=SYSTEM,
        now=NOW,
        client_id="bank",
        role_code="window",
        organisation_id=organisation.pk,
        division=make.XIANAN,
    )
    return organisation.pk


def _token(client: Client, secret: str = SECRET, **more: str) -> dict[str, object]:
    basic = base64.b64encode(f"bank:{secret}".encode()).decode()
    answer = client.post(
        TOKEN_URL,
        {"grant_type": "client_credentials", **more},
        headers={"Authorization": f"Basic {basic}"},
    )
    return {"status": answer.status_code, **answer.json()}


def _asked(token: str = "", user: object = None, method: str = "get") -> HttpRequest:
    request = getattr(RequestFactory(enforce_csrf_checks=True), method)("/api/v1/cases")
    if token:
        request.META["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    request.user = user or AnonymousUser()
    request.session = SimpleNamespace(get=lambda *_: None)
    return request


def test_client_credentials_end_to_end(client: Client, place: int) -> None:
    got = _token(client, scope="cases:read")
    assert got["status"] == 200
    value = str(got["access_token"])
    assert got["expires_in"] == 3600
    assert value not in "".join(Token.objects.values_list("hash", flat=True)), "hashed at rest"
    request = _asked(value)
    actor = ApiAuth()(request)
    assert isinstance(actor, Actor)
    assert (actor.ref, actor.kind, actor.scopes) == ("client:bank", "client", {"cases:read"})
    assert actor.grants[0].organisation_id == place
    assert request.actor is actor  # type: ignore[attr-defined]


def test_without_a_scope_asked_the_client_gets_its_own(client: Client, place: int) -> None:
    actor = ApiAuth()(_asked(str(_token(client)["access_token"])))
    assert actor is not None
    assert actor.scopes == {"cases:read", "licences:read"}


def test_foreign_scopes_secrets_and_stale_tokens_are_refused(client: Client, place: int) -> None:
    assert _token(client, scope="accounts:manage")["status"] == 400
    assert _token(client, secret="wrong")["status"] == 401
    value = str(_token(client)["access_token"])
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert ApiAuth()(_asked(value)) is None
    assert ApiAuth()(_asked("nonsense")) is None
    assert ApiAuth()(_asked()) is None


def test_a_session_serves_the_same_origin_and_needs_csrf_to_change() -> None:
    one = make.account()
    actor = ApiAuth()(_asked(user=one))
    assert actor is not None
    assert actor.account_id == one.pk
    with pytest.raises(HttpError) as refused:
        ApiAuth()(_asked(user=one, method="post"))
    assert refused.value.status_code == 403
    assert ApiAuth()(_asked("nonsense", user=one)) is None, "a token that is there must hold"


def test_the_api_answers_401_in_problem_json(client: Client) -> None:
    answer = client.get("/api/v1/no-such-thing", headers={"Authorization": "Bearer nonsense"})
    assert answer.status_code in {401, 404}
    assert answer["Content-Type"].startswith("application/problem+json")


def test_deploy_checks_refuse_the_demo(settings: Any) -> None:
    def ids() -> set[str | None]:
        return {
            one.id
            for one in run_checks(include_deployment_checks=True)
            if str(one.id).startswith("accounts.")
        }

    settings.DEMO = True
    assert {"accounts.E001", "accounts.E004"} <= ids()
    settings.TESTING = False
    assert "accounts.E001" in ids()
    settings.DEMO = False
    assert ids() == set()
    make.account("演示市民甲", demo=True)
    assert ids() == {"accounts.E003"}
