"""A clerk's morning by keyboard, a leader's look at what is late, and who leaves hands over."""

import pytest
from playwright.sync_api import expect

from tests.journeys.city import City
from tests.journeys.helpers import LEADER, WINDOW

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


def test_many_todos_by_keyboard_kept_filters_and_a_handover(city: City) -> None:
    page = city.page(WINDOW)
    page.goto("/desk/todos/")
    before = page.locator("[data-pick]").count()
    assert before >= 2
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-pick]:checked")).to_have_count(2)
    with page.expect_navigation():
        page.get_by_role("button", name="签收", exact=True).click()
    expect(page.locator("main")).to_contain_text("2 件签收成功")
    page.keyboard.press("b")
    page.wait_for_url("**/desk/todos/")
    # What is looked for every morning is kept, and a number key away.
    page.goto("/desk/todos/?mine=on")
    page.get_by_text("保存这个筛选").click()
    page.locator('form[action$="/filters/"] [name="name"]').fill("我签收的")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("已保存筛选")
    page.goto("/desk/todos/")
    page.keyboard.press("1")
    page.wait_for_url("**/desk/todos/?mine=on")
    expect(page.locator("[data-pick]")).to_have_count(2)
    page.goto("/desk/todos/calendar/")
    page.locator(".due-number").first.click()
    page.wait_for_url("**/desk/todos/?due=*")
    assert page.locator("[data-pick]").count() >= 1
    page.goto("/desk/todos/handover/")
    page.locator(".saved-one a").first.click()
    expect(page.locator("#held .row")).to_have_count(2)
    page.locator('[name="reason"]').fill("休假")
    page.get_by_role("button", name="交接", exact=True).click()
    page.locator("dialog[open]").get_by_role("button").filter(has_text="确定").click()
    expect(page.locator("#toasts")).to_contain_text("已交接")
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("已撤销")
    page.goto("/desk/todos/?mine=on")
    expect(page.locator("[data-pick]")).to_have_count(2)


def test_a_note_stands_beside_its_material(city: City) -> None:
    page = city.page(WINDOW)
    page.goto("/desk/todos/?kind=case")
    page.locator("#todo-rows .row-link").last.click()
    page.wait_for_url("**/desk/cases/*/")
    page.keyboard.press("m")
    pane = page.locator("[data-viewer]")
    first = page.locator(".material h3").first.inner_text().split()[0]
    expect(pane.locator("h2")).to_contain_text(first)
    page.keyboard.press("]")
    expect(pane.locator("[data-viewer-place]")).to_contain_text("2 /")
    page.keyboard.press("[")
    expect(pane.locator("[data-viewer-place]")).to_contain_text("1 /")
    pane.locator(".material-add summary").click()
    pane.locator('[name="text"]').fill("第二页请对照原件")
    pane.get_by_role("button", name="保存", exact=True).click()
    # What was being read is there again, with the note.
    expect(pane.locator(".material-note")).to_contain_text("第二页请对照原件")
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()
    expect(page.locator(".material").first.locator(".material-note")).to_have_count(1)
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(page.locator(".material-note")).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 844})
    page.keyboard.press("m")
    expect(page.locator("details.preview[open]")).to_have_count(1)


def test_a_leader_opens_a_number_to_its_rows(city: City) -> None:
    page = city.page(LEADER)
    page.goto("/desk/supervision/?period=year")
    stat = page.locator(".stat").filter(has_text="已超期").first
    number = int(stat.locator("a").inner_text())
    stat.locator("a").click()
    expect(page.locator("[data-rows] .row")).to_have_count(number)
    page.goto("/desk/missing/?period=year")
    expect(page.locator("main")).to_contain_text("可能确实没有人来办")
    page.locator("main table a").first.click()
    expect(page.locator("h1")).to_contain_text("没有录入的事项")
