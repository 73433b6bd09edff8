"""Other ways a case goes: two bodies at once, and a refusal that names the right body."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.city import City
from tests.journeys.helpers import (
    FIRM,
    FIRM_NAME,
    ROAD,
    ROADS,
    TRAFFIC,
    WINDOW,
    Desk,
    apply_for,
    paper,
    submit,
    text_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
RIGHT_BODY = "咸宁市城市管理执法局"


def test_two_bodies_at_once(city: City) -> None:
    """市政 and 公安交管 work side by side; one sends it back and gets it again."""
    page = city.page(FIRM)
    apply_for(page, "road-dig", ROAD, applicant=FIRM_NAME)
    number = submit(page)
    window = Desk(city, WINDOW, number)
    window.accept()
    roads = Desk(city, ROADS["review"], number)
    traffic = Desk(city, TRAFFIC["review"], number)
    # Each has a task of its own at the same time, and neither the other's.
    for desk in (roads, traffic):
        expect(desk.page.locator('#acts [name="opinion"]')).to_have_count(1)
    traffic.send_back("申请人", "请补充夜间施工的交通安排。")
    roads.open()
    expect(roads.page.locator("main")).to_contain_text("请补充夜间施工的交通安排")
    expect(roads.page.locator('#acts [name="opinion"]')).to_have_count(1)
    page.goto(f"/my/cases/{number}/")
    page.locator('#rectify [name="note"]').fill("夜间设警示灯,专人疏导。")
    page.get_by_role("button", name="提交整改反馈").click()
    expect(page.locator("#toasts")).to_contain_text("已提交")
    traffic.open()
    expect(traffic.page.locator("main")).to_contain_text("专人疏导")
    traffic.complete("办结本环节", "交通组织可行。")
    roads.open()
    roads.complete("办结本环节", "方案可行。")
    Desk(city, ROADS["decide"], number).complete("准予", "准予挖掘。")
    city.work()
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("#result")).to_contain_text("已生效")


def test_refusal_names_the_right_body(city: City, tmp_path: Path) -> None:
    page = city.page(FIRM)
    apply_for(page, "road-dig", ROAD, applicant=FIRM_NAME)
    number = submit(page)
    window = Desk(city, WINDOW, number)
    window.refuse("该路段由市级管理,不属于本机关职权范围。", RIGHT_BODY)
    window.done()
    city.work()
    page.goto(f"/my/cases/{number}/")
    main = page.locator("main")
    expect(main).to_contain_text("不予受理")
    expect(main).to_contain_text(f"请向 {RIGHT_BODY} 提出申请")
    slip = text_of(paper(page, "不予受理通知书"), tmp_path)
    assert RIGHT_BODY in slip
    assert "行政复议" in slip
    window.open()
    expect(window.page.locator("#acts")).not_to_contain_text(re.compile("^受理$"))
