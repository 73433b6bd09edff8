"""The licensing law on the pages: silence, a hearing and an extension, a promise, what comes later.

Time moves by the faces' clock; the scheduler's tick runs when a test says so.
"""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.city import PHONE, City
from tests.journeys.helpers import (
    DRUG,
    FIRM,
    FIRM_NAME,
    MARKET,
    WINDOW,
    Desk,
    attach_the_rest,
    begin,
    box,
    choose_applicant,
    fill,
    go_on,
    paper,
    step,
    submit,
    text_of,
)
from tests.journeys.samples import upload
from tongban.core.accounts import selectors as accounts
from tongban.core.shell import clock
from tongban.parties.selectors import party_of_account
from tongban.workflow.services import tick

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

CHIEF, NEIGHBOUR = "12000000107", "12000000002"
SIGNER = "演示企业经办人"
FOOD = {
    "applicant.party.legal_representative": "演示市民甲",
    "contact.person.name": SIGNER,
    "contact.person.phone": "12000000011",
    "shop.premises.name": "演示小吃店",
    "shop.premises.address": "咸宁市咸安区演示路9号",
    "shop.premises.area": "60",
    "shop.food.format": "caterer",
    "shop.food.kind": ["hot"],
    "shop.food.online": "false",
    "applicant.delivery.way": "electronic",
    "applicant.declaration.true": True,
}
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the faces' clock to a moment, from which it runs on."""

    def put(moment: datetime) -> datetime:
        monkeypatch.setattr(clock, "COMPRESSED", True)
        monkeypatch.setattr(clock, "_BEGAN", time.time())
        monkeypatch.setattr(clock, "_ORIGIN", moment)
        return moment

    put(MONDAY)
    return put


def submitted(page: Page, slug: str, values: Any, *, without: str = "") -> str:
    """Apply with every material but one, up to the receipt."""
    begin(page, slug)
    if "/questions/" in page.url:
        go_on(page)
    step(page, "form")
    choose_applicant(page, FIRM_NAME)
    fill(page, values)
    go_on(page)
    step(page, "materials")
    if without:
        for place in page.locator("[data-upload]").all():
            name = str(place.get_attribute("data-name"))
            if name != f"material:{without}":
                _attach(page, name)
        page.locator('[name="defers"]').check()
    else:
        attach_the_rest(page)
    go_on(page)
    step(page, "check")
    return submit(page)


def _attach(page: Page, name: str) -> None:
    place = page.locator(f'[data-upload][data-name="{name}"]')
    place.locator(".upload-input").set_input_files(dict(upload("演示材料.pdf", "PDF")))  # type: ignore[arg-type]
    expect(place.locator("input[type=hidden]")).to_have_count(1)


def test_a_correction_and_then_silence(city: City, at: Any, tmp_path: Path) -> None:
    """Corrected once; then nobody answers, and by law it is accepted from the day of receipt."""
    page = city.page(FIRM)
    number = submitted(page, "drug-retail", DRUG)
    Desk(city, WINDOW, number).ask_correction({"material:plan": "请标出尺寸"})
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("#correction")).to_contain_text("2026-12-23")
    place = box(page, "plan")
    place.locator(".upload-input").set_input_files(dict(upload("平面图.pdf", "PDF")))  # type: ignore[arg-type]
    expect(place.locator("input[type=hidden]")).to_have_count(1)
    page.get_by_role("button", name="提交补正").click()
    expect(page.locator("#toasts")).to_contain_text("补正已提交")
    late = at(MONDAY + timedelta(days=10))
    desk = Desk(city, WINDOW, number)
    expect(desk.button("不予受理")).to_have_count(0)  # what silence made of it is not undone
    expect(desk.button("要求补正")).to_have_count(0)
    assert tick(late) >= 1
    city.work()
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("main")).to_contain_text("审查中")
    slip = text_of(paper(page, "受理通知书"), tmp_path)
    assert number in slip


def test_a_correction_that_nobody_answers(city: City, at: Any, tmp_path: Path) -> None:
    page = city.page(FIRM, width=PHONE)
    number = submitted(page, "drug-retail", DRUG)
    Desk(city, WINDOW, number).ask_correction({"material:plan": "请标出尺寸"})
    late = at(datetime(2026, 12, 24, 1, 0, tzinfo=UTC))
    assert tick(late) >= 1
    city.work()
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("main")).to_contain_text("视为撤回")
    slip = text_of(paper(page, "视为撤回申请告知书"), tmp_path)
    assert "营业场所平面布置图" in slip
    assert "不影响你(单位)再次提出申请" in slip.replace("（", "(").replace("）", ")")


def test_a_hearing_and_an_extension(city: City, at: Any, tmp_path: Path) -> None:
    page = city.page(FIRM)
    number = submitted(page, "drug-retail", DRUG)
    Desk(city, WINDOW, number).accept()
    reviewer = Desk(city, MARKET["review"], number)
    reviewer.page.locator("#acts summary", has_text="更多操作").click()
    reviewer.page.locator("#hearing-why").fill("涉及相邻住户的重大利益")
    reviewer.press("发出听证告知书")
    reviewer.done()
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("#hearing")).to_contain_text("2026-11-30")
    page.get_by_role("button", name="申请听证").click()
    expect(page.locator("#toasts")).to_contain_text("听证申请已提交")
    expect(page.locator("main")).to_contain_text("暂停计时")
    # Seven working days before: an earlier day is refused with the first that may be.
    reviewer.open()
    call(reviewer, "2026-11-30T09:30")
    expect(reviewer.page.locator("#toasts")).to_contain_text("2026-12-02")
    call(reviewer, "2026-12-02T09:30")
    reviewer.done()
    page.reload()
    expect(page.locator("#hearing")).to_contain_text("2026-12-02 09:30")
    at(datetime(2026, 12, 2, 3, 0, tzinfo=UTC))
    reviewer.open()
    reviewer.page.locator('[name="attended"]').fill("演示企业经办人、演示住户")
    reviewer.page.locator('[name="minutes"]').fill("各方陈述意见,没有异议。")
    reviewer.press("保存笔录，恢复计时")
    reviewer.done()
    reviewer.page.locator("#acts summary", has_text="更多操作").click()
    reviewer.page.locator("#extend-why").fill("需要比对图纸")
    reviewer.press("提交机构负责人批准")
    reviewer.done()
    chief = Desk(city, CHIEF, number)
    chief.press("同意")
    chief.done()
    city.work()
    page.goto(f"/my/cases/{number}/")
    for title, words in (
        ("听证告知书", "第四十七条"),
        ("听证通知书", "2026-12-02"),
        ("听证笔录", "没有异议"),
        ("延长办理期限告知书", "需要比对图纸"),
    ):
        assert words in text_of(paper(page, title), tmp_path), title


def test_whom_it_touches_is_heard(city: City, at: Any, tmp_path: Path) -> None:
    """利害关系人: told on paper, says so online, and only then the decision may be made (§36)."""
    number = submitted(city.page(FIRM), "drug-retail", DRUG)
    Desk(city, WINDOW, number).accept()
    account = accounts.by_phone(NEIGHBOUR)
    assert account is not None
    neighbour = party_of_account(account.pk)
    assert neighbour is not None
    reviewer = Desk(city, MARKET["review"], number)
    reviewer.page.locator("#acts summary", has_text="更多操作").click()
    form = reviewer.page.locator('form[action$="/tell_interested/"]')
    for name, value in (("name", neighbour.name), ("interest", "招牌遮挡其窗户"),
                        ("number", neighbour.identity_number)):  # fmt: skip
        form.locator(f'[name="{name}"]').fill(value)
    form.locator('[name="identity_type"]').select_option(neighbour.identity_type)
    reviewer.press("发出利害关系人告知书")
    reviewer.done()
    expect(reviewer.page.locator("#interested")).to_contain_text("等待陈述")
    city.work()
    page = city.page(NEIGHBOUR, width=PHONE)
    page.goto("/my/")
    page.get_by_role("region", name="关系到您的利益").get_by_role("link").first.click()
    assert "招牌遮挡其窗户" in text_of(paper(page, "利害关系人告知书"), tmp_path)
    page.locator('[name="text"]').fill("请把招牌移开窗户。")
    page.get_by_role("button", name="提交意见").click()
    expect(page.locator("#toasts")).to_contain_text("意见已提交")
    assert page.goto(f"/my/cases/{number}/").status == 404  # type: ignore[union-attr]
    reviewer.open()
    expect(reviewer.page.locator("#interested")).to_contain_text("请把招牌移开窗户。")


def call(desk: Desk, moment: str) -> None:
    desk.page.locator('[data-open="dialog-call"]').click()
    dialog = desk.page.locator("#dialog-call")
    dialog.locator('[name="at"]').fill(moment)
    dialog.locator('[name="place"]').fill("演示听证室")
    with desk.page.expect_navigation():
        dialog.get_by_role("button", name="发出听证通知").click()


def test_a_promise_that_proves_false(city: City, at: Any, tmp_path: Path) -> None:
    """告知承诺: signed, decided on the spot, checked afterwards, revoked."""
    page = city.page(FIRM)
    begin(page, "food-permit")
    page.locator('[name="question:promise"][value="yes"]').check()
    go_on(page)
    step(page, "form")
    choose_applicant(page, FIRM_NAME)
    fill(page, FOOD)
    go_on(page)
    step(page, "materials")
    attach_the_rest(page)
    go_on(page)
    step(page, "check")
    expect(page.locator("#promise")).to_contain_text("食品安全法 第三十三条")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator(".error-summary")).to_contain_text("签名")
    page.locator('[name="signature"]').fill(SIGNER)
    number = submit(page)
    Desk(city, WINDOW, number).accept()
    Desk(city, MARKET["decide"], number).complete("准予", "承诺书已签署,准予。")
    city.work()
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("#result")).to_contain_text("已生效")
    expect(page.locator("#commitment")).to_contain_text("待核查")
    assert SIGNER in text_of(paper(page, "告知承诺书"), tmp_path)
    at(MONDAY + timedelta(days=14))
    Desk(city, MARKET["review"], number).complete("承诺不实", "实地没有经营场所。")
    Desk(city, MARKET["decide"], number).complete("撤销", "承诺的场所不存在。")
    city.work()
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("main")).to_contain_text("准予决定已撤销")
    expect(page.locator("#commitment")).to_contain_text("承诺不实")
    assert "承诺的场所不存在" in text_of(paper(page, "撤销行政许可决定书"), tmp_path)
    # From then on the ordinary way.
    begin(page, "food-permit")
    page.locator('[name="question:promise"][value="yes"]').check()
    go_on(page)
    choose_applicant(page, FIRM_NAME)
    fill(page, FOOD)
    go_on(page)
    attach_the_rest(page)
    go_on(page)
    page.locator('[name="signature"]').fill(SIGNER)
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("main")).to_contain_text("曾有承诺不实的记录")


def test_what_comes_later(city: City, at: Any, tmp_path: Path) -> None:
    """容缺受理: accepted with a list and a day, supplied, then decided; unsupplied, it lapses."""
    page = city.page(FIRM, width=PHONE)
    number = submitted(page, "drug-retail", DRUG, without="rules")
    window = Desk(city, WINDOW, number)
    window.press("容缺受理")
    window.done()
    city.work()
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("#supply")).to_contain_text("2026-12-07")
    assert "质量管理制度目录" in text_of(paper(page, "容缺受理通知书"), tmp_path)
    page.get_by_role("button", name="提交补交材料").click()
    expect(page.locator("#supply")).to_contain_text("请补交")
    _attach(page, "material:rules")
    page.get_by_role("button", name="提交补交材料").click()
    expect(page.locator("#toasts")).to_contain_text("材料已补齐")
    expect(page.locator("#supply")).to_have_count(0)

    second = city.page(FIRM)
    number = submitted(second, "drug-retail", DRUG, without="rules")
    Desk(city, WINDOW, number).press("容缺受理")
    assert tick(at(datetime(2026, 12, 8, 1, 0, tzinfo=UTC))) >= 1
    second.goto(f"/my/cases/{number}/")
    expect(second.locator("main")).to_contain_text(re.compile("视为撤回"))
