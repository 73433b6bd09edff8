"""The check-up in the browser: begun by the service office, read by it and by a body's clerk."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.city import PHONE, City
from tests.journeys.test_pages import Sweep

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
EDITOR, OFFICE = "12000000150", "12000000401"
URL = "/desk/catalogue/checkup/"


@pytest.mark.parametrize(("width", "theme"), [(PHONE, "light")])
def test_the_office_has_the_catalogue_checked_up(city: City, width: int, theme: str) -> None:
    sweep = Sweep(f"checkup-{width}-{theme}")
    page = city.page(OFFICE, width=width, theme=theme)
    sweep.open(page, "never", URL)
    page.get_by_role("button", name="开始体检").click()
    expect(page.locator("#checkup-progress")).to_contain_text("已检查 0 /")
    sweep.check(page, "running")
    city.work()
    # The page asks how far it is, and comes anew by itself when the run has ended.
    expect(page.get_by_role("button", name="重新体检")).to_be_visible(timeout=15_000)
    expect(page.locator("table").last).to_contain_text("经营场所平面图公证书")
    sweep.check(page, "found")
    page.get_by_role("link", name="比别处多要材料").click()
    expect(page).to_have_url(re.compile(r"rule=asks_more"))
    page.locator("tbody a").last.click()
    expect(page.locator("h1")).to_contain_text("公共场所卫生许可")
    clerk = city.page(EDITOR, width=width, theme=theme)
    sweep.open(clerk, "own", URL)  # of 咸安区, where nothing more than elsewhere is asked
    expect(clerk.locator(".empty")).to_contain_text("没有发现这样的问题")
    sweep.report()
