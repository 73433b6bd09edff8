"""A fee, from the citizen's telephone to the desk and back: billed, paid once, given back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.city import PHONE, City
from tests.journeys.helpers import (
    CITIZEN,
    WINDOW,
    Desk,
    attach_the_rest,
    begin,
    code_on,
    fill,
    go_on,
    step,
    submit,
    text_of,
)
from tongban.core.shell import clock
from tongban.core.workdays.rules import local_date
from tongban.payments import services
from tongban.payments.models import Attempt, Bill

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
OFFICE = "12000000401"
HEAD = "12000000133"  # of 咸安区公安局, which charges for a card that was lost
CARD = {
    "applicant.party.address": "咸宁市咸安区演示路1号",
    "applicant.delivery.way": "electronic",
    "applicant.declaration.true": True,
}


def lost_card(city: City, page: Page) -> str:
    """Apply for a card in place of a lost one, and have it accepted; gives the case's number."""
    begin(page, "identity-card")
    page.get_by_label("丢了补").check()
    go_on(page)
    step(page, "form")
    fill(page, CARD)
    go_on(page)
    step(page, "materials")
    attach_the_rest(page)
    go_on(page)
    step(page, "check")
    number = submit(page)
    Desk(city, WINDOW, number).accept()
    return number


def to_pay(page: Page) -> None:
    """Press the button that leads to where one pays."""
    page.get_by_role("button", name=re.compile("去支付|继续支付")).click()
    page.wait_for_url(re.compile("/payments/simulator/"))


def test_a_fee_is_paid_once_and_given_back(city: City, tmp_path: Path) -> None:
    page = city.page(CITIZEN, width=PHONE)
    number = lost_card(city, page)
    page.goto(f"/my/cases/{number}/")
    page.get_by_role("link", name="去缴费").click()
    main = page.locator("main")
    expect(main).to_contain_text("40.00")
    expect(main).to_contain_text("发改价格〔2003〕2322号")
    address = page.url
    pay_in_two_tabs(page)
    bill = Bill.objects.get(reference=number)
    assert list(bill.attempts.values_list("state", "taken")) == [("paid", 4000)]
    page.goto(address)
    city.work()
    anyone_verifies_the_receipt(city, page, tmp_path)
    the_desk_sees_it(city, number)
    ask_back(page, address)
    decided_by_another(city, bill)
    assert city.apart(lambda: services.give_back(clock.now())) == 1
    page.goto(address)
    expect(main).to_contain_text("已退款")
    expect(main).to_contain_text("情况属实")
    expect(main).to_contain_text("红字票据")
    page.goto("/my/messages/")
    expect(page.locator("body")).to_contain_text("退款申请已同意")


def pay_in_two_tabs(page: Page) -> None:
    """The same order stands in both tabs; what is pressed second takes nothing."""
    second = page.context.new_page()
    second.goto(page.url)
    to_pay(page)
    to_pay(second)
    assert page.url == second.url
    page.get_by_role("button", name="支付成功").click()
    expect(page.locator("main")).to_contain_text("缴费成功")
    second.get_by_role("button", name="支付成功").click()
    expect(second.locator("main")).to_contain_text("缴费成功")
    expect(second.get_by_role("button", name=re.compile("去支付|继续支付"))).to_have_count(0)
    second.close()


def anyone_verifies_the_receipt(city: City, page: Page, tmp_path: Path) -> None:
    """Its PDF has the sum in full and a code that leads to the register's word."""
    link = page.get_by_role("link", name="下载票据")
    content = page.request.get(str(link.get_attribute("href"))).body()
    assert "肆拾元整" in text_of(content, tmp_path)
    visitor = city.page()
    visitor.goto(code_on(content, tmp_path))
    expect(visitor.locator("main")).to_contain_text("真实有效")
    visitor.locator('[name="check"]').fill("000000")
    visitor.get_by_role("button", name="查验", exact=True).click()
    expect(visitor.locator("main")).to_contain_text("没有这张票据")


def the_desk_sees_it(city: City, number: str) -> None:
    desk = Desk(city, WINDOW, number)
    expect(desk.page.locator("#payment")).to_contain_text("已缴费")
    desk.page.goto("/desk/payments/?state=paid")
    desk.page.locator("main .row-link").first.click()
    expect(desk.page.locator("main")).to_contain_text("实收 40.00 元")
    expect(desk.page.locator("main")).to_contain_text(number)


def ask_back(page: Page, address: str) -> None:
    """More than was paid is refused with what may be asked; the rest is kept."""
    page.goto(address)
    page.locator("summary").filter(has_text="申请退款").click()
    for sum_of, answer in (("41", "不超过还可以退的 40.00 元"), ("40", "已提出退款申请")):
        if not page.locator('[name="amount"]').is_visible():
            page.locator("summary").filter(has_text="申请退款").click()
        page.locator('[name="amount"]').fill(sum_of)
        page.locator('[name="reason"]').fill("旧证找到了")
        with page.expect_navigation():
            page.get_by_role("button", name="提出退款申请").click()
        expect(page.locator("#toasts")).to_contain_text(answer)
    expect(page.locator("main")).to_contain_text("等待审批")


def decided_by_another(city: City, bill: Bill) -> None:
    """The window, which may not decide, has no such button; the body's head has."""
    clerk = city.page(WINDOW)
    clerk.goto(f"/desk/payments/{bill.token}/")
    expect(clerk.get_by_role("button", name="同意退款")).to_have_count(0)
    head = city.page(HEAD)
    head.goto(f"/desk/payments/{bill.token}/")
    head.locator('main [name="reason"]').fill("情况属实")
    with head.expect_navigation():
        head.get_by_role("button", name="同意退款").click()
    expect(head.locator("#toasts")).to_contain_text("已记下审批结果")


def test_the_demo_shows_a_paid_a_due_and_an_asked_bill(city: City) -> None:
    seen = {
        (bill.state, bill.refunds.filter(state="asked").exists()) for bill in Bill.objects.all()
    }
    assert seen == {("paid", False), ("due", False), ("paid", True)}
    assert Attempt.objects.count() == 2
    head = city.page(HEAD)
    head.goto("/desk/payments/")
    head.locator("main .row-link").first.click()
    expect(head.get_by_role("button", name="同意退款")).to_be_visible()


def test_the_office_reconciles_a_day(city: City) -> None:
    """The channel's own statement matches; a file that differs says what, and what to do."""
    attempt = Attempt.objects.filter(state="paid").latest("pk")
    assert attempt.settled_at is not None
    day, paid = local_date(attempt.settled_at), attempt.number
    office = city.page(OFFICE)
    office.goto("/desk/payments/statements/")
    form, main = office.locator("aside form"), office.locator("main")
    form.locator('[name="provider"]').select_option("simulator")
    form.locator('[name="day"]').fill(f"{day}")
    office.get_by_role("button", name="向渠道取").click()
    expect(main).to_contain_text("全部一致")
    office.goto("/desk/payments/statements/")
    form.locator('[name="provider"]').select_option("simulator")
    form.locator('[name="day"]').fill(f"{day}")
    header = "交易类型,商户单号,金额（元）,交易日期,渠道流水号"
    text = f"{header}\n收款,{paid},39.00,{day},R1\n收款,ZF-OTHER,1.00,{day},R2\n"
    sent = {"name": "statement.csv", "mimeType": "text/csv", "buffer": text.encode()}
    form.locator('[name="file"]').set_input_files(sent)  # type: ignore[arg-type]
    office.get_by_role("button", name="上传", exact=True).click()
    expect(main).to_contain_text("金额不一致")
    expect(main).to_contain_text("39.00 元 · 本平台 40.00 元")
    office.get_by_role("button", name="再查一次").click()
    expect(office.locator("#toasts")).to_contain_text("不是本平台的付款单号")
