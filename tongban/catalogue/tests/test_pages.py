"""Anyone reads the catalogue: browse, guide, scenario, old editions, life event, API."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tongban.catalogue import services
from tongban.catalogue.models import Edition
from tongban.catalogue.selectors import (
    Filters,
    browse,
    letter_counts,
    organisation_counts,
    topic_counts,
)
from tongban.catalogue.tests import factories
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.core.accounts.types import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def shop(db: None) -> Any:
    factories.places()
    return factories.published("drug-retail")


def test_the_guide_says_all_at_a_glance(client: Client, shop: Any) -> None:
    page = client.get(f"/matters/{shop.task_code}/").content.decode()
    for words in ("20 个工作日", "6 个工作日", "一次不用跑", "可以网办", "不收费", "演示数据"):
        assert words in page
    assert f'href="/apply/{shop.task_code}/"' in page
    assert "执业药师注册证" in page
    assert "待核实" in page


def test_an_answer_changes_the_materials_at_once(client: Client, shop: Any) -> None:
    url = f"/matters/{shop.task_code}/"
    part = client.get(
        url, {"scope": "otc_b"}, headers={"HX-Request": "true", "HX-Target": "asked"}
    ).content.decode()
    assert "<html" not in part
    assert "执业药师劳动合同" not in part
    whole = client.get(url, {"scope": "rx"}).content.decode()
    assert "执业药师劳动合同" in whole


def test_a_suspended_matter_offers_no_application(client: Client, shop: Any) -> None:
    services.suspend(actor=SYSTEM, now=NOW, task_code=shop.task_code, note="系统升级")
    answer = client.get(f"/matters/{shop.task_code}/")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "系统升级" in page
    assert "/apply/" not in page
    services.cancel(actor=SYSTEM, now=NOW, task_code=shop.task_code, note="改为备案")
    assert client.get(f"/matters/{shop.task_code}/").status_code == 410


def test_old_editions_stay_readable(client: Client, shop: Any) -> None:
    factories.republish(shop, TODAY - timedelta(days=1), summary="新的说明")
    assert "新的说明" in client.get(f"/matters/{shop.task_code}/").content.decode()
    old = client.get(f"/matters/{shop.task_code}/editions/1/").content.decode()
    assert "这是旧版本" in old
    assert "新的说明" not in old
    assert client.get(f"/matters/{shop.task_code}/editions/9/").status_code == 404


def test_an_unknown_matter_is_a_clear_404(client: Client, db: None) -> None:
    answer = client.get("/matters/nothing/")
    assert answer.status_code == 404
    assert "没有这个事项" in answer.content.decode()


def test_browsing_narrows_and_says_when_nothing_is_left(client: Client, shop: Any) -> None:
    factories.published("device2-filing", "421200")
    page = client.get("/matters/", {"division": "421202"}).content.decode()
    assert "药品经营许可证" in page
    assert "第二类医疗器械经营备案" in page
    only = client.get("/matters/", {"kind": "instant"}).content.decode()
    assert "药品经营许可证（零售）核发" not in only
    none = client.get("/matters/", {"topic": "per-elder"}).content.decode()
    assert "没有符合条件的事项" in none
    odd = client.get("/matters/", {"organisation": "x" * 40, "after": "|||", "kind": "\x01"})
    assert odd.status_code == 200


def test_the_life_event_shows_its_matters_in_order(client: Client, shop: Any) -> None:
    factories.published("firm-setup")
    page = client.get("/matters/events/event-pharmacy/").content.decode()
    assert page.index("企业、个体工商户设立登记") < page.index("药品经营许可证")
    assert client.get("/matters/events/none/").status_code == 404


def test_browsing_costs_the_same_whatever_the_size(
    shop: Any, django_assert_num_queries: Any
) -> None:
    def read() -> None:
        browse(Filters(division="421202"), on=TODAY)
        topic_counts(Filters(), on=TODAY)
        organisation_counts(Filters(), on=TODAY)

    with django_assert_num_queries(5):
        read()
    for slug in ("food-permit", "tobacco", "elder-card"):
        factories.published(slug)
    with django_assert_num_queries(5):
        read()


def test_pages_by_key_cover_everything_once(shop: Any) -> None:
    for slug in ("food-permit", "tobacco", "elder-card", "road-dig"):
        factories.published(slug)
    seen: list[int] = []
    after = ""
    while True:
        page = browse(Filters(), on=TODAY, after=after, limit=2)
        seen += [row.pk for row in page.rows]
        after = page.after
        if not after:
            break
    assert sorted(seen) == sorted(Edition.objects.values_list("pk", flat=True))
    assert page.total == 5


def test_the_api_lists_details_and_asks(shop: Any) -> None:
    from tongban.catalogue import schemas
    from tongban.catalogue.rules import asked
    from tongban.catalogue.selectors import edition_in_force

    edition = edition_in_force(shop.task_code, on=TODAY)
    out = schemas.detail(edition)
    assert out["content"]["procedure"] == "site-visit"
    answer = schemas.AskedOut(**schemas.asked(asked(edition.parsed, {"scope": "otc_b"})))
    assert json.loads(answer.model_dump_json())["promised"]["limit"]["value"] == 6


def test_the_alphabet_counts_and_narrows(client: Client, shop: Any) -> None:
    factories.published("food-permit")
    counts = letter_counts(Filters(), on=TODAY)
    assert counts == [("s", 1), ("y", 1)]
    page = client.get("/matters/?letter=y").content.decode()
    assert "药品经营许可证" in page
    assert "食品经营许可证" not in page
    assert [n for _letter, n in letter_counts(Filters(letter="y"), on=TODAY)] == [1, 1]
    assert client.get("/matters/?letter=%3Cb").status_code == 200
