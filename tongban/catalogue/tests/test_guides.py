"""A guide in one glance, on paper and as PDF; subscribing to it; the catalogue as open data."""

import subprocess
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
import zxingcpp
from django.test import Client
from PIL import Image

from tongban.catalogue.tests import factories
from tongban.catalogue.tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def shop(db: None) -> Any:
    factories.places()
    return factories.published("drug-retail")


def test_the_glance_stands_first_and_follows_the_answers(client: Client, shop: Any) -> None:
    url = f"/matters/{shop.task_code}/"
    page = client.get(url, {"scope": "rx"}).content.decode()
    assert page.index('id="glance"') < page.index('id="asked"')
    rx = client.get(url, {"scope": "rx"}, headers={"HX-Request": "true", "HX-Target": "asked"})
    otc = client.get(url, {"scope": "otc_b"}, headers={"HX-Request": "true", "HX-Target": "asked"})
    for answer in (rx, otc):
        assert 'id="glance" hx-swap-oob="true"' in answer.content.decode()
    assert len(rx.context["materials"]) > len(otc.context["materials"])
    for answer in (rx, otc):
        assert answer.context["glance"][0]["text"] == f"{len(answer.context['materials'])} 份"


def test_the_glance_says_where_else_and_how_it_is_handed_in(client: Client, shop: Any) -> None:
    factories.republish(
        shop,
        TODAY,
        reach="provinces",
        appointment=True,
        appointment_note="提前一天在网上约",
        terminal=True,
        partners=["演示消防机构"],
        intermediary=["检测报告编制"],
        scenarios=[{"code": "all", "name": "开办药店"}],
    )
    page = client.get(f"/matters/{shop.task_code}/").content.decode()
    for words in (
        "跨省通办",
        "提前一天在网上约",
        "可以在自助终端办理",
        "演示消防机构",
        "检测报告编制",
    ):
        assert words in page
    assert "您的情形：<strong>开办药店</strong>" in page


def test_paper_carries_the_address_of_what_was_read(client: Client, shop: Any) -> None:
    url = f"/matters/{shop.task_code}/"
    answer = client.get(url, {"scope": "otc_b", "utm": "x", "scope2": "y"})
    assert answer.context["address"].endswith(f"{url}?scope=otc_b")
    assert answer.context["address"] in answer.content.decode()
    assert client.get(url, {"scope": "nonsense"}).context["address"].endswith(url)
    factories.republish(shop, TODAY + timedelta(days=5), summary="新的")
    old = client.get(f"{url}editions/1/", {"scope": "otc_b"})
    assert old.context["address"].endswith(f"{url}editions/1/?scope=otc_b")


def test_a_guide_costs_the_same_whatever_is_answered(
    client: Client, shop: Any, django_assert_max_num_queries: Any
) -> None:
    for query in ({}, {"scope": "rx"}):
        with django_assert_max_num_queries(8):
            client.get(f"/matters/{shop.task_code}/", query)


def said(pdf: bytes) -> str:
    """Return a PDF's words without its line breaks."""
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return "".join(done.stdout.decode().split())


def test_the_pdf_follows_the_answers_and_leads_back(client: Client, shop: Any) -> None:
    url = f"/matters/{shop.task_code}/"
    answer = client.get(f"{url}guide.pdf", {"scope": "rx"})
    assert answer["Content-Type"] == "application/pdf"
    assert "执业药师劳动合同" in said(answer.content)
    png = ["pdftoppm", "-r", "150", "-png", "-singlefile", "-"]
    drawn = subprocess.run(png, input=answer.content, capture_output=True, check=True).stdout
    with Image.open(BytesIO(drawn)) as page:
        codes = [code.text for code in zxingcpp.read_barcodes(page)]
    assert codes == [client.get(url, {"scope": "rx"}).context["address"]]
    other = client.get(f"{url}guide.pdf", {"scope": "otc_b"})
    assert other["ETag"] != answer["ETag"]
    assert "执业药师劳动合同" not in said(other.content)
    known = {"If-None-Match": answer["ETag"]}
    again = client.get(f"{url}guide.pdf", {"scope": "rx"}, headers=known)
    assert again.status_code == 304
    assert client.get("/matters/nothing/guide.pdf").status_code == 404


def test_a_pdf_is_typeset_once(client: Client, shop: Any, monkeypatch: Any) -> None:
    made: list[str] = []

    def render(**given: Any) -> bytes:
        made.append(given["template"])
        return b"%PDF-"

    monkeypatch.setattr("tongban.core.papers.services.render", render)
    url = f"/matters/{shop.task_code}/editions/1/guide.pdf"
    for query in ({}, {"utm": "1"}, {"scope": "nonsense"}):
        assert client.get(url, query).content == b"%PDF-"
    assert len(made) == 1
