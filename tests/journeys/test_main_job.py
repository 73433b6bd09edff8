"""The main job: from 药店 in a search box to a licence that anyone can verify."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.city import PHONE, WIDE, City
from tests.journeys.helpers import (
    DRUG,
    FIRM,
    FIRM_NAME,
    MARKET,
    PASSWORD,
    WINDOW,
    Desk,
    attach,
    attach_the_rest,
    box,
    choose_applicant,
    code_on,
    fill,
    fill_and_save,
    go_on,
    matter,
    paper,
    step,
    submit,
    text_of,
)
from tests.journeys.samples import upload
from tongban.core.ledger import services as ledger
from tongban.core.shell import clock

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
TITLE = "药品经营许可证"


def find(page: Page) -> None:
    """By the everyday word, by its initials, by part of its name; without an account."""
    link = f'main a[href="/matters/{matter("drug-retail")}/"]'
    for words in ("药店", "yd"):
        page.goto("/")
        page.locator("input[type=search]").first.fill(words)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/search/"))
        expect(page.locator(link)).to_be_visible()
        expect(page.locator(f"{link} .find-title")).to_contain_text(TITLE)
    page.goto("/search/?q=食品经营")
    page.get_by_label("您在哪里办").select_option(label="咸安区")
    page.get_by_role("button", name="按这里排").click()
    expect(page.locator(f'main a[href="/matters/{matter("food-permit")}/"]')).to_be_visible()
    page.goto("/search/?q=药店")
    page.locator(link).click()


def read_guide(page: Page) -> None:
    """Limits, body and what is asked, which follows the answers; then begin, and log in."""
    expect(page.locator("h1")).to_contain_text(TITLE)
    facts = page.locator("main").inner_text()
    assert "20 个工作日" in facts
    assert "6 个工作日" in facts
    assert "咸安区市场监督管理局" in facts
    asked = page.locator("#asked")
    expect(asked).to_contain_text("租赁合同")
    page.get_by_label("自己的房子").check()
    expect(asked).not_to_contain_text("租赁合同")
    page.get_by_label("租的", exact=True).check()
    expect(asked).to_contain_text("租赁合同")
    page.get_by_role("link", name="开始办理").first.click()
    page.wait_for_url(re.compile("/login/"))
    page.get_by_label("手机号", exact=True).fill(FIRM)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    step(page, "questions")


def answer(page: Page) -> None:
    """What concerns only us changes what is asked of us."""
    asked = page.locator("#asked")
    expect(asked).to_contain_text("执业药师劳动合同")
    page.get_by_label("只卖乙类非处方药").check()
    expect(asked).not_to_contain_text("执业药师劳动合同")
    page.get_by_label("处方药和甲类非处方药也卖").check()
    expect(asked).to_contain_text("执业药师劳动合同")
    go_on(page)
    step(page, "form")


def write(page: Page) -> None:
    """What is known is there with its source; what is wrong is said at its field."""
    choose_applicant(page, FIRM_NAME)
    name = page.locator('[name="applicant.party.name"]')
    expect(name).to_have_value(FIRM_NAME)
    source = page.locator(".field").filter(has=name).locator(".field-source")
    expect(source).to_contain_text("市场主体登记")
    expect(page.locator('[name="applicant.party.uscc"]')).not_to_have_value("")
    # A wrong number goes through all pages, for a draft is kept as it is, and is then refused.
    fill(page, {**DRUG, "head.person.identity_number": "421299198503120019X"[:18]})
    go_on(page)
    step(page, "materials")


def hand_in(page: Page) -> None:
    """A PDF, a JPEG, and a photo of a phone."""
    attach(page, "head-papers", upload("学历证明.jpg", "JPEG"))
    attach(page, "quality-papers", upload("IMG_0001.heic", "HEIF"))
    attach(page, "plan", upload("平面图.pdf", "PDF"))
    attach_the_rest(page)
    go_on(page)
    step(page, "check")
    expect(page.locator("main")).to_contain_text("IMG_0001")


def put_right(page: Page) -> None:
    """The refusal stands at the field, with a summary that leads there; nothing else is lost."""
    page.get_by_role("button", name="提交申请").click()
    wrong = page.locator('[name="head.person.identity_number"]')
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".error-summary li")).to_have_count(1)
    expect(page.locator(".field-bad")).to_have_count(1)
    expect(page.locator('[name="shop.premises.name"]')).to_have_value("演示大药房")
    wrong.fill(str(DRUG["head.person.identity_number"]))
    go_on(page)
    step(page, "materials")
    go_on(page)
    step(page, "check")


@pytest.mark.parametrize(
    ("width", "theme"),
    [
        pytest.param(WIDE, "light", id="wide-light"),
        pytest.param(PHONE, "dark", id="phone-dark"),
    ],
)
def test_main_job(city: City, tmp_path: Path, width: int, theme: str) -> None:
    city.width, city.theme = width, theme
    page = city.page()
    find(page)
    read_guide(page)
    answer(page)
    write(page)
    hand_in(page)
    put_right(page)
    number = submit(page)
    expect(page.locator("main")).to_contain_text("收件凭证")
    city.work()
    receipt = paper(page, "收件凭证")
    assert "收件凭证" in text_of(receipt, tmp_path)
    assert number in text_of(receipt, tmp_path)

    accept_after_corrections(city, page, number, tmp_path)
    examine(city, page, number)
    decide(city, page, number)
    content = licence(city, page, tmp_path)
    rate(page, number)
    verify(city, content, tmp_path)
    say_all(city, page, number)


def accept_after_corrections(city: City, page: Page, number: str, tmp_path: Path) -> None:
    """Seen by its light, sent back once with a full list, put right, accepted."""
    clerk = city.page(WINDOW)
    clerk.goto("/desk/todos/")
    row = clerk.locator(".row").filter(has_text=number)
    expect(row).to_contain_text(TITLE)
    expect(row.locator(".row-light .light-green")).to_be_visible()
    window = Desk(city, WINDOW, number)
    window.ask_correction(
        {"material:plan": "请标出处方药区", "shop.premises.address": "请写到门牌号和楼层"}
    )
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("#correction")).to_contain_text("请标出处方药区")
    page.get_by_role("button", name="提交补正").click()
    expect(page.locator("#correction .field-error:visible")).to_have_count(2)
    fill(page, {"shop.premises.address": "咸宁市咸安区演示大道8号1层101"})
    attach(page, "plan", upload("平面图(已标注).pdf", "PDF"))
    page.get_by_role("button", name="提交补正").click()
    expect(page.locator("#toasts")).to_contain_text("补正已提交")
    window.open()
    expect(window.page.locator("#form-values")).to_contain_text("1层101")
    window.accept()
    city.work()
    page.goto(f"/my/cases/{number}/")
    assert "受理通知书" in text_of(paper(page, "受理通知书"), tmp_path)


def examine(city: City, page: Page, number: str) -> None:
    """Review; two on site find a fault; it is mended and both pass; a third person checks."""
    Desk(city, MARKET["review"], number).complete("办结本环节")
    first = Desk(city, MARKET["visit"], number)
    first.send_back("申请人", "阴凉区没有温度记录仪,请整改。")
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("main")).to_contain_text("阴凉区没有温度记录仪")
    page.locator('#rectify [name="note"]').fill("已装温度记录仪并校准。")
    page.get_by_role("button", name="提交整改反馈").click()
    expect(page.locator("#toasts")).to_contain_text("整改情况已提交")
    first.open()
    expect(first.page.locator("main")).to_contain_text("已装温度记录仪")
    first.complete("通过", "现场核查合格。")
    # One officer alone does not make a visit: the same person is not asked a second time.
    expect(first.page.locator('#acts [name="opinion"]')).to_have_count(0)
    Desk(city, MARKET["second"], number).complete("通过", "现场核查合格。")
    reviewer = Desk(city, MARKET["review"], number)
    expect(reviewer.page.locator('#acts [name="opinion"]')).to_have_count(0)
    Desk(city, MARKET["check"], number).complete("办结本环节")


def decide(city: City, page: Page, number: str) -> None:
    """In force with the decision; the paper follows."""
    Desk(city, MARKET["decide"], number).complete("准予", "准予许可。")
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("#result")).to_contain_text("正在制证")
    city.work()
    expect(page.locator("#result")).not_to_contain_text("正在制证")
    expect(page.locator("#result")).to_contain_text("已生效")


def licence(city: City, page: Page, tmp_path: Path) -> bytes:
    """The wallet has it, and the PDF is signed: an outside witness says so."""
    page.get_by_role("link", name="查看证照").click()
    expect(page.locator(".licence-qr")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载证照 PDF").click()
    target = tmp_path / "licence.pdf"
    waiting.value.save_as(target)
    witness = subprocess.run(["pdfsig", target], capture_output=True, text=True, check=False)
    assert "Signature is Valid" in witness.stdout, witness.stdout
    assert FIRM_NAME in text_of(target.read_bytes(), tmp_path)
    return target.read_bytes()


def rate(page: Page, number: str) -> None:
    page.goto(f"/my/cases/{number}/")
    page.get_by_role("link", name="去评价").click()
    page.locator(".rate-face input").first.check()
    page.get_by_role("button", name="提交评价").click()
    page.goto(f"/my/cases/{number}/")
    expect(page.locator("main")).to_contain_text("您已评价")


def verify(city: City, content: bytes, tmp_path: Path) -> None:
    """By the QR code, by the file, without a network, at a terminal; a changed file is refused."""
    anyone = city.page()
    link = code_on(content, tmp_path)
    assert "/v#" in link
    anyone.goto(f"/v#{link.split('#', 1)[1]}")
    verdict = anyone.locator("#verdict")
    expect(verdict).to_contain_text("有效")
    expect(verdict).to_contain_text(FIRM_NAME)

    anyone.goto("/verify/")
    sent = {"name": "licence.pdf", "mimeType": "application/pdf", "buffer": content}
    anyone.locator("#id_file").set_input_files(sent)  # type: ignore[arg-type]
    anyone.get_by_role("button", name="核验文件").click()
    expect(verdict.locator(".verdict-in_force")).to_be_visible()

    broken = content.replace(b"/Type", b"/Tupe", 1) if b"/Type" in content else content[:-40]
    changed = bytearray(content)
    changed[len(changed) // 3] ^= 1
    anyone.goto("/verify/")
    for name, data in (("changed.pdf", bytes(changed)), ("broken.pdf", broken)):
        sent = {"name": name, "mimeType": "application/pdf", "buffer": data}
        anyone.locator("#id_file").set_input_files(sent)  # type: ignore[arg-type]
        anyone.get_by_role("button", name="核验文件").click()
        expect(verdict.locator("[data-verdict]")).to_be_visible()
        expect(verdict.locator(".verdict-in_force")).to_have_count(0)

    anyone.goto("/verify/")
    anyone.context.set_offline(True)
    anyone.evaluate("hash => { location.hash = hash }", link.split("#", 1)[1])
    expect(verdict.locator(".verdict-genuine_offline")).to_be_visible()
    expect(verdict).to_contain_text(FIRM_NAME)
    forged = link.split("#", 1)[1]
    middle = forged.index(".") + 30
    forged = forged[:middle] + ("A" if forged[middle] != "A" else "B") + forged[middle + 1 :]
    anyone.evaluate("hash => { location.hash = hash }", forged)
    expect(verdict.locator(".verdict-unknown")).to_be_visible()
    anyone.context.set_offline(False)

    for data, code in ((content, 0), (bytes(changed), 1)):
        file = tmp_path / "to-verify.pdf"
        file.write_bytes(data)
        command = [sys.executable, "-m", "tongban", "licence", "verify", str(file)]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (said.returncode == 0) is (code == 0), said.stdout + said.stderr
        assert (FIRM_NAME in said.stdout) is (code == 0)


def say_all(city: City, page: Page, number: str) -> None:
    """Each step is told to the applicant in order, and stands in an unbroken ledger."""
    page.goto(f"/my/cases/{number}/")
    told = page.locator("main").inner_text()
    for words in ("补正", "受理", "核查", "整改", "准予"):
        assert words in told, words
    ledger.relay(now=clock.now())
    ledger.checkpoint(now=clock.now())
    report = ledger.verify(full=True)
    assert report.broken is None, report.broken
    assert report.entries > 0


def test_a_draft_waits(city: City) -> None:
    """Closing the window loses nothing: the draft is among my things, as it was."""
    page = city.page(FIRM)
    page.goto(f"/apply/{matter('drug-retail')}/")
    go_on(page)
    step(page, "form")
    fill_and_save(page, {"shop.premises.name": "演示二店"})
    page.close()
    later = city.page(FIRM)
    later.goto("/my/cases/")
    later.locator(".entry").filter(has_text="草稿").get_by_role("link").first.click()
    expect(later.locator('[name="shop.premises.name"]')).to_have_value("演示二店")
    assert box(later, "plan").count() == 0
