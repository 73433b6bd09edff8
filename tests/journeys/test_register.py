"""The register in the browser: claimed, written, reviewed, published, read, changed, compared.

Four people: the body's clerk, its head, the service office, a citizen. The city fails the test by
itself for every script error and every refusal by the content security policy.
"""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.city import PHONE, WIDE, City
from tests.journeys.helpers import CITIZEN, PASSWORD, matter
from tests.journeys.test_pages import Sweep
from tongban.catalogue import tasks
from tongban.catalogue.models import EditionDraft
from tongban.core.shell import clock

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
EDITOR, CHIEF, OFFICE = "12000000150", "12000000107", "12000000401"
SLUG, NAME = "small-workshop-new", "食品小作坊登记证新办"
FIRST = "做豆腐、米酒这类小作坊食品的要登记。"
WORDS = "做豆腐、米酒的小作坊开工之前来登记，网上就能交齐。"


def claim(page: Page, sweep: Sweep) -> None:
    """Claim what the body has not answered yet, and go on to its list, which has no edition."""
    sweep.open(page, "claims", "/desk/catalogue/claims/scjg-421202/")
    page.get_by_label(NAME).check()
    page.get_by_role("button", name="认领所选").click()
    expect(page.locator("#toasts")).to_contain_text("已认领 1 项")
    page.goto("/desk/catalogue/claims/scjg-421202/?state=claimed")
    row = page.get_by_role("row", name=NAME)
    row.get_by_role("link", name="实施清单").click()
    expect(page.locator("h1")).to_contain_text(NAME)
    assert page.goto(f"/matters/{matter(SLUG)}/").status == 404  # nothing is public yet


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
    # What is typed before the form listens is not heard: no hand is as quick as a test.
    page.wait_for_function(
        "[...document.querySelectorAll('form[data-autosave]')].every(one => one.dataset.autosaving)"
    )


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


def typed(page: Page, values: Mapping[str, str | bool]) -> None:
    """Fill the fields of a section by their ids, and wait until all of it is on the server."""
    for name, value in values.items():
        field = page.locator(f"#section-form #{name}, #section-form [name='{name}']").last
        with saving(page):
            if isinstance(value, bool):
                field.set_checked(value)
            elif field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)


def card(page: Page, button: str, name: str, values: Mapping[str, str]) -> None:
    """Add a card to a list and fill it."""
    page.get_by_role("button", name=button).click()
    new = cards(page, name).last
    for field, value in values.items():
        place = new.locator(f"[name$='.{field}']")
        with saving(page):
            if place.evaluate("one => one.tagName") == "SELECT":
                place.select_option(value)
            else:
                place.fill(value)


def write_first(page: Page, sweep: Sweep) -> None:
    """Write the first edition of what was claimed, section by section, and hand it in."""
    expect(page.locator("#draft-nav")).to_contain_text("基本信息")
    sweep.check(page, "editor-empty")
    typed(page, {"f-summary": FIRST, "f-audience-1": True, "f-project_kind": "承诺件"})
    tab(page, "时限")
    typed(page, {"f-statutory-limit": "20", "f-statutory-basis": "演示依据"})
    typed(page, {"f-promised-limit": "6"})
    tab(page, "申请材料")
    card(page, "添加材料", "materials", {"name": "生产场所平面图"})
    tab(page, "申请表单")
    card(page, "添加内容", "form.form_fields", {"element": "party.name", "role": "applicant"})
    tab(page, "办理流程")
    card(page, "添加环节", "steps", {"name": "审查", "who": "审查人员", "days": "6"})
    typed(page, {"f-procedure": "受理、审查、决定"})
    tab(page, "办理结果")
    typed(page, {"f-result-name": "食品小作坊登记证", "f-result-kind": "备案凭证"})
    typed(page, {"f-result-sample": "演示样式"})
    tab(page, "网上办理与跑动")
    typed(page, {"f-online": True, "f-depth-0": True, "f-depth-1": True, "f-visits": "0"})
    tab(page, "其他")
    typed(page, {"f-remedies": "可以申请行政复议，也可以提起行政诉讼。"})
    expect(page.locator("#draft-problems .problems")).to_have_count(0)
    tab(page, "生效与修改说明")
    typed(page, {"id_reason": "新认领的事项"})
    hand_in(page)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url(re.compile("/review/$"))


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
    hand_in(page)
    page.reload()  # without the toast, half faded in
    sweep.check(page, "review-waiting")


def pass_on(city: City, sweep: Sweep, *said: str) -> None:
    """The head of the body finds it among what waits, reads the differences and passes it on."""
    chief = city.page(CHIEF)
    chief.goto("/desk/")
    chief.locator(".row-link", has_text=NAME).first.click()
    for words in said:
        expect(chief.locator(".split-main")).to_contain_text(words)
    chief.locator(".review-preview summary").click()
    expect(chief.locator(".preview")).to_contain_text(said[-1])
    sweep.check(chief, "review")
    acts(chief, "通过，报政务办")


def publish(city: City, number: int) -> None:
    """The service office finds it on its desk and publishes it."""
    office = city.page(OFFICE)
    office.goto("/desk/")
    office.locator(".row-link", has_text=NAME).first.click()
    acts(office, "审核通过并发布")
    expect(office.locator("#toasts")).to_contain_text(f"第 {number} 版已发布")


def tell(city: City) -> None:
    """What the scheduler does every minute."""
    city.apart(lambda: tasks.tell(clock.now()))


def test_claimed_written_reviewed_published_read_changed_compared(city: City) -> None:
    sweep = Sweep("register")
    page = city.page(EDITOR)
    claim(page, sweep)
    root = begin(page)
    write_first(page, sweep)
    pass_on(city, sweep, "生产场所平面图")
    publish(city, 1)

    citizen = city.page(CITIZEN)
    citizen.goto(f"/matters/{matter(SLUG)}/")
    expect(citizen.locator("main")).to_contain_text(FIRST)
    expect(citizen.locator("#materials")).to_contain_text("生产场所平面图")
    citizen.get_by_role("button", name="关注变化").click()
    expect(citizen.locator("#follow")).to_contain_text("已关注")

    assert begin(page) != root
    write(page, sweep)
    pass_on(city, sweep, WORDS, "设施设备清单")
    publish(city, 2)

    tell(city)
    citizen.goto("/my/messages/")
    row = citizen.locator(".row-link", has_text="办事指南有新版本").first
    expect(row).to_contain_text("新增申请材料“设施设备清单”")
    row.click()
    expect(citizen).to_have_url(re.compile(r"/compare/\?a=1&b=2$"))
    expect(citizen.locator("main")).to_contain_text("一句话说明")
    expect(citizen.locator("ins").filter(has_text=WORDS)).to_be_visible()
    sweep.check(citizen, "compare")

    begin(page)
    tab(page, "申请材料")
    with saving(page):
        cards(page, "materials").last.locator("[data-remove]").click()
    page.goto(f"{page.url.rsplit('/', 2)[0]}/review/")
    expect(page.locator(".differences")).to_contain_text("删去")
    sweep.report()


def test_a_visitor_follows_a_guide_by_logging_in_and_stops(city: City) -> None:
    sweep = Sweep("follow")
    page = city.page(width=PHONE, theme="dark")
    page.goto(f"/matters/{matter('drug-retail')}/")
    page.get_by_role("button", name="关注变化").click()
    page.wait_for_url(re.compile("/login/"))
    page.locator("#id_login").fill(CITIZEN)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile(r"/matters/\d+/$"))
    expect(page.locator("#follow")).to_contain_text("已关注")
    sweep.open(page, "follows", "/my/follows/")
    page.get_by_role("button", name="取消关注").click()
    expect(page.locator("main")).to_contain_text("已取消关注")
    sweep.check(page, "unfollowed")
    page.get_by_role("button", name="撤销，继续关注").click()
    expect(page.locator(".entries")).to_contain_text("药品经营许可证")
    sweep.open(page, "open-data", "/matters/data/")
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


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (PHONE, "dark")])
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
