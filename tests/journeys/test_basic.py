"""The basic catalogue in the browser: walked as a tree, taken in from the province, added to.

Four people: a visitor, the city's service office, a county body's clerk, its head.
"""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.city import PHONE, WIDE, City
from tests.journeys.test_pages import Sweep
from tongban.catalogue.models import Matter

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
EDITOR, CHIEF, OFFICE = "12000000150", "12000000107", "12000000401"
TREE, DESK = "/matters/catalogue/", "/desk/catalogue/basic/"
SHOP, GONE = "000131902001", "002036933001"
LOOKS = [(WIDE, "light"), (PHONE, "dark")]


def agree(page: Page, label: str) -> None:
    """Press a button and say yes where it asks."""
    words = re.compile(rf"^\s*{label}\s*[a-z]?\s*$")  # beside its words it may show its key
    page.locator("main button:visible").filter(has_text=words).click()
    yes = page.locator("#confirm [data-confirm-yes]")
    if yes.is_visible():
        yes.click()
    page.wait_for_load_state()


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_a_visitor_walks_the_tree(city: City, width: int, theme: str) -> None:
    sweep = Sweep(f"basic-{width}-{theme}")
    page = city.page(width=width, theme=theme)
    page.goto("/matters/")
    page.get_by_role("link", name="全部事项的基本目录").click()
    page.wait_for_url("**/matters/catalogue/")
    sweep.check(page, "tree")
    root = page.locator(".tree-link", has_text="食品小作坊登记").first
    inner = page.locator(".tree-link", has_text="食品小作坊登记证核发")
    expect(inner).to_be_hidden()
    root.focus()
    page.keyboard.press("ArrowRight")
    expect(inner).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(inner).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(root).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(inner).to_be_hidden()
    page.get_by_role("button", name="全部展开").click()
    expect(page.locator(".tree-link", has_text="食品小作坊登记证新办")).to_be_visible()
    sweep.check(page, "tree-open")
    page.fill("#id_q", "小作坊登记证变更")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".tree-link")).to_have_count(3)  # it, and what stands above it
    page.locator(".tree-link").last.press("Enter")
    expect(page.locator("h1")).to_have_text(re.compile("食品小作坊登记证变更"))
    expect(page.locator("main")).to_contain_text("业务办理项")
    expect(page.locator("#answers")).to_contain_text("还没有答复")
    sweep.check(page, "entry")
    sweep.open(page, "entry-claimed", f"{TREE}{SHOP}/")
    page.locator("#answers a").first.click()
    expect(page).to_have_url(re.compile(r"/matters/[0-9A-Z]{31}/$"))
    sweep.report()


def province(page: Page, folder: Path) -> tuple[Path, Path]:
    """Write two files from what is downloaded: one with mistakes, one with a change, a new entry
    and one entry left out."""
    lines = page.request.get(f"{DESK}export/jsonl/").text().splitlines()
    entries = [json.loads(line) for line in lines[1:]]
    kept = [one for one in entries if one["code"] != GONE]
    changed = next(one for one in kept if one["code"] == SHOP)
    changed["suggested"] = changed["suggested"] | {"summary": "演示：省里新写的一句话"}
    new = {name: value for name, value in changed.items() if name not in {"suggested", "unified"}}
    new |= {"code": "420131977000", "name": "演示：省里新增的事项", "aliases": [], "topics": []}
    bad = [*kept, new | {"code": "4201"}, new | {"code": "420131978000", "basis": []}]
    files = []
    for name, rows in (("有错的目录.jsonl", bad), ("省级目录.jsonl", [*kept, new])):
        written = [lines[0], *(json.dumps(one, ensure_ascii=False) for one in rows)]
        files.append(folder / name)
        files[-1].write_text("\n".join(written) + "\n", encoding="utf-8")
    return files[0], files[1]


def upload(city: City, page: Page, file: Path) -> None:
    page.goto(f"{DESK}import/")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.locator("#taking-in-progress")).to_contain_text("正在检查")
    city.work()
    # The page asks how far it is, and comes anew by itself.
    expect(page.locator("caption").first).to_be_visible(timeout=15_000)


@pytest.mark.parametrize(("width", "theme"), LOOKS[:1])
def test_the_provinces_file_is_taken_in(city: City, tmp_path: Path, width: int, theme: str) -> None:
    sweep = Sweep(f"import-{width}-{theme}")
    page = city.page(OFFICE, width=width, theme=theme)
    sweep.open(page, "basic-desk", DESK)
    expect(page.locator("main")).to_contain_text("基本目录由省里统一维护")
    sweep.open(page, "import", f"{DESK}import/")
    bad, good = province(page, tmp_path)
    upload(city, page, bad)
    expect(page.locator("main")).to_contain_text("基本编码是 12 位")
    expect(page.locator("main")).to_contain_text("没有设定依据")
    sweep.check(page, "import-faulty")
    upload(city, page, good)
    expect(page.locator("main")).to_contain_text("省里新增的事项")
    sweep.check(page, "import-ready")
    assert not Matter.objects.filter(catalog_code="420131977000").exists()
    agree(page, "确认导入")
    city.work()
    gone = page.locator("#gone")
    expect(gone).to_contain_text("零售药店医保定点申请", timeout=15_000)
    page.reload()  # without the toast
    sweep.check(page, "import-applied")
    gone.locator("input[type=checkbox]").first.check()
    gone.locator("#id_note").fill("演示：省级目录取消")
    agree(page, "取消所选")
    assert Matter.objects.get(catalog_code=GONE).state == "cancelled"
    upload_again(city, page, good)

    clerk = city.page(EDITOR, width=width, theme=theme)
    clerk.goto("/desk/")
    clerk.locator(".row-link", has_text="药品经营许可证").first.click()
    expect(clerk.locator("main")).to_contain_text("演示：省里新写的一句话")
    visitor = city.page(width=width, theme=theme)
    sweep.open(visitor, "entry-changed", f"{TREE}{SHOP}/")
    expect(visitor.locator("#versions ins").first).to_contain_text("演示：省里新写的一句话")
    sweep.report()


def upload_again(city: City, page: Page, file: Path) -> None:
    """The same file a second time: what was cancelled is not in it, nothing else differs."""
    page.goto(f"{DESK}import/")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.locator("#taking-in-progress")).to_contain_text("正在检查")
    city.work()
    expect(page.locator("main")).to_contain_text("文件和现有的目录完全一样", timeout=15_000)


@pytest.mark.parametrize(("width", "theme"), LOOKS[1:])
def test_a_body_adds_an_entry_and_the_office_hands_it_on_and_ends_it(
    city: City, width: int, theme: str
) -> None:
    sweep = Sweep(f"own-{width}-{theme}")
    propose(city.page(EDITOR, width=width, theme=theme), sweep)
    chief = city.page(CHIEF, width=width, theme=theme)
    chief.goto("/desk/")
    chief.locator(".row-link", has_text="演示地方补充事项").click()
    expect(chief.locator("h1")).to_contain_text("演示地方补充事项")
    sweep.check(chief, "proposal-review")
    agree(chief, "通过，报市政务办")
    hand_on_and_end(city.page(OFFICE, width=width, theme=theme), sweep)
    visitor = city.page(width=width, theme=theme)
    visitor.goto(f"{TREE}420131966000/")
    expect(visitor.locator("main")).to_contain_text("演示：条例废止")
    sweep.report()


def propose(clerk: Page, sweep: Sweep) -> None:
    """Propose an entry, at first with a code that is the State's to give."""
    clerk.goto(DESK)
    clerk.get_by_role("link", name="提出新事项").click()
    expect(clerk.locator("form [name=code]")).to_be_visible()
    sweep.check(clerk, "proposal")
    clerk.select_option("#id_body", label="咸安区市场监督管理局")
    clerk.fill("#id_code", "000131966000")
    clerk.fill("#id_name", "演示地方补充事项")
    clerk.select_option("#id_type", label="行政许可")
    clerk.fill("#id_department", "市场监管局")
    clerk.get_by_label("县级").check()
    clerk.get_by_label("企业和其他组织").check()
    clerk.fill("#id_basis", "《演示条例》第三条")
    clerk.fill("#id_reason", "演示：本地条例新设")
    agree(clerk, "保存并提交审核")
    expect(clerk.locator("main")).to_contain_text("00 开头是全国统一的编码")
    clerk.reload()
    sweep.check(clerk, "proposal-wrong")
    clerk.fill("#id_code", "420131966000")
    agree(clerk, "保存并提交审核")
    expect(clerk.locator("main")).to_contain_text("待部门审核")


def hand_on_and_end(office: Page, sweep: Sweep) -> None:
    """Enter what was passed on, hand its power to another body, then end it once its effect is
    seen."""
    office.goto("/desk/")
    office.locator(".row-link", has_text="演示地方补充事项").click()
    agree(office, "审核通过并录入目录")
    office.get_by_role("link", name="看目录里的这一项").click()
    expect(office.locator("main")).to_contain_text("地方补充")
    office.get_by_role("link", name="登记一项").click()
    expect(office.locator("#id_giver")).to_be_visible()
    sweep.check(office, "delegate")
    office.select_option("#id_source", label="同级委托")
    office.select_option("#id_giver", label="咸安区市场监督管理局（咸安区）")
    office.select_option("#id_taker", label="咸安区城市管理执法局（咸安区）")
    office.fill("#id_basis", "演示委托书〔2026〕9 号")
    agree(office, "登记")
    expect(office.locator("#delegations")).to_contain_text("演示委托书〔2026〕9 号")
    office.get_by_role("link", name="取消这一项").click()
    expect(office.locator("main")).to_contain_text("交给其他机构的职权")
    sweep.check(office, "cancel")
    office.fill("#id_note", "演示：条例废止")
    agree(office, "取消这一项")
