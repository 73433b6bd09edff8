"""A bad rating, from the citizen's telephone to the public answer; and one given at the window."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.city import PHONE, City
from tests.journeys.helpers import WINDOW, Desk
from tongban.core.organisations import selectors as organisations
from tongban.ratings import selectors as ratings
from tongban.ratings.models import Pad, Rating

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
HEAD, OFFICE = "12000000233", "12000000401"  # of 赤壁市公安局, which the demo's bad rating is of
ADDRESS = "gonga-421281"


def complete(page: Page, words: str, label: str) -> None:
    page.locator('#acts [name="opinion"]').first.fill(words)
    if page.locator('#acts [name="late_reason"]').count():
        page.locator('#acts [name="late_reason"]').select_option("missed")
    with page.expect_navigation():
        page.locator("#acts button:visible").filter(has_text=label).first.click()
    expect(page.locator("#toasts")).to_contain_text("已办理")


def test_a_bad_rating_is_answered_in_public(city: City) -> None:
    row = Rating.objects.get(organisation__code=ADDRESS)
    visitor = city.page()
    visitor.goto(f"/ratings/{ADDRESS}/")
    expect(visitor.locator("main")).not_to_contain_text("拍照排了一上午")
    head = city.page(HEAD)
    head.goto("/desk/todos/?kind=rating")
    expect(head.locator("#todo-rows")).to_contain_text("联系核实")
    head.locator("#todo-rows .row-link").first.click()
    expect(head.locator("h1")).to_contain_text("居民身份证")
    # The telephone is read for a reason only.
    expect(head.locator("#who")).to_contain_text("120****0002")
    head.locator('#who [name="reason"]').fill("联系核实差评")
    with head.expect_navigation():
        head.get_by_role("button", name="看完整电话").click()
    expect(head.locator("#who")).to_contain_text("12000000002")
    head.goto(f"/desk/ratings/{row.pk}/")
    # Without words nothing is done, and what is open stays open; late as it is, it is asked why.
    expect(head.locator("#acts")).to_contain_text("已经超期，原因是")
    with head.expect_navigation():
        head.locator("#acts button:visible").filter(has_text="已联系上").click()
    expect(head.locator("#acts")).to_contain_text("请写明情况")
    complete(head, "已电话联系，确认没有告知可以预约。", "已联系上")
    complete(head, "大厅门口和指南里都写明了可以预约。", "属实，已整改")
    expect(head.locator("#acts")).to_contain_text("等待")
    office = city.page(OFFICE)
    office.goto(f"/desk/ratings/{row.pk}/")
    complete(office, "回访时表示可以接受，仍希望增加窗口。", "回访满意")
    head.goto(f"/desk/ratings/{row.pk}/")
    complete(head, "感谢您的意见。预约方式已写进指南，并增设一台自助拍照机。", "公开答复")
    visitor.reload()
    main = visitor.locator("main")
    expect(main).to_contain_text("拍照排了一上午")
    expect(main).to_contain_text("增设一台自助拍照机")
    expect(main).to_contain_text("已整改")
    expect(main).not_to_contain_text("演示市民")
    expect(main).not_to_contain_text("12000000002")
    city.work()
    phone = city.page("12000000002", width=PHONE)
    phone.goto("/my/messages/")
    expect(phone.locator("body")).to_contain_text("您的评价已有答复")


def test_the_window_asks_and_the_person_rates_on_the_pad(city: City) -> None:
    """One visit, one rating: the clerk asks, the person chooses; the clerk cannot."""
    case = Rating.objects.filter(organisation__division="421202", level=1).latest("pk")
    target = ratings.target(case.subject)
    pad = Pad.objects.get(organisation=organisations.get("gov-421202"))
    screen = city.page(width=1024)
    screen.goto(f"/pad/{pad.token}/")
    expect(screen.locator("#pad")).to_contain_text("欢迎评价")
    desk = Desk(city, WINDOW, target.number)
    desk.page.get_by_role("button", name="请办事人评价").click()
    expect(desk.page.locator("#toasts")).to_contain_text("已请办事人")
    # The pad finds out by itself.
    expect(screen.locator("#pad")).to_contain_text("这次办得怎么样", timeout=10_000)
    screen.locator("#id_level_2").check()
    screen.locator("#id_tag_clear").check()
    screen.get_by_role("button", name="提交评价").click()
    expect(screen.locator("#pad")).to_contain_text("谢谢您的评价")
    desk.open()
    desk.page.get_by_role("button", name="请办事人评价").click()
    expect(desk.page.locator("#toasts")).to_contain_text("已经评价过")
    given = Rating.objects.latest("pk")
    assert (given.level, given.channel, given.visit is not None) == (2, "hall", True)
