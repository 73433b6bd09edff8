"""The register in the browser: written, reviewed, published, read, changed, compared.

Four people: the body's clerk, its head, the service office, a citizen. The city fails the test by
itself for every script error and every refusal by the content security policy.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.city import PHONE, WIDE, City
from tests.journeys.helpers import CITIZEN, matter
from tests.journeys.test_pages import Sweep
from tongban.catalogue.models import EditionDraft

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
EDITOR, CHIEF, OFFICE = "12000000150", "12000000107", "12000000401"
SLUG = "food-permit"
WORDS = "开饭馆、奶茶店、单位食堂之前来办，网上就能交齐。"


def begin(page: Page, slug: str = SLUG) -> str:
    """Open the draft of a matter from its list; give its address."""
    page.goto(f"/desk/catalogue/lists/{matter(slug)}/")
    page.locator(".toolbar .btn-primary").click()
    page.wait_for_url(re.compile(r"/drafts/\d+/$"))
    return page.url.rstrip("/")


def saving(page: Page, status: int = 200) -> Any:
    return page.expect_response(lambda one: "/save/" in one.url and one.status == status)


def tab(page: Page, title: str) -> None:
    page.locator("#draft-nav a", has_text=title).click()
    expect(page.locator("#section-form h2").first).to_have_text(title)


def cards(page: Page, name: str) -> Locator:
    return page.locator(f'[data-list="{name}"] > [data-cards] > [data-card]')


def titles(page: Page, name: str) -> list[str]:
    return cards(page, name).locator("[data-card-title]").all_inner_texts()


def acts(page: Page, label: str) -> None:
    """Press a button of the acts, and agree where it asks."""
    page.locator("#acts").get_by_role("button", name=label).click()
    yes = page.locator("#confirm [data-confirm-yes]")
    if yes.is_visible():
        yes.click()
    page.wait_for_load_state()


def write(page: Page, sweep: Sweep) -> None:
    """Write a new summary and a new material, badly first, and hand it in."""
    sweep.check(page, "editor")
    with saving(page):
        page.locator("#f-summary").fill(WORDS)
    expect(page.locator("[data-autosave-status]")).to_contain_text("已保存")
    tab(page, "申请材料")
    page.get_by_role("button", name="添加材料").click()
    new = cards(page, "materials").last
    expect(new.locator("input[name$='.name']")).to_be_focused()
    with saving(page):
        page.keyboard.type("其他材料")
    expect(page.locator("#draft-problems")).to_contain_text("不能写“其他材料”")
    expect(new).to_have_class(re.compile("has-problem"))
    sweep.check(page, "editor-card")
    with saving(page):
        new.locator("input[name$='.name']").fill("设施设备清单")
    expect(page.locator("#draft-problems .problems")).to_have_count(0)
    expect(page.locator("#draft-preview")).to_contain_text("设施设备清单")
    tab(page, "生效与修改说明")
    with saving(page):
        page.locator("#id_reason").fill("说明改得好懂，补上设备清单")
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url(re.compile("/review/$"))
    page.reload()  # without the toast, half faded in
    sweep.check(page, "review-waiting")


def pass_and_publish(city: City, sweep: Sweep) -> None:
    """The head of the body passes it on, the service office publishes it; both from their desk."""
    chief = city.page(CHIEF)
    chief.goto("/desk/")
    chief.locator(".row-link", has_text="食品经营许可").first.click()
    expect(chief.locator(".differences").first).to_contain_text(WORDS)
    expect(chief.locator(".split-main")).to_contain_text("设施设备清单")
    chief.locator(".review-preview summary").click()
    expect(chief.locator(".preview")).to_contain_text("设施设备清单")
    sweep.check(chief, "review")
    acts(chief, "通过，报政务办")
    office = city.page(OFFICE)
    office.goto("/desk/")
    office.locator(".row-link", has_text="食品经营许可").first.click()
    acts(office, "审核通过并发布")
    expect(office.locator("#toasts")).to_contain_text("第 2 版已发布")


def test_written_reviewed_published_read_changed_compared(city: City) -> None:
    sweep = Sweep("register")
    page = city.page(EDITOR)
    root = begin(page)
    write(page, sweep)
    pass_and_publish(city, sweep)

    citizen = city.page(CITIZEN)
    citizen.goto(f"/matters/{matter(SLUG)}/")
    expect(citizen.locator("main")).to_contain_text(WORDS)
    expect(citizen.locator("#materials")).to_contain_text("设施设备清单")
    citizen.get_by_role("link", name="比较两个版本").click()
    expect(citizen.locator("main")).to_contain_text("一句话说明")
    expect(citizen.locator("ins").filter(has_text=WORDS)).to_be_visible()
    sweep.check(citizen, "compare")

    again = begin(page)
    assert again != root
    tab(page, "申请材料")
    with saving(page):
        cards(page, "materials").last.locator("[data-remove]").click()
    page.goto(f"{again}/review/")
    expect(page.locator(".differences")).to_contain_text("删去")
    sweep.report()


def test_cards_move_go_and_come_back_by_keyboard(city: City) -> None:
    page = city.page(EDITOR)
    root = begin(page, "drug-retail")
    page.goto(f"{root}/materials/")
    before = titles(page, "materials")
    first = cards(page, "materials").first
    first.locator("[data-down]").focus()
    with saving(page):
        page.keyboard.press("Enter")
    assert titles(page, "materials")[:2] == [before[1], before[0]]
    with saving(page):
        page.keyboard.press("Alt+ArrowUp")
    assert titles(page, "materials") == before
    expect(cards(page, "materials").first.locator("[data-up]")).to_be_disabled()
    cards(page, "materials").nth(2).locator("[data-remove]").focus()
    with saving(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="撤销")).to_be_focused()
    assert len(draft_of("drug-retail").raw["materials"]) == len(before) - 1
    with saving(page):
        page.keyboard.press("Enter")
    assert [one["name"] for one in draft_of("drug-retail").raw["materials"]] == before


def draft_of(slug: str) -> EditionDraft:
    return EditionDraft.objects.open().get(implementation__task_code=matter(slug))


def test_conditions_are_picked_and_the_form_takes_elements(city: City) -> None:
    page = city.page(EDITOR)
    root = begin(page, "drug-retail")
    page.goto(f"{root}/materials/")
    card = cards(page, "materials").nth(3)
    card.locator("summary").click()
    picker = card.locator(".when-lines select")
    with saving(page):
        picker.first.select_option(label="有没有要冷藏的药？ 有（例如胰岛素）")
    with saving(page):
        picker.nth(1).select_option(label="谁来办？ 不是“委托别人办理”")
    with saving(page):
        card.locator(".when-joint select").select_option("any")
    assert draft_of("drug-retail").raw["materials"][3]["when"] == {
        "any": [{"eq": ["cold", "yes"]}, {"ne": ["who", "agent"]}]
    }
    page.goto(f"{root}/form/")
    page.get_by_role("button", name="添加内容").click()
    new = cards(page, "form.form_fields").last
    with saving(page):
        new.locator("select[name$='.element']").select_option("person.education")
        new.locator("select[name$='.role']").select_option("head")
    assert "head.person.education" in draft_of("drug-retail").raw["form"]["properties"]
    expect(new.locator("[data-card-title]")).to_have_text("学历")


def test_two_on_one_draft_choose_whose_words_stay(city: City) -> None:
    one, two = city.page(EDITOR), city.page(EDITOR)
    root = begin(one, "drug-retail")
    two.goto(f"{root}/basic/")
    with saving(one):
        one.locator("#f-summary").fill("第一个人写的")
    with saving(two, 409):
        two.locator("#f-summary").fill("第二个人写的")
    box = two.locator("#draft-conflict .conflict")
    expect(box).to_be_focused()
    expect(box).to_contain_text("第一个人写的")
    expect(two.locator("#f-summary")).to_have_value("第二个人写的")
    sweep = Sweep("conflict")
    sweep.check(two, "conflict")
    sweep.report()
    box.get_by_role("button", name="按选择保存").click()
    two.wait_for_url(re.compile("/basic/$"))
    expect(two.locator("#f-summary")).to_have_value("第二个人写的")
    assert draft_of("drug-retail").raw["summary"] == "第二个人写的"


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (PHONE, "dark"), (PHONE, "light")])
def test_the_pages_of_the_register_hold(city: City, width: int, theme: str) -> None:
    sweep = Sweep(f"register-{width}-{theme}")
    page = city.page(EDITOR, width=width, theme=theme)
    root = begin(page, "drug-retail")
    for section in (
        "basic",
        "basis",
        "terms",
        "scenarios",
        "materials",
        "form",
        "result",
        "release",
    ):
        sweep.open(page, f"editor-{section}", f"{root}/{section}/")
    page.goto(f"{root}/materials/")
    cards(page, "materials").nth(5).locator("summary").click()
    expect(page.locator(".when-lines")).to_be_visible()
    sweep.check(page, "editor-open")
    sweep.open(page, "editor-preview", f"{root}/basic/?pane=preview")
    expect(page.locator(".preview")).to_be_visible()
    sweep.check(page, "preview")
    sweep.open(page, "review", f"{root}/review/")
    sweep.open(page, "drafts", "/desk/catalogue/drafts/")
    sweep.open(page, "lists", "/desk/catalogue/lists/")
    sweep.open(page, "list", f"/desk/catalogue/lists/{matter('drug-retail')}/")
    office = city.page(OFFICE, width=width, theme=theme)
    sweep.open(office, "list-office", f"/desk/catalogue/lists/{matter('drug-retail')}/")
    sweep.open(office, "compare-one", f"/matters/{matter('drug-retail')}/compare/")
    sweep.report()
