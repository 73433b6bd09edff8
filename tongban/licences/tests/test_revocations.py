"""The signed list of ended licences: what it says, that it cannot be bent, and how it is used."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from tongban.core.accounts.types import SYSTEM
from tongban.core.params import selectors as params
from tongban.licences import ports, services
from tongban.licences.adapter import FileSigner
from tongban.licences.errors import BadStatement
from tongban.licences.models import Licence
from tongban.licences.portal.verifying import published
from tongban.licences.rules import offline, revocations, statement
from tongban.licences.tests import factories
from tongban.licences.tests.factories import NOW
from tongban.licences.types import Conclusion

pytestmark = pytest.mark.django_db
ADDRESS = "/.well-known/tongban/licence-revocations.json"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    cache.clear()
    params.forget()
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def ready() -> Licence:
    return factories.made(factories.licence(factories.world(), valid_from=date(2026, 1, 1)))


def end(row: Licence, act: str = "revoke") -> None:
    services.change_status(actor=SYSTEM, now=NOW, licence_id=row.pk, act=act, reason="演示")


def keys() -> Any:
    return ports.signers.current().published_keys()


def test_the_list_is_signed_dated_and_says_nothing_of_anybody(
    client: Client, ready: Licence
) -> None:
    end(ready)
    answer = client.get(ADDRESS)
    read = revocations.read(answer.content, keys())
    assert read.ended == {ready.identifier: ("revoked", NOW)}
    assert read.until - read.at == timedelta(hours=24)
    assert read.fresh(NOW)
    assert not read.fresh(NOW + timedelta(days=2))
    assert set(answer.json()["licences"][0]) == {"identifier", "status", "since"}
    for word in (ready.number, ready.holder_name, ready.token):
        assert word not in answer.content.decode()


def test_it_is_cached_by_its_tag_and_fresh_after_every_act(
    client: Client, ready: Licence, django_capture_on_commit_callbacks: Any
) -> None:
    first = client.get(ADDRESS)
    assert "max-age=300" in first["Cache-Control"]
    assert client.get(ADDRESS, headers={"if-none-match": first["ETag"]}).status_code == 304
    with django_capture_on_commit_callbacks(execute=True):
        end(ready)
    later = client.get(ADDRESS, headers={"if-none-match": first["ETag"]})
    assert (later.status_code, len(later.json()["licences"])) == (200, 1)


def _drop(said: dict[str, Any]) -> None:
    said["licences"].pop()


def _turn(said: dict[str, Any]) -> None:
    said["licences"][0]["status"] = "suspended"


def _date(said: dict[str, Any]) -> None:
    said["until"] = "2099-01-01T00:00:00Z"


def _swap(said: dict[str, Any]) -> None:
    said["licences"][0]["identifier"] = "1.2.156.3005.2.X"


@pytest.mark.parametrize("harm", [_drop, _turn, _date, _swap])
def test_a_list_that_was_touched_is_refused(
    client: Client, ready: Licence, harm: Callable[[dict[str, Any]], None]
) -> None:
    end(ready)
    said = client.get(ADDRESS).json()
    harm(said)
    with pytest.raises(BadStatement) as caught:
        revocations.read(json.dumps(said).encode(), keys())
    assert caught.value.reason == "list_forged"


def test_a_list_of_another_signer_or_a_statement_in_its_place_is_refused(
    client: Client, ready: Licence, tmp_path: Path
) -> None:
    said = client.get(ADDRESS).json()
    other = FileSigner(tmp_path / "licences", name="他")
    with pytest.raises(BadStatement):
        revocations.read(json.dumps(said).encode(), other.published_keys())
    with pytest.raises(BadStatement):
        revocations.read(json.dumps(said | {"signed": ready.statement}).encode(), keys())
    for junk in (b"", b"[]", b"{}", b"\xff", json.dumps(said | {"signed": "x"}).encode()):
        with pytest.raises(BadStatement):
            revocations.read(junk, keys())
    with pytest.raises(BadStatement):
        statement.read(said["signed"], keys())


def test_with_the_list_an_ended_licence_is_known_without_network(
    client: Client, ready: Licence
) -> None:
    claims = statement.read(ready.statement, keys())
    before = revocations.read(client.get(ADDRESS).content, keys())
    sound = offline.conclude(claims, today=date(2026, 11, 23), revoked=before)
    assert (sound.conclusion, sound.reason) == (Conclusion.GENUINE_OFFLINE, "not_listed")
    end(ready)
    cache.clear()
    after = revocations.read(client.get(ADDRESS).content, keys())
    over = offline.conclude(claims, today=date(2026, 11, 23), revoked=after)
    assert (over.conclusion, over.reason, over.since) == (
        Conclusion.NOT_IN_FORCE, "revoked", date(2026, 11, 23),
    )  # fmt: skip


def test_the_command_takes_the_list_along(client: Client, ready: Licence, tmp_path: Path) -> None:
    end(ready, "withdraw")
    (tmp_path / "keys.json").write_text(json.dumps(published()), encoding="utf-8")
    (tmp_path / "list.json").write_bytes(client.get(ADDRESS).content)
    (tmp_path / "code.txt").write_text(ready.statement, encoding="utf-8")

    def run(listed: str) -> tuple[int, str]:
        out = io.StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command(
                "licence", "verify", str(tmp_path / "code.txt"), "--keys",
                str(tmp_path / "keys.json"), "--revoked", str(tmp_path / listed),
                stdout=out, stderr=out,
            )  # fmt: skip
        return int(ended.value.code or 0), out.getvalue()

    code, said = run("list.json")
    assert (code, "真实，但已失效" in said, "证照已被撤销" in said) == (0, True, True)
    bent = json.loads((tmp_path / "list.json").read_bytes())
    bent["licences"] = []
    (tmp_path / "bent.json").write_text(json.dumps(bent), encoding="utf-8")
    code, said = run("bent.json")
    assert (code, "签名不符" in said) == (2, True)
    assert run("missing.json")[0] == 2
