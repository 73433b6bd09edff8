"""Finding in the browser: as one types, by everyday words and sound, in vain, and then not.

A visitor and the service office, which keeps the words.
"""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.journeys.city import PHONE, WIDE, City
from tests.journeys.helpers import matter
from tests.journeys.test_pages import Sweep
from tongban.core.search import selectors as search

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
OFFICE = "12000000401"
PHARMACY, BIRTH = "药品经营许可证（零售）核发", "出生登记（婴儿落户）"
UNKNOWN, MEANT = "开膏药铺", "开药店"
LOOKS = [(WIDE, "light"), (PHONE, "dark")]


def type_ahead(page: Page, words: str) -> None:
    """Type as people do, and wait for the list under the box."""
    page.goto("/")
    box = page.locator("[data-search]").first
    box.click()
    with page.expect_response(re.compile("/search/suggest")):
        box.press_sequentially(words, delay=20)
    expect(box).to_have_attribute("aria-expanded", "true")


def look_for(page: Page, words: str) -> None:
    page.goto("/search/")
    page.locator("main [data-search]").fill(words)
    page.locator("main .search-go").click()
    page.wait_for_url(re.compile(r"/search/\?q="))


def finds(page: Page) -> list[str]:
    return page.locator(".find-title").all_inner_texts()


def test_found_as_one_types_and_by_the_keyboard_alone(city: City) -> None:
    page = city.page()
    type_ahead(page, "药品经营")
    options = page.locator(".suggest [role=option]")
    expect(options.first).to_contain_text(PHARMACY)
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/matters/\d+/$"))
    expect(page.locator("h1")).to_contain_text(PHARMACY)
    type_ahead(page, "药品")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)


@pytest.mark.parametrize(("words", "title"), [
    ("yaopin", PHARMACY), ("chushengdengji", BIRTH), ("csdj", BIRTH), ("报户口", BIRTH),
])  # fmt: skip
def test_found_by_sound_initials_and_synonym(city: City, words: str, title: str) -> None:
    page = city.page(width=PHONE)
    look_for(page, words)
    assert title in finds(page)[:3]
    if words == "报户口":
        expect(page.locator(".find-used")).to_contain_text("“报户口”也按“出生登记”")


def test_the_readers_place_comes_first_and_is_remembered(city: City) -> None:
    page = city.page()
    look_for(page, "药品经营许可证")
    page.locator("#id_division").select_option(label="赤壁市")
    page.get_by_role("button", name="按这里排").click()
    expect(page.get_by_role("status").first).to_contain_text("赤壁市的排在前面")
    first = page.locator(".find-link", has_text=PHARMACY)
    assert first.get_attribute("href") == f"/matters/{matter('drug-retail', '421281')}/"
    look_for(page, "药品经营许可证")
    expect(page.locator("#id_division")).to_have_value("421281")


def test_found_in_vain_recorded_made_a_synonym_and_found(city: City) -> None:
    visitor = city.page(width=PHONE)
    look_for(visitor, UNKNOWN)
    assert PHARMACY not in finds(visitor)
    expect(visitor.locator(".find-help")).to_contain_text("已经记下")
    office = city.page(OFFICE)
    office.goto("/desk/catalogue/words/missed/")
    row = office.locator(".word-missed", has_text=UNKNOWN)
    expect(row).to_contain_text("1 次")
    row.locator("input[name=means]").fill(MEANT)
    row.get_by_role("button", name="加为同义词").click()
    expect(office.locator("#toasts")).to_contain_text(f"已定为同义词：{MEANT}")
    expect(office.locator(".word-missed", has_text=UNKNOWN)).to_have_count(0)
    look_for(visitor, UNKNOWN)
    assert PHARMACY in finds(visitor)
    expect(visitor.locator(".find-used")).to_contain_text(f"“{UNKNOWN}”也按“{MEANT}”")


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_pages_of_the_search_hold(city: City, width: int, theme: str) -> None:
    sweep = Sweep(f"search-{width}-{theme}")
    page = city.page(width=width, theme=theme)
    sweep.open(page, "empty", "/search/")
    sweep.open(page, "found", "/search/?q=药店&division=421202")
    page.locator(".find-places summary").first.click()
    sweep.check(page, "places-open")
    sweep.open(page, "used", "/search/?q=报户口")
    sweep.open(page, "near", "/search/?q=开药店要交哪些税务证明")
    sweep.open(page, "none", "/search/?q=没有这样的事项")
    sweep.open(page, "of-a-kind", "/search/?q=市场监管&kind=organisation")
    (shop,) = search.find(PHARMACY, limit=1)
    sweep.open(page, "places", reverse("search-places", args=[shop.heading]))
    type_ahead(page, "药")
    sweep.check(page, "suggestions")
    office = city.page(OFFICE, width=width, theme=theme)
    sweep.open(office, "words", "/desk/catalogue/words/")
    sweep.open(office, "missed", "/desk/catalogue/words/missed/")
    sweep.report()
