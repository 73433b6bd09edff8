"""What people do on the pages, in their words: fill a form, hand in papers, act at a desk."""

import io
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.journeys.city import City
from tests.journeys.samples import upload
from tongban.catalogue import selectors as catalogue
from tongban.lib.identifiers import identity_check

XIANAN = "421202"
FIRM, CITIZEN, RARE = "12000000011", "12000000001", "12000000003"
FIRM_NAME = "演示大药房有限公司"
PASSWORD = "tongban-demo"
WINDOW = "12000000101"
MARKET = {
    "review": "12000000102",
    "check": "12000000103",
    "visit": "12000000104",
    "second": "12000000105",
    "decide": "12000000106",
}
ROADS = {"review": "12000000111", "decide": "12000000113"}
TRAFFIC = {"review": "12000000121"}
LEADER = "12000000402"
HEAD = "42129919850312001"

DRUG: Mapping[str, Any] = {
    "applicant.party.legal_representative": "演示市民甲",
    "contact.person.name": "演示企业经办人",
    "contact.person.phone": "12000000011",
    "shop.premises.name": "演示大药房",
    "shop.premises.address": "咸宁市咸安区演示大道8号1层",
    "shop.premises.area": "120",
    "shop.premises.storage_area": "0",
    "shop.premises.tenure": "leased",
    "shop.drug.chain": "single",
    "shop.drug.scope": ["chemical", "tcm_patent"],
    "shop.drug.storage": ["normal", "cool"],
    "head.person.name": "演示市民甲",
    "head.person.identity_number": HEAD + identity_check(HEAD),
    "quality_head.person.name": "演示药师",
    "quality_head.pharmacist.certificate_number": "DEMO20260001",
    "applicant.delivery.way": "electronic",
    "applicant.declaration.true": True,
}
ROAD: Mapping[str, Any] = {
    "contact.person.name": "演示企业经办人",
    "contact.person.phone": "12000000011",
    "dig.road.name": "演示大道(演示路口至演示桥)",
    "dig.road.position": "footway",
    "dig.road.length": "30",
    "dig.road.width": "1.2",
    "dig.road.depth": "1.5",
    "dig.road.reason": "敷设供水支管(演示)",
    "dig.period.start": "2027-03-01",
    "dig.period.end": "2027-03-10",
    "dig.road.restoration": "完工后三日内按原标准修复",
    "applicant.delivery.way": "electronic",
    "applicant.declaration.true": True,
}


def matter(slug: str, division: str = XIANAN) -> str:
    """Give the implementation code of a matter in a place."""
    code = catalogue.task_code_of(slug, division)
    assert code, f"{slug} is not published in {division}"
    return code


def named(page: Page, name: str) -> Locator:
    return page.locator(f'main [name="{name}"]')


def fill(page: Page, values: Mapping[str, Any]) -> None:
    """Write each value into its field; a field that is not shown is a mistake of the test."""
    for name, value in values.items():
        field = named(page, name)
        if value is True:
            field.check()
        elif isinstance(value, list):
            for one in value:
                page.locator(f'main [name="{name}"][value="{one}"]').check()
        elif field.first.get_attribute("type") == "radio":
            page.locator(f'main [name="{name}"][value="{value}"]').check()
        else:
            field.fill(value)


def fill_and_save(page: Page, values: Mapping[str, Any]) -> None:
    """Type, and wait until what was typed is on the server."""
    with page.expect_response(lambda one: "/save/" in one.url and one.ok):
        fill(page, values)


def go_on(page: Page, label: str = "下一步") -> None:
    page.get_by_role("button", name=label, exact=True).click()
    page.wait_for_load_state()


def step(page: Page, code: str) -> None:
    """Wait for a page of the application: questions, form, materials or check."""
    page.wait_for_url(re.compile(f"/{code}/$"))


def box(page: Page, material: str) -> Locator:
    return page.locator(f'[data-upload][data-name="material:{material}"]')


def attach(page: Page, material: str, file: Mapping[str, Any]) -> None:
    """Choose a file for a material and wait until it has arrived."""
    place = box(page, material)
    before = place.locator("input[type=hidden]").count()
    place.locator(".upload-input").set_input_files(dict(file))  # type: ignore[arg-type]
    expect(place.locator("input[type=hidden]")).to_have_count(before + 1)


def attach_the_rest(page: Page) -> None:
    """Hand in one PDF for each material that has no file yet."""
    for place in page.locator("[data-upload]").all():
        name = str(place.get_attribute("data-name"))
        if not place.locator("input[type=hidden]").count():
            attach(page, name.removeprefix("material:"), upload("演示材料.pdf", "PDF"))


def begin(page: Page, slug: str, division: str = XIANAN) -> None:
    """Begin an application where nothing of it was begun before."""
    page.goto(f"/apply/{matter(slug, division)}/")


def choose_applicant(page: Page, name: str) -> None:
    """Say for whom one applies; the fields come back with what is known of them."""
    with page.expect_response(re.compile("/form/$")):
        page.locator("#id_applicant").select_option(label=name)


def apply_for(page: Page, slug: str, values: Mapping[str, Any], *, applicant: str = "") -> None:
    """Fill a whole application, up to the page where it is submitted."""
    begin(page, slug)
    if "/questions/" in page.url:
        go_on(page)
    step(page, "form")
    if applicant:
        choose_applicant(page, applicant)
    fill(page, values)
    go_on(page)
    step(page, "materials")
    attach_the_rest(page)
    go_on(page)
    step(page, "check")


def submit(page: Page) -> str:
    """Submit, and give the number of the case."""
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url(re.compile("/submit(ted)?/$"))
    assert page.url.endswith("/submitted/"), f"not taken: {page.locator('main').inner_text()}"
    return page.url.rstrip("/").split("/")[-2]


def paper(page: Page, title: str) -> bytes:
    """Fetch a paper of the case as the applicant would."""
    link = page.locator(".paper-line a").filter(has_text=title).first
    answer = page.request.get(str(link.get_attribute("href")))
    assert answer.status == 200, f"{title}: {answer.status}"
    content = answer.body()
    assert content.startswith(b"%PDF"), content[:80]
    return content


def text_of(content: bytes, folder: Path) -> str:
    file = folder / "paper.pdf"
    file.write_bytes(content)
    done = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True)
    return re.sub(r"\s+", "", done.stdout)


def code_on(content: bytes, folder: Path) -> str:
    """Scan the QR code printed on a licence."""
    file = folder / "scan.pdf"
    file.write_bytes(content)
    made: Any = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", file], capture_output=True, check=True
    )
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(made.stdout)))
    assert found, "no code on the licence"
    return str(found[0].text)


class Desk:
    """Somebody of a body at their desk, one case open."""

    def __init__(self, city: City, phone: str, number: str, *, width: int = 1440) -> None:
        self.page = city.page(phone, width=width)
        self.number = number
        self.open()

    def open(self) -> None:
        answer = self.page.goto(f"/desk/cases/{self.number}/")
        assert answer is not None
        assert answer.status == 200, f"{answer.status} for {self.number}"

    def press(self, label: str) -> None:
        """Press a button of the acts and wait for the page after it."""
        with self.page.expect_navigation():
            self.button(label).click()

    def button(self, label: str) -> Locator:
        """Find a button of the acts; beside its words it may show its key."""
        words = re.compile(rf"^\s*{label}\s*[a-z0-9]?\s*$")
        return self.page.locator("#acts button:visible").filter(has_text=words)

    def done(self) -> None:
        """The act was done."""
        expect(self.page.locator("#toasts")).to_contain_text("已办理")

    def accept(self) -> None:
        self.press("受理")
        self.done()

    def ask_correction(self, places: Mapping[str, str]) -> None:
        """Ask for each named place, with the words of what is wanted."""
        self.button("要求补正").click()
        dialog = self.page.locator("#dialog-correction")
        for place, words in places.items():
            row = dialog.locator(".lack-choice").filter(
                has=self.page.locator(f'input[value="{place}"]')
            )
            row.locator("input[type=checkbox]").check()
            row.locator(f'[name="what:{place}"]').fill(words)
        with self.page.expect_navigation():
            dialog.get_by_role("button", name="发出补正通知").click()

    def refuse(self, reason: str, redirect: str = "") -> None:
        self.button("不予受理").click()
        dialog = self.page.locator("#dialog-refuse")
        dialog.locator('[name="reason"]').fill(reason)
        dialog.locator('[name="redirect"]').fill(redirect)
        with self.page.expect_navigation():
            dialog.get_by_role("button", name="不予受理").click()

    def complete(self, label: str, opinion: str = "经审查,符合规定条件。") -> None:
        """Write an opinion and press the button of the outcome."""
        self.page.locator('#acts [name="opinion"]').first.fill(opinion)
        self.press(label)
        self.done()

    def send_back(self, to: str, reason: str) -> None:
        """Send back to a step, or to the applicant, by the words of the choice."""
        self.button("退回").click()
        dialog = self.page.locator("dialog[open]")
        choice = dialog.locator("select option").filter(has_text=to).first
        dialog.locator("select").select_option(str(choice.get_attribute("value")))
        dialog.locator('[name="reason"]').fill(reason)
        with self.page.expect_navigation():
            dialog.get_by_role("button", name="退回", exact=True).click()
        self.done()
