"""上门办: asked for on a phone from the guide, agreed on at the window, seen by the citizen."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.city import PHONE, City
from tests.journeys.helpers import CITIZEN, WINDOW, XIANAN, matter
from tongban.core.shell import clock
from tongban.core.workdays.rules import ZONE, local_date
from tongban.core.workdays.selectors import calendar

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
ADDRESS = "咸宁市咸安区演示路9号2单元"


def test_from_the_guide_to_an_agreed_moment(city: City) -> None:
    code = matter("elder-allowance")
    day = calendar(XIANAN).shift(local_date(clock.now()), 2)
    citizen = city.page(CITIZEN, width=PHONE)
    citizen.goto(f"/matters/{code}/")
    citizen.get_by_role("link", name="预约上门办、延时办").click()
    citizen.get_by_label("上门办", exact=True).check()
    citizen.get_by_label("残疾，出门不便").check()
    citizen.get_by_label("希望哪天").fill(day.isoformat())
    citizen.get_by_label("希望时段").select_option(label="上门办：上午")
    citizen.get_by_label("联系电话").fill(CITIZEN)
    citizen.get_by_role("button", name="提出预约").click()
    expect(citizen.locator("main")).to_contain_text("请填写上门的地址")
    citizen.get_by_label("上门的地址").fill(ADDRESS)
    citizen.get_by_role("button", name="提出预约").click()
    citizen.wait_for_url("**/my/visits/")
    card = citizen.locator(".card").first
    number = card.locator(".num").first.inner_text().strip()

    page = city.page(WINDOW)
    page.goto(f"/desk/visits/{number}/")
    expect(page.locator("main")).not_to_contain_text(ADDRESS)
    page.get_by_role("button", name="显示地址和电话").click()
    expect(page.locator("main")).to_contain_text(ADDRESS)
    moment = clock.now().astimezone(ZONE) + timedelta(days=2)
    page.get_by_label("约定的时间").fill(moment.strftime("%Y-%m-%dT09:30"))
    page.get_by_label("谁去办").fill("演示职员甲、演示职员乙")
    page.get_by_role("button", name="约定", exact=True).click()
    expect(page.locator(".item-head")).to_contain_text("已约定")

    citizen.reload()
    expect(citizen.locator(".card").first).to_contain_text("演示职员甲、演示职员乙为您办理")
    city.nothing_broke()
