"""Bad input and bad days: a clear sentence at the right place, nothing lost, nothing twice."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.city import City
from tests.journeys.helpers import (
    DRUG,
    FIRM,
    FIRM_NAME,
    PASSWORD,
    RARE,
    WINDOW,
    Desk,
    apply_for,
    attach,
    attach_the_rest,
    begin,
    box,
    choose_applicant,
    fill,
    fill_and_save,
    go_on,
    matter,
    named,
    paper,
    step,
    submit,
    text_of,
)
from tests.journeys.samples import upload
from tongban.cases.models import Case
from tongban.catalogue import services as catalogue
from tongban.core.accounts.types import SYSTEM
from tongban.core.shell import clock

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def materials_page(city: City) -> Page:
    """Give an application of the firm, open where files are handed in."""
    page = city.page(FIRM)
    begin(page, "drug-retail")
    go_on(page)
    step(page, "form")
    choose_applicant(page, FIRM_NAME)
    page.goto(page.url.replace("/form/", "/materials/"))
    return page


def hold(page: Page, address: re.Pattern[str]) -> list[Route]:
    """Keep back what the page asks of the address until it is let go on."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(address, keep)
    return held


def test_wrong_files(city: City) -> None:
    """A wrong type is refused by what is in it, an empty or oversized one before it is sent."""
    page = materials_page(city)
    place = box(page, "plan")
    picker = place.locator(".upload-input")
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if "/files/upload" in one.url else None)

    program = {"name": "平面图.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" * 64}
    picker.set_input_files(program)  # type: ignore[arg-type]
    expect(place.locator(".upload-note")).to_contain_text(re.compile("PDF|类型|格式"))
    assert len(sent) == 1

    page.evaluate(
        """() => {
          const input = document.querySelector('[data-name="material:plan"] .upload-input');
          const file = new File(["x"], "大图.pdf", { type: "application/pdf" });
          Object.defineProperty(file, "size", { value: 2 * 1024 ** 3 });
          const list = [file];
          Object.defineProperty(input, "files", { value: list, configurable: true });
          input.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect(place.locator("[data-upload-error]")).to_contain_text("超过上限")
    expect(place.locator("[data-upload-error]")).to_contain_text("2048.0 MB")
    assert len(sent) == 1, "two gigabytes were sent"
    assert place.locator("input[type=hidden]").count() == 0


def test_nine_wrong_fields_at_once(city: City) -> None:
    """All nine are told together, each at its field; the right ones stay; no case was made."""
    page = city.page(FIRM)
    wrong = {
        "contact.person.name": "",
        "contact.person.phone": "1380000",
        "shop.premises.name": "",
        "shop.premises.area": "-5",
        "shop.premises.storage_area": "很大",
        "head.person.name": "",
        "head.person.identity_number": "123456",
        "quality_head.person.name": "",
    }
    values = {**DRUG, **wrong}
    del values["applicant.declaration.true"]
    before = Case.objects.count()
    apply_for(page, "drug-retail", values, applicant=FIRM_NAME)
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator(".error-summary li")).to_have_count(9)
    expect(page.locator(".field-bad")).to_have_count(9)
    for name in [*wrong, "applicant.declaration.true"]:
        field = page.locator(".field-bad").filter(has=page.locator(f'[name="{name}"]'))
        expect(field.locator(".field-error")).to_have_count(1)
    expect(named(page, "shop.premises.address")).to_have_value(str(DRUG["shop.premises.address"]))
    expect(named(page, "contact.person.phone")).to_have_value("1380000")
    # The summary leads to the field.
    page.locator('.error-summary a[href="#id_head.person.identity_number"]').click()
    expect(named(page, "head.person.identity_number")).to_be_focused()
    assert Case.objects.count() == before


def test_unknown_and_withdrawn_matters(city: City) -> None:
    page = city.page(FIRM)
    for path in ("/matters/no-such-matter/", "/apply/no-such-matter/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status in {404, 409}, f"{path}: {answer.status}"
        expect(page.locator("main")).to_contain_text(re.compile("没有|不能|找不到"))
    code = matter("drug-retail")
    begin(page, "drug-retail")
    catalogue.suspend(actor=SYSTEM, now=clock.now(), task_code=code, note="法律修改,暂停受理")
    answer = page.goto(f"/apply/{code}/")
    assert answer is not None
    assert answer.status == 409
    expect(page.locator("main")).to_contain_text("法律修改,暂停受理")
    page.goto(f"/matters/{code}/")
    expect(page.locator("main")).to_contain_text("现在不能办理")
    expect(page.get_by_role("link", name="开始办理")).to_have_count(0)


def test_withdrawn_while_it_was_being_filled(city: City) -> None:
    """The draft stays; submitting says why it cannot be taken now."""
    page = city.page(FIRM)
    before = Case.objects.count()
    apply_for(page, "drug-retail", DRUG, applicant=FIRM_NAME)
    catalogue.suspend(
        actor=SYSTEM, now=clock.now(), task_code=matter("drug-retail"), note="暂停受理"
    )
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("h1")).to_contain_text("办事指南已更新")
    assert Case.objects.count() == before
    page.goto("/my/cases/")
    expect(page.locator(".entry").filter(has_text="草稿")).to_have_count(1)


def test_somebody_elses_case(city: City) -> None:
    """A number of another's says no more than one that was never given."""
    number = Case.objects.filter(applicant__name=FIRM_NAME).latest("pk").item.number
    page = city.page(RARE)
    for path in (f"/my/cases/{number}/", "/my/cases/XN20200101000001/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404
        expect(page.locator("main")).not_to_contain_text("演示大药房")
    clerk = city.page("12000000201")
    number = Case.objects.filter(item__division_id="421202").latest("pk").item.number
    answer = clerk.goto(f"/desk/cases/{number}/")
    assert answer is not None
    assert answer.status == 404


def test_login_expires_in_mid_form(city: City) -> None:
    """The page stays, says so, and goes on saving once one has logged in in a new window."""
    page = city.page(FIRM)
    begin(page, "drug-retail")
    go_on(page)
    step(page, "form")
    fill_and_save(page, {"shop.premises.name": "演示大药房"})
    page.context.clear_cookies(name="sessionid")
    fill(page, {"shop.premises.address": "咸宁市咸安区演示大道8号"})
    banner = page.locator(".autosave-banner")
    expect(banner).to_contain_text("登录已过期")
    with page.context.expect_page() as opened:
        banner.get_by_role("link", name="在新窗口登录").click()
    login = opened.value
    city.watch(login)
    login.get_by_label("手机号", exact=True).fill(FIRM)
    login.get_by_label("密码", exact=True).fill(PASSWORD)
    login.get_by_role("button", name="登录", exact=True).click()
    login.wait_for_url(re.compile("/my/"))
    login.close()
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-autosave-status]")).to_contain_text(re.compile("^已保存"))
    expect(banner).to_have_count(0)
    go_on(page)
    step(page, "materials")
    page.goto(page.url.replace("/materials/", "/form/"))
    expect(named(page, "shop.premises.name")).to_have_value("演示大药房")
    expect(named(page, "shop.premises.address")).to_have_value("咸宁市咸安区演示大道8号")


def test_double_click_makes_one_case(city: City) -> None:
    page = city.page(FIRM)
    before = Case.objects.count()
    apply_for(page, "drug-retail", DRUG, applicant=FIRM_NAME)
    url = page.url.replace("/check/", "/submit/")
    page.get_by_role("button", name="提交申请").dblclick()
    page.wait_for_url(re.compile("/submitted/$"))
    number = page.url.rstrip("/").split("/")[-2]
    # And again from a second tab that still shows the button.
    secret = page.context.cookies()
    token = next(one["value"] for one in secret if one["name"] == "csrftoken")
    again = page.request.post(url, form={"csrfmiddlewaretoken": token})
    assert number in again.url
    assert Case.objects.count() == before + 1


def test_two_clerks_on_one_task(city: City) -> None:
    """The first act counts; the second reads what has become of it, and changes nothing."""
    page = city.page(FIRM)
    apply_for(page, "drug-retail", DRUG, applicant=FIRM_NAME)
    number = submit(page)
    first, second = Desk(city, WINDOW, number), Desk(city, WINDOW, number)
    first.accept()
    second.button("要求补正").click()
    dialog = second.page.locator("#dialog-correction")
    dialog.locator('input[value="material:plan"]').check()
    with second.page.expect_response(re.compile("ask_correction")) as answered:
        dialog.get_by_role("button", name="发出补正通知").click()
    assert answered.value.status == 409
    expect(second.page.locator("#toasts")).to_contain_text(re.compile("已|刚"))
    expect(second.page.locator("main")).to_contain_text("审查")
    case = Case.objects.get(item__number=number)
    assert case.item.state == "accepted"
    assert case.corrections.count() == 0


def test_a_rare_character_survives(city: City, tmp_path: Path) -> None:
    """㛃 (extension A) and 𬭎 (extension E) from the account through form and search to paper."""
    page = city.page(RARE)
    begin(page, "elder-allowance")
    if "/questions/" in page.url:
        go_on(page)
    step(page, "form")
    expect(page.locator('main input[value*="㛃𬭎"]').first).to_be_visible()
    complete_by_example(page)
    go_on(page)
    step(page, "materials")
    attach_the_rest(page)
    go_on(page)
    step(page, "check")
    number = submit(page)
    city.work()
    page.goto(f"/my/cases/{number}/")
    assert "㛃𬭎" in text_of(paper(page, "收件凭证"), tmp_path)
    clerk = city.page(WINDOW)
    clerk.goto("/desk/cases/?q=演示·㛃𬭎")
    expect(clerk.locator(".row").filter(has_text=number)).to_have_count(1)


def complete_by_example(page: Page) -> None:
    """Fill what is still empty on a form with plausible values."""
    for field in page.locator("#form-fields .field:visible").all():
        control = field.locator("input, select, textarea").first
        kind = control.get_attribute("type") or ""
        if kind in {"radio", "checkbox"}:
            if not field.locator("input:checked").count():
                control.check()
        elif control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(index=1)
        elif not control.input_value():
            name = str(control.get_attribute("name"))
            control.fill(example(name, kind))


def example(name: str, kind: str) -> str:
    if kind == "date":
        return "1940-02-03"
    if "identity" in name:
        return str(DRUG["head.person.identity_number"])
    if "phone" in name:
        return "12000000003"
    if "account" in name:
        return "6200000000000000000"
    return "88" if kind == "number" or "age" in name else "演示内容一二三四"


def test_nul_is_refused(city: City) -> None:
    """A NUL in a field is refused with a sentence, and what was saved before stays."""
    page = city.page(FIRM)
    begin(page, "drug-retail")
    go_on(page)
    step(page, "form")
    fill_and_save(page, {"shop.premises.name": "演示大药房"})
    with page.expect_response(re.compile("/save/$")) as answered:
        page.evaluate(
            """() => {
              const field = document.querySelector('[name="shop.premises.name"]');
              field.value = "演示\\u0000大药房";
              field.dispatchEvent(new Event("input", { bubbles: true }));
            }"""
        )
    assert answered.value.status == 400
    expect(page.locator("[data-autosave-status]")).to_contain_text("还没有保存")
    attached = page.request.get(page.url)
    assert 'value="演示大药房"' in attached.text()


def test_a_photo_of_a_phone_becomes_a_pdf(city: City) -> None:
    """HEIC is taken, and what is kept opens anywhere."""
    page = materials_page(city)
    attach(page, "plan", upload("IMG_0002.HEIC", "HEIF"))
    token = box(page, "plan").locator("input[type=hidden]").get_attribute("value")
    got = page.request.get(f"/files/{token}/")
    assert got.status == 200
    assert got.headers["content-type"] in {"image/jpeg", "application/pdf"}


def test_a_slow_save_does_not_undo_what_came_after_it(city: City) -> None:
    """A save that is still on its way when the page is submitted arrives before it, not after."""
    page = city.page(FIRM)
    begin(page, "drug-retail")
    go_on(page)
    step(page, "form")
    held = hold(page, re.compile("/form/save/$"))
    name = named(page, "shop.premises.name")
    with page.expect_request("**/form/save/"):
        name.fill("先写的")
    name.fill("后写的")
    page.get_by_role("button", name="下一步", exact=True).click()
    page.wait_for_timeout(200)
    assert "/form/" in page.url, "it was submitted past a save on its way"
    held[0].continue_()
    step(page, "materials")
    page.goto(page.url.replace("/materials/", "/form/"))
    expect(named(page, "shop.premises.name")).to_have_value("后写的")


def test_typing_goes_on_while_the_form_is_drawn_anew(city: City) -> None:
    """Who one applies for changes what is known; what is typed meanwhile is not lost."""
    page = city.page(FIRM)
    begin(page, "drug-retail")
    go_on(page)
    step(page, "form")
    posted = re.compile("/form/$")
    held = hold(page, posted)
    with page.expect_request(posted):
        page.locator("#id_applicant").select_option(label=FIRM_NAME)
    named(page, "shop.premises.name").fill("等待时写的")
    with page.expect_response(posted):
        held[0].continue_()
    expect(named(page, "applicant.party.name")).to_have_value(FIRM_NAME)
    expect(named(page, "shop.premises.name")).to_have_value("等待时写的")
