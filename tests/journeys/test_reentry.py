"""A case that must be typed in elsewhere too: taken along, its receipt number, the share of all."""

import zipfile

import pytest
from playwright.sync_api import expect

from tests.journeys.city import City

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
OFFICE = "12000000401"
REVIEWER = "12000000131"
SYSTEM = "全国残疾人两项补贴信息系统"


def test_typed_in_elsewhere_once_more_and_seen_by_the_office(city: City) -> None:
    page = city.page(REVIEWER)
    page.goto("/desk/reentry/")
    row = page.get_by_role("row").filter(has_text=SYSTEM)
    expect(row).to_contain_text("决定前")
    number = row.get_by_role("rowheader").inner_text()
    row.get_by_role("link", name=number).click()
    panel = page.locator("#reentry")
    expect(panel).to_contain_text(SYSTEM)

    with page.expect_download() as download:
        panel.get_by_role("button", name="取走导出包").click()
    with zipfile.ZipFile(download.value.path()) as pack:
        assert {"申请表.xlsx", "申请表.json", "说明.txt"} <= set(pack.namelist())

    panel.get_by_label("回执号").fill("123")
    panel.get_by_role("button", name="录入回执号").click()
    expect(page.locator("main")).to_contain_text("CB2026000001")  # what a number looks like
    page.get_by_label("回执号").first.fill("CB2026000777")
    page.get_by_role("button", name="录入回执号").first.click()
    expect(page.locator("#reentry")).to_contain_text("CB2026000777")

    office = city.page(OFFICE)
    office.goto("/desk/reentry/share/?period=year")
    main = office.locator("main")
    expect(main).to_contain_text("二次录入率")
    line = office.get_by_role("row").filter(has_text="民政")
    line.get_by_role("link").click()
    rows = office.get_by_role("table", name="要录入的，最早受理的在前")
    expect(rows).to_contain_text("CB2026000777")
    expect(rows.get_by_role("row")).to_have_count(2)
    city.nothing_broke()
