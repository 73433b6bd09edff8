"""The whole catalogue as open data: what is in the files, that they stream, who is slowed down."""

import base64
import csv
import hashlib
import io
import json
import tracemalloc
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tongban.catalogue import services, tasks
from tongban.catalogue.models import Edition, Implementation, OpenDataset
from tongban.catalogue.portal import open_data as portal
from tongban.catalogue.portal import printing
from tongban.catalogue.selectors import open_data
from tongban.catalogue.tests import factories
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.catalogue.wording import FIELDS
from tongban.core.accounts.types import SYSTEM

pytestmark = pytest.mark.django_db
ROOT = "/matters/data/"
JSONL, CSV = f"{ROOT}catalogue.jsonl", f"{ROOT}catalogue.csv"


@pytest.fixture(autouse=True)
def today() -> Any:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


@pytest.fixture
def shops(db: None) -> list[Implementation]:
    factories.places()
    return [
        factories.published("drug-retail", "421202"),
        factories.published("drug-retail", "421281"),
        factories.published("elder-card", "421202"),
    ]


def body(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def lists(client: Client, **query: str) -> list[dict[str, Any]]:
    return [json.loads(one) for one in body(client.get(JSONL, query)).decode().splitlines()]


def test_each_list_is_a_line_as_it_was_published(client: Client, shops: Any) -> None:
    found = {one["task_code"]: one for one in lists(client)}
    assert set(found) == {one.task_code for one in shops}
    edition = shops[0].editions.get()
    line = found[shops[0].task_code]
    assert line["content"] == edition.raw
    assert line["content_hash"] == edition.content_hash
    assert (line["division"], line["division_name"]) == ("421202", "咸安区")
    assert (line["name"], line["edition"]) == (shops[0].matter.name, 1)
    assert line["url"].endswith(f"/matters/{shops[0].task_code}/")
    assert "prepared_by" not in line


def test_a_division_has_its_own_file_with_what_lies_in_it(client: Client, shops: Any) -> None:
    assert {one["division"] for one in lists(client, division="421281")} == {"421281"}
    assert len(lists(client, division="421202")) == 2
    assert lists(client, division="421200") == []
    for wrong in ("420000", "999999", "421202'"):
        assert client.get(JSONL, {"division": wrong}).status_code == 404
    assert client.get(f"{ROOT}catalogue.xml").status_code == 404


def test_the_csv_says_the_same_in_words(client: Client, shops: Any) -> None:
    factories.republish(shops[2], TODAY, summary='=HYPERLINK("x")')
    text = body(client.get(CSV)).decode()
    assert text.startswith("\ufeff实施编码,")
    rows = {one["实施编码"]: one for one in csv.DictReader(io.StringIO(text[1:]))}
    assert {one.title for one in FIELDS} <= rows[shops[0].task_code].keys()
    first = rows[shops[0].task_code]
    assert (first["事项类型"], first["办件类型"]) == ("行政许可", "承诺件")
    assert "工作日" in first["承诺时限"]
    assert rows[shops[2].task_code]["一句话说明"].startswith("'=")


def test_only_what_is_in_force_is_in_the_files(client: Client, shops: Any) -> None:
    factories.republish(shops[0], TODAY + timedelta(days=5), summary="以后的说明")
    services.suspend(actor=SYSTEM, now=NOW, task_code=shops[1].task_code, note="演示")
    found = {one["task_code"]: one for one in lists(client)}
    assert set(found) == {shops[0].task_code, shops[2].task_code}
    assert found[shops[0].task_code]["content"]["summary"] != "以后的说明"


def test_who_has_the_file_does_not_take_it_again(client: Client, shops: Any) -> None:
    answer = client.get(JSONL)
    known = {"If-None-Match": answer["ETag"]}
    assert client.get(JSONL, headers=known).status_code == 304
    since = {"If-Modified-Since": answer["Last-Modified"]}
    assert client.get(JSONL, headers=since).status_code == 304
    assert client.get(CSV)["ETag"] != answer["ETag"]
    part = client.get(JSONL, {"division": "421281"})["ETag"]
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        services.suspend(
            actor=SYSTEM, now=NOW + timedelta(minutes=1), task_code=shops[2].task_code, note="演示"
        )
        assert client.get(JSONL, headers=known).status_code == 200
        assert client.get(JSONL, headers=since).status_code == 200
        assert client.get(JSONL, {"division": "421281"})["ETag"] == part


def test_size_and_digest_are_those_of_the_file(client: Client, shops: Any) -> None:
    assert "正在算" in client.get(ROOT).content.decode()
    assert "Repr-Digest" not in client.get(JSONL)
    assert tasks.measure(NOW) == 2 * 4
    assert tasks.measure(NOW) == 0
    page = client.get(ROOT).content.decode()
    assert "正在算" not in page
    for address, query in ((JSONL, {}), (CSV, {}), (JSONL, {"division": "421202"})):
        answer = client.get(address, query)
        taken = body(answer)
        digest = hashlib.sha256(taken)
        row = OpenDataset.objects.get(sha256=digest.hexdigest())
        assert row.size == len(taken)
        assert digest.hexdigest() in page
        told = answer["Repr-Digest"].removeprefix("sha-256=:").removesuffix(":")
        assert base64.b64decode(told) == digest.digest()


def test_only_what_changed_is_measured_again_and_meanwhile_nothing_false_is_said(
    client: Client, shops: Any
) -> None:
    tasks.measure(NOW)
    factories.republish(shops[1], TODAY, summary="新的说明")
    answer = client.get(JSONL)
    assert "Repr-Digest" not in answer
    assert "Repr-Digest" in client.get(JSONL, {"division": "421202"})
    assert tasks.measure(NOW) == 2 * 2  # the whole, and 赤壁市


def many(shop: Implementation, count: int) -> None:
    """As many lists in force, without publishing each."""
    first = shop.editions.get(number=1)
    Edition.objects.bulk_create(
        Edition(
            implementation=shop,
            number=1_000 + n,
            state="published",
            effective_from=TODAY,
            effective_to=date(2099, 1, 1),
            created_at=NOW,
            published_at=NOW,
            content_text=first.content_text,
            content_hash=first.content_hash,
            project_kind=first.project_kind,
        )
        for n in range(count)
    )


@pytest.mark.parametrize("code", ["jsonl", "csv"])
def test_memory_does_not_grow_with_the_file(shops: Any, code: str) -> None:
    def cost() -> tuple[int, int, int]:
        size = 0
        tracemalloc.start()
        with CaptureQueriesContext(connection) as queries:
            for piece in open_data.stream(division="", on=TODAY, code=code, batch=10):
                size += len(piece)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return size, peak, len(queries)

    cost()  # what is loaded once is none of the file's
    many(shops[0], 30)
    small, low, few = cost()
    Edition.objects.filter(number__gte=1_000)._raw_delete(using="default")
    many(shops[0], 300)
    large, high, more = cost()
    assert large > 8 * small
    assert high < 1.5 * low + 100_000
    assert (few, more) == (4, 31)


def test_the_page_costs_the_same_however_many_there_are(client: Client, shops: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ROOT).status_code == 200
        return len(queries)

    first = cost()
    many(shops[0], 200)
    assert cost() == first


def test_who_takes_too_many_is_told_to_wait(
    client: Client, shops: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portal, "TAKEN_A_MINUTE", 2)
    known = client.get(JSONL)["ETag"]
    client.get(JSONL)
    answer = client.get(JSONL)
    assert answer.status_code == 429
    assert "每分钟最多 2 次" in answer.content.decode()
    assert client.get(JSONL, headers={"If-None-Match": known}).status_code == 304
    assert client.get(JSONL, REMOTE_ADDR="203.0.113.9").status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert client.get(JSONL).status_code == 200


def test_guides_are_typeset_only_so_often_for_one_caller(
    client: Client, shops: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "TYPESET_A_MINUTE", 1)
    monkeypatch.setattr(printing.papers, "render", lambda **_given: b"%PDF-1.7")
    url = f"/matters/{shops[0].task_code}/guide.pdf"
    assert client.get(url, {"scope": "rx"}).status_code == 200
    answer = client.get(url, {"scope": "otc_b"})
    assert answer.status_code == 429
    assert "请等一分钟再试" in answer.content.decode()
    assert client.get(url, {"scope": "rx"}).status_code == 200  # what is kept is given on


def test_machines_get_the_same_without_a_token(client: Client, shops: Any) -> None:
    tasks.measure(NOW)
    found = client.get("/api/v1/matters/data").json()
    whole = found["files"][0]
    assert (whole["division"], whole["format"], whole["rows"]) == ("", "jsonl", 3)
    taken = body(client.get("/api/v1/matters/data/catalogue.jsonl"))
    assert hashlib.sha256(taken).hexdigest() == whole["sha256"]
    assert len(taken) == whole["size"]
    assert taken == body(client.get(JSONL))
    materials = next(one for one in found["content"] if one["name"] == "materials")
    assert {"name", "necessity"} <= {one["name"] for one in materials["fields"]}
    answer = client.get("/api/v1/matters/data/catalogue.csv", {"division": "421281"})
    assert answer["Content-Type"].startswith("text/csv")
    refused = client.get("/api/v1/matters/data/catalogue.csv", {"division": "x"})
    assert refused.status_code == 404
    assert refused["Content-Type"] == "application/problem+json"
