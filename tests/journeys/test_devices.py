"""The counter's devices: a window with a simulated bridge beside its browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.city import City
from tests.journeys.helpers import WINDOW, attach, go_on, matter
from tests.journeys.samples import upload
from tongban.core.devices import rules
from tongban.core.devices.bridge.server import Bridge
from tongban.core.devices.bridge.simulators import CARDS
from tongban.core.devices.tests import factories as devices

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.fixture
def bridge(city: City, tmp_path: Path) -> Iterator[Bridge]:
    """A bridge on this computer, for the platform under test."""
    counter = devices.counter(tmp_path)
    with (
        devices.running(counter, origin=rules.origin_of(city.url)) as one,
        override_settings(BRIDGE_URL=one.url),
    ):
        yield one


def pair(page: Page, code: str = devices.CODE) -> None:
    """Enter the pairing code in the browser of this window."""
    page.goto("/desk/devices/")
    page.locator("#id_code").fill(code)
    page.get_by_role("button", name="保存并检查").click()


def stop(bridge: Bridge) -> None:
    bridge.shutdown()
    bridge.server_close()


def test_a_window_is_set_up_and_its_devices_are_tried(city: City, bridge: Bridge) -> None:
    """A wrong code is said to be wrong; with the right one each device answers."""
    page = city.page(WINDOW)
    pair(page, "AAAAA-AAAAA-AAAAA-AAAAA")
    says = page.locator("[data-bridge-says]")
    expect(says).to_contain_text("配对码不对")
    card = page.locator('[data-device="card"]')
    expect(card.get_by_role("button")).to_be_disabled()
    pair(page)
    expect(says).to_contain_text("设备桥已连上")
    expect(card).to_contain_text("可以用")
    card.get_by_role("button").click()
    expect(card).to_contain_text(f"读出：{CARDS[0].name}")
    expect(card).not_to_contain_text(CARDS[0].number)
    page.reload()  # the code is this browser's
    expect(says).to_contain_text("设备桥已连上")


def test_a_card_fills_the_form_and_without_a_bridge_one_types(city: City, bridge: Bridge) -> None:
    page = city.page(WINDOW)
    pair(page)
    expect(page.locator("[data-bridge-says]")).to_contain_text("设备桥已连上")
    page.goto(f"/desk/assist/{matter('elder-card')}/")
    page.get_by_role("button", name="读身份证").click()
    expect(page.locator("#card-says")).to_contain_text("请核对是不是本人")
    expect(page.locator('[name="name"]')).to_have_value(CARDS[0].name)
    expect(page.locator('[name="number"]')).to_have_value(CARDS[0].number)
    expect(page.locator('[name="identity_type"]')).to_have_value("resident_id")
    stop(bridge)
    page.get_by_role("button", name="读身份证").click()
    expect(page.locator("#card-says")).to_contain_text("设备桥没有应答")
    page.locator('[name="name"]').fill(CARDS[1].name)
    page.locator('[name="number"]').fill(CARDS[1].number)
    page.get_by_role("button", name="开始填写").click()
    expect(page.locator("main")).to_contain_text(f"正在替 {CARDS[1].name} 填写")


def test_materials_are_taken_by_the_camera(city: City, bridge: Bridge) -> None:
    """Each press is a page of the material, stored as any upload is; where nobody answers, one
    still chooses a file."""
    page = city.page(WINDOW)
    pair(page)
    page.goto(f"/desk/assist/{matter('elder-card')}/")
    page.get_by_role("button", name="读身份证").click()
    expect(page.locator("#card-says")).to_contain_text("请核对是不是本人")
    go_on(page, "开始填写")
    token = page.url.split("/draft/")[1].split("/")[0]
    page.goto(f"/apply/draft/{token}/materials/")
    place = page.locator("[data-upload]").first
    material = str(place.get_attribute("data-name")).removeprefix("material:")
    for number in (1, 2):
        with page.expect_response(lambda one: "/save/" in one.url and one.ok):
            place.locator("[data-scan]").click()
        expect(place.locator("input[type=hidden]")).to_have_count(number)
    expect(place).to_contain_text("已拍下一页")
    page.reload()
    place = page.locator("[data-upload]").first
    expect(place).to_contain_text("高拍仪-1.jpg")
    expect(place).to_contain_text("高拍仪-2.jpg")
    kept = place.locator(".upload-name a").first.get_attribute("href")
    assert page.request.get(str(kept)).body()[:3] == b"\xff\xd8\xff"
    stop(bridge)
    place.locator("[data-scan]").click()
    expect(place).to_contain_text("设备桥没有应答")
    place.locator("[data-upload-remove]").first.click()
    expect(place.locator("input[type=hidden]")).to_have_count(1)
    attach(page, material, upload("演示材料.pdf", "PDF"))


def test_a_paper_of_a_case_is_printed_at_the_window(
    city: City, bridge: Bridge, tmp_path: Path
) -> None:
    """The page that is tried and the paper of the case lie in the tray, both as PDF."""
    page = city.page(WINDOW)
    pair(page)
    printer = page.locator('[data-device="printer"]')
    printer.get_by_role("button").click()
    expect(printer).to_contain_text("已送到打印机：0001-试打一页.pdf")
    assert PdfReader(tmp_path / "0001-试打一页.pdf").pages[0].extract_text().startswith("Tongban")
    page.goto("/desk/cases/")
    page.locator(".row-link").first.click()
    page.locator("[data-print]").first.click()
    expect(page.locator("#toasts")).to_contain_text("已送到打印机")
    (paper,) = tmp_path.glob("0002-*.pdf")
    assert paper.read_bytes().startswith(b"%PDF-")
    stop(bridge)
    page.locator("[data-print]").first.click()
    expect(page.locator("#toasts")).to_contain_text("用浏览器打印")
