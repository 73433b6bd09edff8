"""Others apply for one: with an authority given online, and the window for whoever stands there."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.city import PHONE, City
from tests.journeys.helpers import (
    CITIZEN,
    DRUG,
    FIRM,
    FIRM_NAME,
    WINDOW,
    Desk,
    attach_the_rest,
    begin,
    choose_applicant,
    fill,
    go_on,
    step,
)
from tongban.catalogue import selectors as catalogue
from tongban.core.accounts import selectors as accounts
from tongban.parties.models import Party
from tongban.parties.selectors import party_of_account

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

AGENT, CHIBI_WINDOW = "12000000002", "12000000201"


def party(phone: str) -> Party:
    account = accounts.by_phone(phone)
    assert account is not None
    found = party_of_account(account.pk)
    assert found is not None
    return found


def finish(page: Page, values: Any) -> None:
    """From the form to the check page."""
    fill(page, values)
    go_on(page)
    step(page, "materials")
    attach_the_rest(page)
    go_on(page)
    step(page, "check")


def test_an_agent_applies_with_an_authority_that_is_then_ended(city: City) -> None:
    """Somebody who leads a firm lets another apply for it; ended, it is over at once."""
    agent = party(AGENT)
    giver = city.page(CITIZEN, width=PHONE)
    giver.goto("/my/authorities/")
    if giver.locator('select[name="principal"]').count():
        giver.locator('select[name="principal"]').select_option(label=FIRM_NAME)
    giver.locator('[name="name"]').fill(agent.name)
    giver.locator('[name="identity_type"]').select_option(agent.identity_type)
    giver.locator('[name="number"]').fill(agent.identity_number)
    giver.get_by_role("button", name="确认委托").click()
    expect(giver.locator("#toasts")).to_contain_text("委托已生效")
    page = city.page(AGENT)
    begin(page, "drug-retail")
    if "/questions/" in page.url:
        go_on(page)
    step(page, "form")
    choose_applicant(page, FIRM_NAME)
    finish(page, DRUG)
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("main")).to_contain_text("申请已提交")
    giver.goto("/my/cases/")
    expect(giver.locator("main")).to_contain_text(FIRM_NAME)
    giver.goto("/my/authorities/")
    giver.get_by_role("button", name="撤销委托").first.click()
    giver.locator("dialog[open] .btn-primary, dialog[open] .btn-danger").first.click()
    expect(giver.locator("#toasts")).to_contain_text("委托已撤销")
    page.goto("/my/authorities/")
    expect(page.locator("main")).not_to_contain_text("我可以代")


def test_the_window_enters_it_for_who_stands_there(city: City) -> None:
    """帮办代办: the case is the applicant's, who sees it on the phone."""
    firm = Party.objects.get(name=FIRM_NAME)
    page = city.page(WINDOW)
    page.goto("/desk/assist/")
    page.locator("#id_q").fill("药品经营许可证（零售）")
    page.get_by_role("button", name="查找").click()
    page.locator(".row-link").first.click()
    page.locator('[name="name"]').fill(firm.name)
    page.locator('[name="identity_type"]').select_option(firm.identity_type)
    page.locator('[name="number"]').fill(firm.identity_number)
    page.get_by_role("button", name="开始填写").click()
    expect(page.locator("main")).to_contain_text("窗口帮办")
    if "/questions/" in page.url:
        go_on(page)
    step(page, "form")
    finish(page, DRUG)
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("#toasts")).to_contain_text("已替申请人提交")
    number = page.url.rstrip("/").rsplit("/", 1)[-1]
    Desk(city, WINDOW, number).accept()
    mine = city.page(FIRM, width=PHONE)
    assert mine.goto(f"/my/cases/{number}/").status == 200  # type: ignore[union-attr]
    expect(mine.locator("main")).to_contain_text("审查中")


def test_a_window_elsewhere_takes_it_in_and_keeps_the_original(city: City) -> None:
    """异地代收: 咸安's window takes it in, 赤壁 decides, the original is given back in 咸安."""
    citizen = party(CITIZEN)
    page = city.page(WINDOW)
    page.goto("/desk/assist/?q=老年人优待证")
    chibi = catalogue.task_code_of("elder-card", "421281")
    page.locator(f'a[href*="{chibi}"]').click()
    expect(page.locator("main")).to_contain_text("异地代收：由赤壁市民政局办理")
    page.locator('[name="name"]').fill(citizen.name)
    page.locator('[name="number"]').fill(citizen.identity_number)
    page.get_by_role("button", name="开始填写").click()
    step(page, "form")
    values = {
        "applicant.party.phone": CITIZEN,
        "applicant.party.address": "咸宁市赤壁市演示路9号",
        "applicant.delivery.way": "electronic",
        "applicant.declaration.true": True,
    }
    finish(page, values)
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/desk/taken/*/")
    number = page.locator(".item-head .copy").first.inner_text().removesuffix("复制").strip()
    page.get_by_label("近期一寸免冠照片").check()
    page.get_by_role("button", name="登记留存").click()
    expect(page.locator("#originals")).to_contain_text("保管中")

    mine = city.page(CITIZEN, width=PHONE)
    mine.goto(f"/my/cases/{number}/")
    expect(mine.locator("#custody")).to_contain_text("近期一寸免冠照片")
    there = city.page(CHIBI_WINDOW)
    there.goto(f"/desk/cases/{number}/")
    expect(there.locator("#custody")).to_contain_text("原件由该窗口保管")

    page.get_by_role("button", name="登记归还").click()
    expect(page.locator("#originals")).to_contain_text("还给")
    city.nothing_broke()
