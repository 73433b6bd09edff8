"""A list from a clerk's hands to everyone's eyes: drafted, reviewed, published, compared."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.city import PHONE, WIDE, City
from tests.journeys.helpers import matter
from tests.journeys.test_pages import Sweep, look_of
from tongban.core.shell import clock
from tongban.core.workdays.rules import local_date

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
EDITOR, OFFICE = "12000000150", "12000000401"
CODE = "proofs-cancelled-421202"
DESK = f"/desk/lists/{CODE}/"


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()
    page.wait_for_load_state()


def test_from_draft_to_guide(city: City) -> None:
    """Draft → autosave → review → publish → public page → the guide of the matter it touches."""
    page = city.page(EDITOR)
    page.goto("/desk/lists/")
    page.get_by_role("link", name="取消的证明事项清单").click()
    press(page, "起草新版")
    page.get_by_role("button", name=re.compile("新增一条")).click()
    page.wait_for_url(re.compile("/entries/"))
    with page.expect_response(re.compile("/save/")):
        page.fill("#id_name", "药学专业人员社保证明")
    expect(page.locator("[data-autosave-status]")).to_contain_text("已保存")
    page.reload()
    expect(page.locator("#id_name")).to_have_value("药学专业人员社保证明")
    page.fill("#id_purpose", "药品经营许可")
    page.fill("#id_asked_by", "市场监督管理局")
    page.locator("input[name=replacement][value=data]").check()
    page.fill("#id_matters", "药品经营许可证（零售）核发")
    press(page, "保存，回到清单")
    expect(page.get_by_text("有 1 条还要补充或改正")).to_be_visible()
    page.get_by_role("link", name="药学专业人员社保证明").click()
    page.fill("#id_replaced_by", "社会保险系统核对参保信息")
    press(page, "保存，回到清单")
    page.get_by_role("button", name="移除“无犯罪记录证明”").click()
    page.wait_for_load_state()
    expect(page.get_by_text("已移除“无犯罪记录证明”")).to_be_visible()
    press(page, "恢复")
    page.fill("#id_note", "药品许可少交一份证明（演示）")
    press(page, "送审")
    expect(page.get_by_text("等待审核")).to_be_visible()

    office = city.page(OFFICE)
    office.goto("/desk/")
    office.get_by_role("link", name=re.compile("取消的证明事项清单第 2 版")).click()
    expect(office.get_by_role("heading", name="药学专业人员社保证明")).to_be_visible()
    office.fill("#id_effective_from", local_date(clock.now()).isoformat())
    office.get_by_role("button", name="公布", exact=True).click()
    office.locator("[data-confirm-yes]").click()
    office.wait_for_url(re.compile(f"{DESK}$"))
    expect(office.get_by_text("施行中", exact=True)).to_be_visible()

    reader = city.page(width=PHONE)
    reader.goto(f"/lists/{CODE}/")
    expect(reader.get_by_text("药品许可少交一份证明（演示）")).to_be_visible()
    reader.fill("#id_q", "社保")
    reader.locator("#id_q").press("Enter")
    expect(reader.get_by_text("找到 1 条")).to_be_visible()
    reader.get_by_role("link", name="药学专业人员社保证明").click()
    reader.get_by_role("link", name="药品经营许可证（零售）核发").click()
    assert reader.url.endswith(f"/matters/{matter('drug-retail')}/")
    expect(reader.get_by_text("不用交“药学专业人员社保证明”")).to_be_visible()
    reader.goto(f"/lists/{CODE}/compare/")
    expect(reader.get_by_role("heading", name="药学专业人员社保证明")).to_be_visible()


def test_two_clerks_on_one_entry(city: City) -> None:
    """The second is told who changed it, sees both, and loses nothing of their own."""
    one, two = city.page(EDITOR), city.page(OFFICE)
    one.goto(DESK)
    press(one, "起草新版")
    address = one.get_by_role("link", name="居民健在证明").get_attribute("href") or ""
    one.goto(address)
    two.goto(address)
    with two.expect_response(re.compile("/save/")):
        two.fill("#id_replaced_by", "政务办改的")
    with one.expect_response(re.compile("/save/")):
        one.fill("#id_replaced_by", "编辑改的")
    expect(one.locator("[data-autosave-status]")).to_contain_text("演示政务办")
    press(one, "保存，回到清单")
    expect(one.get_by_text("别人刚刚改过这一条")).to_be_visible()
    expect(one.get_by_text("政务办改的")).to_be_visible()
    expect(one.locator("#id_replaced_by")).to_have_value("编辑改的")
    press(one, "保存，回到清单")
    expect(one.get_by_text("编辑改的")).to_be_visible()


@pytest.mark.parametrize(
    ("width", "theme"),
    [
        pytest.param(WIDE, "light", id="wide-light"),
        pytest.param(PHONE, "dark", id="phone-dark"),
    ],
)
def test_the_desks_pages_of_lists(city: City, request: Any, width: int, theme: str) -> None:
    sweep = Sweep(look_of(request))
    page = city.page(EDITOR, width=width, theme=theme)
    sweep.open(page, "lists", "/desk/lists/")
    page.locator("[data-open=new-list]").click()
    sweep.check(page, "new-list")
    sweep.open(page, "list", DESK)
    press(page, "起草新版")
    sweep.check(page, "draft")
    page.get_by_role("button", name="移除“无犯罪记录证明”").click()
    page.wait_for_load_state()
    sweep.check(page, "draft-removed")
    page.get_by_role("button", name=re.compile("新增一条")).click()
    page.wait_for_url(re.compile("/entries/"))
    sweep.check(page, "entry")
    page.fill("#id_matters", "没有这件事")
    press(page, "保存，回到清单")
    sweep.check(page, "entry-with-errors")
    sweep.open(page, "review-of-a-draft", f"{DESK}review/")
    sweep.open(page, "import", f"{DESK}draft/import/")
    nearby = "/desk/lists/nearby-421202/"
    sweep.open(page, "nearby", nearby)
    press(page, "起草新版")
    page.get_by_role("link", name="个体工商户设立登记").click()
    sweep.check(page, "entry-with-places")
    sweep.report()
