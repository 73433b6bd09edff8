"""A workbook in the browser: taken out filled, changed, refused at its cell, mended, published.

The body's clerk does it in Excel (openpyxl here), its head and the service office as ever; then the
service office publishes from a file at once. A citizen reads what came of it.
"""

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.city import WIDE, City
from tests.journeys.helpers import CITIZEN, matter
from tests.journeys.test_pages import Sweep
from tests.journeys.test_register import CHIEF, EDITOR, OFFICE, acts

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
URL = "/desk/catalogue/exchange/"
SLUG, NAME = "food-permit", "食品经营许可"
WORDS = "开饭馆、奶茶店、单位食堂之前来办，网上就能交齐。"
AGAIN = "开饭馆、奶茶店、单位食堂之前来办。"


def taken(page: Page, folder: Path, slug: str) -> Path:
    """Take the workbook of one list from its page."""
    page.goto(f"/desk/catalogue/lists/{matter(slug)}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载这份清单的表格").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def put(file: Path, title: str, value: str) -> tuple[str, str]:
    """Write a cell of the list's row, as people do in Excel; give where it stands and what it
    held."""
    book = openpyxl.load_workbook(file)
    sheet = book["实施清单"]
    heads = [str(cell.value).strip("*") for cell in sheet[1]]
    cell = sheet.cell(2, heads.index(title) + 1)
    before, cell.value = str(cell.value), value
    book.save(file)
    return str(cell.coordinate), before


def give(city: City, page: Page, file: Path, reason: str = "", mode: str = "") -> None:
    """Give a file and have it looked through."""
    page.goto(URL)
    page.set_input_files("#id_file", file)
    if mode:
        page.get_by_label(mode).check()
    page.locator("#id_reason").fill(reason)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.locator("#import-progress")).to_contain_text("正在读文件")
    city.work()


def confirm(city: City, page: Page, label: str) -> None:
    """Confirm a sound file; the page comes anew by itself when all is written."""
    page.get_by_role("button", name=label).click()
    page.locator("#confirm [data-confirm-yes]").click()
    expect(page.locator("#import-progress")).to_contain_text("正在写入")
    city.work()
    expect(page.locator("main")).to_contain_text("已全部写入", timeout=15_000)


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light")])
def test_a_cell_is_changed_refused_mended_and_published(
    city: City, width: int, theme: str, tmp_path: Path
) -> None:
    sweep = Sweep(f"exchange-{width}-{theme}")
    page = city.page(EDITOR, width=width, theme=theme)
    sweep.open(page, "empty", URL)
    file = taken(page, tmp_path, SLUG)
    put(file, "一句话说明", WORDS)
    where, promised = put(file, "承诺时限", "二十天")
    give(city, page, file, "说明改得好懂")
    row = page.locator("tbody tr", has_text="承诺时限")
    expect(row).to_contain_text(where, timeout=15_000)
    expect(row).to_contain_text("20个工作日")
    sweep.check(page, "problem")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载问题（xlsx）").click()
    assert download.value.suggested_filename.startswith("problems-")

    put(file, "承诺时限", promised)
    page.get_by_role("link", name="上传改好的表格").click()
    give(city, page, file, "说明改得好懂")
    expect(page.get_by_role("button", name="确认提交 1 份")).to_be_visible(timeout=15_000)
    expect(page.locator("tbody tr").first).to_contain_text("一句话说明")
    sweep.check(page, "sound")
    confirm(city, page, "确认提交 1 份")
    page.reload()  # without the toast, half faded in
    sweep.check(page, "written")

    chief = city.page(CHIEF)
    chief.goto("/desk/")
    chief.locator(".row-link", has_text=NAME).first.click()
    expect(chief.locator(".differences").first).to_contain_text(WORDS)
    acts(chief, "通过，报政务办")
    office = city.page(OFFICE, width=width, theme=theme)
    office.goto("/desk/")
    office.locator(".row-link", has_text=NAME).first.click()
    acts(office, "审核通过并发布")
    expect(office.locator("#toasts")).to_contain_text("版已发布")
    citizen = city.page(CITIZEN)
    citizen.goto(f"/matters/{matter(SLUG)}/")
    expect(citizen.locator("main")).to_contain_text(WORDS)

    file = taken(office, tmp_path, SLUG)
    put(file, "一句话说明", AGAIN)
    give(city, office, file, "再改短些", "直接发布")
    expect(office.get_by_role("button", name="确认发布 1 份")).to_be_visible(timeout=15_000)
    confirm(city, office, "确认发布 1 份")
    expect(office.locator("tbody")).to_contain_text("版")
    citizen.reload()
    expect(citizen.locator("main")).to_contain_text(AGAIN)
    sweep.report()
