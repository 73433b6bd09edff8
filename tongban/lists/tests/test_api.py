"""Machines read lists with the scope for it."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from tongban.core.accounts import services as accounts
from tongban.core.accounts.types import SYSTEM
from tongban.lists.tests import factories as f
from tongban.lists.tests.factories import CODE, NOW, proofs

pytestmark = pytest.mark.django_db
SECRET = "ein-geheimnis-der-tests"


@pytest.fixture(autouse=True)
def here() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield f.cast()


def token(scopes: list[str]) -> dict[str, str]:
    name = "-".join(scopes).replace(":", "-") or "none"
    accounts.create_client(
        actor=SYSTEM, now=NOW, client_id=name, name=name, secret=SECRET, scopes=scopes
    )
    answer = Client().post(
        "/identity/o/api/token",
        {"grant_type": "client_credentials", "client_id": name, "client_secret": SECRET},
    )
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def test_a_machine_reads_lists_page_by_page() -> None:
    edition = f.published(proofs(5))
    headers = token(["lists:read"])

    def get(path: str, **query: Any) -> Any:
        answer = Client().get(f"/api/v1/lists{path}", query, headers=headers)
        assert answer.status_code == 200, answer.content
        return answer.json()

    (row,) = get("")
    assert (row["code"], row["edition"]["size"]) == (CODE, 5)
    assert get("", kind="nearby") == []
    names, after = [], ""
    while True:
        whole = get(f"/{CODE}", limit=2, after=after)
        names += [one["values"]["name"] for one in whole["entries"]]
        after = whole["after"]
        if not after:
            break
    assert names == [f"证明{n}" for n in range(1, 6)]
    assert whole["columns"][0]["name"] == "name"
    assert get(f"/{CODE}", q="证明3")["total"] == 1
    f.published(proofs(6))
    assert [one["number"] for one in get(f"/{CODE}/editions")] == [2, 1]
    assert get(f"/{CODE}/editions/1")["edition"]["content_hash"] == edition.content_hash


def test_scopes_and_drafts_are_respected(here: f.Cast) -> None:
    f.begun(here, entries=1)
    assert Client().get("/api/v1/lists").status_code == 401
    narrow = token(["catalogue:read"])
    answer = Client().get("/api/v1/lists", headers=narrow)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    wide = token(["lists:read"])
    for path in (CODE, f"{CODE}/editions", f"{CODE}/editions/1"):
        assert Client().get(f"/api/v1/lists/{path}", headers=wide).status_code == 404
