"""The pages and the API: verifying, the wallet, the desk."""

import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from tongban.core.accounts.tests.factories import account, clerk
from tongban.core.figures import selectors as figures
from tongban.core.files import selectors as files
from tongban.licences import services
from tongban.licences.middleware import CHECKS_A_MINUTE
from tongban.licences.models import Licence
from tongban.licences.tests import factories
from tongban.licences.tests.factories import DAY, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calm() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def ready() -> Licence:
    return factories.made(factories.licence(factories.world(), valid_from=date(2026, 1, 1)))


def test_the_verifying_page_is_open_and_carries_the_keys(client: Client) -> None:
    page = client.get("/v").content.decode()
    assert 'id="licence-keys"' in page
    assert '"d"' not in page
    assert client.get("/verify/").status_code == 200


def test_by_number_and_name(client: Client, ready: Licence) -> None:
    asked = {"way": "number", "number": ready.number, "holder": ready.holder_name}
    page = client.post("/verify/", asked)
    assert "真实且有效" in page.content.decode()
    part = client.post("/verify/", asked | {"holder": "别人"}, headers={"hx-request": "true"})
    assert "不能确认真伪" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert client.post("/verify/", {"way": "number", "number": "1"}).status_code == 422


def test_by_file_of_any_kind(client: Client, ready: Licence) -> None:
    stored = files.by_token(ready.file)
    assert stored is not None
    file = io.BytesIO(files.open_bytes(stored))
    file.name = "licence.pdf"
    page = client.post("/verify/", {"way": "file", "file": file})
    assert "真实且有效" in page.content.decode()
    junk = io.BytesIO(b"junk")
    junk.name = "a.pdf"
    page = client.post("/verify/", {"way": "file", "file": junk})
    assert (page.status_code, "读不出来" in page.content.decode()) == (422, True)
    assert client.post("/verify/", {"way": "file"}).status_code == 422


def test_status_says_no_more_than_the_page(client: Client, ready: Licence) -> None:
    said = client.post("/verify/status", {"statement": ready.statement}).json()
    assert (said["conclusion"], said["title"]) == ("in_force", "真实且有效")
    services.change_status(
        actor=factories.SYSTEM, now=NOW, licence_id=ready.pk, act="suspend", reason="立案调查"
    )
    said = client.post("/verify/status", {"statement": ready.statement}).json()
    assert said["conclusion"] == "not_in_force"
    assert "立案调查" in said["reason_text"]
    assert not {"data", "holder_code", "source", "token"} & set(said)
    gone = client.get("/.well-known/tongban/licence-revocations.json").json()
    assert [row["identifier"] for row in gone["licences"]] == [ready.identifier]
    keys = client.get("/.well-known/tongban/licence-keys.json").json()
    assert keys["keys"][0]["crv"] == "P-256"
    assert keys["authorities"][0].startswith("-----BEGIN CERTIFICATE")


def test_checks_are_limited(client: Client) -> None:
    codes = {
        client.post("/verify/status", {"statement": "x"}).status_code
        for _ in range(CHECKS_A_MINUTE + 2)
    }
    assert codes == {200, 429}


def test_behind_a_proxy_each_caller_has_a_limit_of_its_own(client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def check(address: str) -> int:
        sent = client.post(
            "/verify/status", {"statement": "x"}, headers={"X-Forwarded-For": address}
        )
        return sent.status_code

    # What stands before the proxy's word is the caller's own claim and buys nothing.
    codes = {check(f"198.51.100.{n % 200}, 203.0.113.7") for n in range(CHECKS_A_MINUTE + 2)}
    assert codes == {200, 429}
    assert check("203.0.113.8") == 200


def test_the_wallet_shows_ones_own_and_waits_for_the_paper(client: Client) -> None:
    body, holder = factories.world(), factories.firm()
    row = factories.licence(body, holder)
    person = account()
    factories.owner_of(holder, person)
    client.force_login(person)
    assert row.number in client.get("/my/licences/").content.decode()
    address = f"/my/licences/{row.token}/"
    page = client.get(address).content.decode()
    assert "正在制证" in page
    assert "every 2s" in page
    factories.made(row)
    part = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert "下载证照 PDF" in part
    assert "every 2s" not in part
    row.refresh_from_db()
    assert client.get(f"/files/{row.file}/").status_code == 200
    client.force_login(account())
    assert client.get(address).status_code == 404
    assert client.get(f"/files/{row.file}/").status_code in {403, 404}


def test_the_desk_keeps_to_its_scope(client: Client) -> None:
    body, other = factories.world(), factories.world()
    row = factories.licence(body)
    client.force_login(clerk("decider", other))
    assert client.get(f"/desk/licences/{row.token}/").status_code == 404
    client.force_login(clerk("window", body))
    assert row.number in client.get("/desk/licences/").content.decode()
    page = f"/desk/licences/{row.token}/"
    address = f"{page}suspend/"
    assert address not in client.get(page).content.decode()
    assert client.get(address).status_code == 403
    assert client.post(address, {"ground": "penalty", "reason": "因故"}).status_code == 403


def test_an_act_on_the_desk_needs_ground_decision_and_reason(client: Client) -> None:
    row = factories.licence(factories.world())
    client.force_login(clerk("decider", row.organisation))
    page, address = f"/desk/licences/{row.token}/", f"/desk/licences/{row.token}/suspend/"
    assert address in client.get(page).content.decode()
    whole = {"ground": "penalty", "document": "演示罚〔2026〕1号", "reason": "因故"}
    for lacking, sentence in (
        ("ground", "请选择暂扣的依据"),
        ("document", "请填写暂扣决定书的文号"),
        ("reason", "请写明原因"),
    ):
        answer = client.post(address, whole | {lacking: ""})
        assert answer.status_code == 422
        shown = answer.content.decode()
        assert sentence in shown
        assert f'id="id_{lacking}-error"' in shown
        row.refresh_from_db()
        assert row.status == "valid"
    assert client.post(address, whole).status_code == 302
    shown = client.get(page).content.decode()
    assert "暂扣了证照" in shown
    assert "行政处罚法第九条第三项" in shown
    assert "演示罚〔2026〕1号" in shown
    # Pressed twice, or by two at once: the second is told, nothing happens again.
    assert client.post(address, whole).status_code == 409
    assert client.get(address).status_code == 302
    assert client.get(f"{page}expire/").status_code == 404


def test_a_change_on_the_desk_makes_the_next_version(client: Client) -> None:
    row = factories.licence(factories.world())
    client.force_login(clerk("decider", row.organisation))
    address = f"/desk/licences/{row.token}/change/"
    form = client.get(address).content.decode()
    assert "演示路 1 号" in form
    assert "处方药、非处方药" in form
    said = {"ground": "request", "reason": "搬迁", "data_address": "演示路 1 号",
            "data_scope": "处方药、非处方药"}  # fmt: skip
    same = client.post(address, said)
    assert (same.status_code, "没有变化" in same.content.decode()) == (422, True)
    short = client.post(address, said | {"data_address": "路"})
    assert (short.status_code, "经营场所" in short.content.decode()) == (422, True)
    assert client.post(address, said | {"data_address": "演示路 2 号"}).status_code == 302
    new = Licence.objects.get(version=2)
    assert new.content["address"] == "演示路 2 号"
    old = client.get(f"/desk/licences/{row.token}/").content.decode()
    assert "已换发第 2 版" in old
    assert address not in old
    later = client.get(f"/desk/licences/{new.token}/").content.decode()
    assert f"/desk/licences/{row.token}/" in later


def test_the_api_lists_in_scope_and_verifies_for_all(client: Client, ready: Licence) -> None:
    assert client.get("/api/v1/licences").status_code == 401
    client.force_login(clerk("window", ready.organisation))
    said = client.get("/api/v1/licences").json()
    assert [item["number"] for item in said["items"]] == [ready.number]
    assert client.get(f"/api/v1/licences/{ready.token}").json()["status"] == "valid"
    assert client.get("/api/v1/licences/none").status_code == 404
    client.logout()
    body = json.dumps({"statement": ready.statement})
    said = client.post("/api/v1/licences/verify", body, content_type="application/json").json()
    assert said["conclusion"] == "in_force"


def test_the_figure_counts_what_is_in_force_by_county(ready: Licence) -> None:
    factories.licence(ready.organisation, division="421281")
    later = NOW + DAY
    assert figures.value("licences.in_force", at=later).numerator == 2
    assert figures.value("licences.in_force", at=later, division="421281").numerator == 1
    rows = {row.division: row.value.numerator for row in figures.by_division(
        "licences.in_force", at=later, division="421200"
    )}  # fmt: skip
    assert (rows["421202"], rows["421281"]) == (1, 1)
