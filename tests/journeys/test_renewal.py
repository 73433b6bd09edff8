"""Renewal on the pages: the wallet's button, the application, the decision, the next period; and
the silence that renews by law."""

import re
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.city import PHONE, City
from tests.journeys.helpers import (
    FIRM,
    FIRM_NAME,
    MARKET,
    WINDOW,
    XIANAN,
    Desk,
    attach_the_rest,
    fill,
    go_on,
    matter,
    paper,
    step,
    submit,
    text_of,
)
from tongban.core.accounts.types import SYSTEM
from tongban.core.organisations import selectors as organisations
from tongban.core.shell import clock
from tongban.licences import services as licences
from tongban.licences.models import Licence
from tongban.parties.models import Party
from tongban.workflow.services import tick

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
AFTER = datetime(2026, 12, 31, 16, 1, tzinfo=UTC)  # 2027-01-01 00:01 in Asia/Shanghai
FORM = {
    "applicant.party.legal_representative": "演示市民甲",
    "contact.person.name": "演示企业经办人",
    "contact.person.phone": "12000000011",
    "shop.premises.name": "演示小吃店",
    "applicant.delivery.way": "electronic",
    "applicant.declaration.true": True,
}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    def put(moment: datetime) -> datetime:
        monkeypatch.setattr(clock, "COMPRESSED", True)
        monkeypatch.setattr(clock, "_BEGAN", time.time())
        monkeypatch.setattr(clock, "_ORIGIN", moment)
        return moment

    put(MONDAY)
    return put


def permit(city: City) -> Licence:
    """A 食品经营许可证 of the demo firm that ends with the year, its paper made."""
    row = licences.issue(
        actor=SYSTEM, now=datetime(2022, 1, 1, tzinfo=UTC), type_code="food-permit",
        holder=Party.objects.get(name=FIRM_NAME).pk,
        organisation=organisations.get(f"scjg-{XIANAN}").pk, division=XIANAN,
        data={"address": "咸宁市咸安区演示路77号", "legal": "演示市民甲"},
        valid_from=date(2022, 1, 1), valid_to=date(2026, 12, 31),
    )  # fmt: skip
    city.work()
    return row


def asked(page: Page, row: Licence) -> str:
    """From the wallet to the receipt: one press, and what the licence knows is there."""
    page.goto(f"/my/licences/{row.token}/")
    expect(page.locator("#offers")).to_contain_text("可以在 2026-08-21 至 2026-12-10 之间申请延续")
    page.get_by_role("link", name="申请延续").click()
    step(page, "form")
    expect(page.locator('[name="shop.premises.address"]')).to_have_value("咸宁市咸安区演示路77号")
    expect(page.locator("aside")).to_contain_text(row.number)
    fill(page, FORM)
    go_on(page)
    step(page, "materials")
    attach_the_rest(page)
    go_on(page)
    step(page, "check")
    return submit(page)


def test_renewed_by_decision(city: City, at: Any, tmp_path: Path) -> None:
    row = permit(city)
    page = city.page(FIRM)
    number = asked(page, row)
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("#renewal")).to_contain_text("依法视为准予延续")
    page.goto(
        f"/apply/{matter('food-renewal')}/?licence={row.token}"
    )  # a second time it leads nowhere
    expect(page.locator("main")).to_contain_text("已有一件延续申请在办")
    Desk(city, WINDOW, number).accept()
    Desk(city, MARKET["review"], number).complete("办结本环节")
    desk = Desk(city, MARKET["decide"], number)
    expect(desk.page.locator("#renewal")).to_contain_text("都不推迟这一天")
    desk.complete("准予", "经营条件没有变化，准予延续。")
    city.work()
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("#renewal")).to_contain_text("2027-01-01")
    expect(page.locator("#renewal")).to_contain_text("2031-12-31")
    slip = text_of(paper(page, "准予决定书"), tmp_path)
    assert "延续的有效期自2027年1月1日起至2031年12月31日止" in slip
    page.get_by_role("link", name="查看证照").click()
    expect(page.locator("main")).to_contain_text(row.number)
    expect(page.locator("main")).to_contain_text(re.compile("2031.*12.*31"))
    expect(page.locator("main")).to_contain_text("第 2 版")


def test_renewed_by_silence(city: City, at: Any, tmp_path: Path) -> None:
    """Asked for in time and left lying: the licence goes on, and its holder is told."""
    row = permit(city)
    page = city.page(FIRM, width=PHONE)
    number = asked(page, row)
    Desk(city, WINDOW, number).accept()
    late = at(AFTER)
    licences.expire(actor=SYSTEM, now=late)
    assert tick(late) >= 1
    city.work()
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("#renewal")).to_contain_text("视为准予延续")
    slip = text_of(paper(page, "视为准予延续通知书"), tmp_path)
    assert "第五十条第二款" in slip
    page.goto("/my/messages/")
    expect(page.get_by_text("视为准予延续").first).to_be_visible()
