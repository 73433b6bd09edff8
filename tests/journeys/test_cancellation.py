"""注销 on the pages: proposed from the list of what ended, decided by another, made public."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.city import PHONE, City
from tests.journeys.helpers import FIRM, FIRM_NAME, MARKET, XIANAN, text_of
from tongban.core.accounts.types import SYSTEM
from tongban.core.organisations import selectors as organisations
from tongban.core.shell import clock
from tongban.licences import services as licences
from tongban.parties.models import Party

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_what_ended_without_a_renewal_is_cancelled_by_two(city: City, tmp_path: Path) -> None:
    row = licences.issue(
        actor=SYSTEM, now=datetime(2021, 1, 4, tzinfo=UTC), type_code="food-permit",
        holder=Party.objects.get(name=FIRM_NAME).pk,
        organisation=organisations.get(f"scjg-{XIANAN}").pk, division=XIANAN, data={},
        valid_from=date(2021, 1, 4), valid_to=date(2026, 1, 3),
    )  # fmt: skip
    licences.expire(actor=SYSTEM, now=clock.now())

    reviewer = city.page(MARKET["review"])
    reviewer.goto("/desk/cancellations/?tab=ended")
    reviewer.get_by_label(f"选 {row.number}").check()
    reviewer.get_by_role("button", name="提出注销").click()
    expect(reviewer.locator("#toasts")).to_contain_text("已提出 1 件")
    expect(reviewer.get_by_text(row.number)).to_have_count(0)

    decider = city.page(MARKET["decide"])
    decider.goto("/desk/")
    decider.locator("main a", has_text="注销食品经营许可证").last.click()
    decider.wait_for_url(re.compile(r"/desk/cancellations/\d+/$"))
    expect(decider.locator("h1")).to_contain_text("注销食品经营许可证")
    decider.goto("/desk/cancellations/")
    decider.get_by_role("link", name=row.number).click()
    decider.locator('#acts [name="reason"]').fill("期满未延续，场所已关闭。")
    decider.get_by_role("button", name="决定注销").click()
    expect(decider.locator("#toasts")).to_contain_text("已决定")
    city.work()

    visitor = city.page(width=PHONE)
    visitor.goto("/verify/")
    visitor.get_by_role("link", name="看公告").click()
    expect(visitor.locator("main")).to_contain_text(row.number)
    holder = city.page(FIRM, width=PHONE)
    holder.goto(f"/my/licences/{row.token}/")
    expect(holder.locator("#offers")).to_contain_text("有效期届满未延续")
    link = holder.get_by_role("link", name="查看注销决定书")
    answer = holder.request.get(str(link.get_attribute("href")))
    assert answer.status == 200
    slip = text_of(answer.body(), tmp_path)
    assert row.number.replace(" ", "") in slip
    assert "行政复议" in slip
