"""The small city of cases, with machine clients that hold what staff hold."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tongban.cases.tests import factories as f
from tongban.core.accounts import services as accounts
from tongban.core.accounts.demo import SCOPES
from tongban.core.accounts.types import SYSTEM

SECRET = "ein-geheimnis-der-tests"
ROLES = {
    "maker": (),  # a platform that applies for citizens; holds no office
    "window": ("window", "reviewer", "inspector"),
    "checker": ("checker", "inspector"),
    "decider": ("decider", "chief"),
    "chibi": ("window", "reviewer", "decider"),
    "narrow": ("window",),
}


class Machine:
    """A client of the API with a bearer token from the token endpoint."""

    def __init__(self, name: str, secret: str = SECRET) -> None:
        self.http = Client(raise_request_exception=False)
        basic = base64.b64encode(f"{name}:{secret}".encode()).decode()
        answer = self.http.post(
            "/identity/o/api/token",
            {"grant_type": "client_credentials"},
            headers={"Authorization": f"Basic {basic}"},
        )
        assert answer.status_code == 200, answer.content
        self.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def get(self, path: str, **query: Any) -> Any:
        return self.http.get(f"/api/v1{path}", query, headers=self.headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.http.post(
            f"/api/v1{path}",
            json.dumps(body),
            content_type="application/json",
            headers=self.headers | headers,
        )

    def send(self, content: bytes, name: str = "材料.pdf") -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        upload = SimpleUploadedFile(name, content, "application/pdf")
        return self.http.post("/api/v1/files", {"file": upload}, headers=self.headers)

    def file(self) -> str:
        answer = self.send(f.page())
        assert answer.status_code == 201, answer.content
        return str(answer.json()["token"])

    def act(self, number: str, act: str, **fields: Any) -> Any:
        return self.post(f"/cases/{number}/acts", {"act": act, **fields})


@pytest.fixture(scope="package")
def standing_city(django_db_setup: None, django_db_blocker: Any) -> Iterator[f.City]:
    with f.stand(django_db_blocker) as city:
        for name, roles in ROLES.items():
            division = f.CHIBI if name == "chibi" else f.XIANAN
            accounts.create_client(
                actor=SYSTEM,
                now=f.SINCE,
                client_id=name,
                name=f"演示{name}",
                secret=SECRET,
                scopes=["cases:read"] if name == "narrow" else SCOPES,
            )
            for role in roles:
                accounts.grant_client(
                    actor=SYSTEM,
                    now=f.SINCE,
                    client_id=name,
                    role_code=role,
                    organisation_id=city.bodies[f"scjg-{division}"].pk,
                    division=division,
                )
        yield city


@pytest.fixture
def city(
    standing_city: f.City, db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[f.City]:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        },
    }
    f.set_clock(monkeypatch)
    cache.clear()
    yield standing_city
    cache.clear()
