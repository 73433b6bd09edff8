"""A licence after it was issued: shown by a code, revoked, and what everyone then sees."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.city import PHONE, WIDE, City
from tests.journeys.helpers import FIRM, FIRM_NAME, MARKET
from tests.journeys.test_pages import Sweep, look_of
from tongban.core.files import selectors as files
from tongban.licences.models import Licence
from tongban.licences.rules.statement import url_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
ADMIN = "12000000404"
VIEWER = "演示物业公司 演示人戊"


def permit() -> Licence:
    """The demo pharmacy's own permit, its paper made."""
    found = Licence.objects.filter(
        holder_name=FIRM_NAME, type__document_type="drug-retail-permit", status="valid"
    )
    return found.filter(making="ready").latest("pk")


def test_shown_by_a_code_and_every_look_is_told(city: City) -> None:
    """Holder → code → a stranger's phone, once → the holder reads who it was."""
    row = permit()
    holder = city.page(FIRM, width=PHONE)
    holder.goto(f"/my/licences/{row.token}/")
    holder.get_by_role("link", name="生成出示码").click()
    holder.fill("#id_purpose", "租赁商铺（演示）")
    for label in ("法定代表人", "企业负责人", "质量负责人"):
        holder.get_by_label(label, exact=True).uncheck()
    holder.get_by_role("button", name="生成", exact=True).click()
    code = holder.locator(".share-code").inner_text()

    stranger = city.page(width=PHONE)
    stranger.goto(f"/licences/shared/?code={code}")
    stranger.fill("#id_viewer", VIEWER)
    stranger.get_by_role("button", name="查看", exact=True).click()
    expect(stranger.get_by_role("heading", name="真实且有效")).to_be_visible()
    expect(stranger.get_by_text("仅限用于：租赁商铺（演示）")).to_be_visible()
    expect(stranger.get_by_text("质量负责人")).to_have_count(0)
    stranger.goto(f"/licences/shared/?code={code}")
    stranger.fill("#id_viewer", VIEWER)
    stranger.get_by_role("button", name="查看", exact=True).click()
    expect(stranger.locator("#id_code-error, .error-summary").first).to_contain_text("已经用过")

    holder.reload()
    expect(holder.get_by_text("这个出示码不能再用")).to_be_visible()
    expect(holder.get_by_text(VIEWER)).to_be_visible()
    holder.goto("/my/messages/")
    expect(holder.get_by_text("有人查看了您的证照").first).to_be_visible()


def test_revoked_on_the_desk_and_everyone_sees_it(city: City) -> None:
    """Desk → verifying page, QR, upload and list say so; the holder is told, and why."""
    row = permit()
    statement = url_for("", row.statement)
    visitor = city.page(width=PHONE)
    visitor.goto(statement)
    expect(visitor.get_by_role("heading", name="真实且有效")).to_be_visible()

    head = city.page(MARKET["decide"])
    head.goto(f"/desk/licences/{row.token}/")
    head.get_by_role("link", name="吊销", exact=True).click()
    head.get_by_role("button", name="吊销", exact=True).click()
    head.locator("[data-confirm-yes]").click()
    # Nothing without the ground, the decision's number and a reason.
    expect(head.locator(":invalid").first).to_be_attached()
    head.select_option("#id_ground", "penalty")
    head.fill("#id_document", "演示市监罚〔2026〕9号")
    head.fill("#id_reason", "出租许可证（演示）")
    head.get_by_role("button", name="吊销", exact=True).click()
    head.locator("[data-confirm-yes]").click()
    head.wait_for_url(re.compile(f"/desk/licences/{row.token}/$"))
    expect(head.get_by_text("已吊销。")).to_be_visible()
    expect(head.get_by_text("演示市监罚〔2026〕9号").first).to_be_visible()

    for again in (statement, "/verify/"):
        visitor.goto("/licences/types/")  # so that the address with the statement opens anew
        visitor.goto(again)
        if again == "/verify/":
            stored = files.by_token(row.file)
            assert stored is not None
            paper = {"name": "a.pdf", "mimeType": "application/pdf",
                     "buffer": files.open_bytes(stored)}  # fmt: skip
            visitor.set_input_files("#id_file", paper)
            visitor.get_by_role("button", name="核验文件").click()
        expect(visitor.get_by_role("heading", name="真实，但已失效")).to_be_visible()
        expect(visitor.get_by_text("出租许可证（演示）")).to_be_visible()

    # An inspector takes the signed list along, and scans where there is no network.
    visitor.goto("/licences/types/")
    visitor.goto("/verify/")
    visitor.get_by_role("button", name="带上清单").click()
    over = Licence.objects.exclude(status="valid").count()
    expect(visitor.get_by_text(re.compile(f"已带上截至.*共 {over} 份"))).to_be_visible()
    visitor.context.set_offline(True)
    visitor.evaluate("text => { location.hash = text }", row.statement)
    expect(visitor.get_by_text(re.compile("证照已被吊销.*的清单"))).to_be_visible(timeout=15_000)
    visitor.context.set_offline(False)

    holder = city.page(FIRM, width=PHONE)
    holder.goto("/my/messages/")
    expect(holder.get_by_text("已吊销。原因：出租许可证（演示）").first).to_be_visible()
    holder.goto("/my/licences/")
    expect(holder.get_by_role("heading", name=re.compile("已不能用"))).to_be_visible()
    holder.goto(f"/my/licences/{row.token}/")
    expect(holder.get_by_text("这份证照现在不能使用")).to_be_visible()
    expect(holder.get_by_role("link", name="生成出示码")).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "theme"),
    [(WIDE, "light"), (PHONE, "dark")],
    ids=["wide-light", "phone-dark"],
)
def test_the_pages_look_right(city: City, request: Any, width: int, theme: Any) -> None:
    sweep = Sweep(look_of(request))
    row = permit()
    for phone, paths in (
        ("", ("/licences/types/", f"/licences/types/{row.type.code}/", "/licences/shared/")),
        (FIRM, ("/my/licences/", f"/my/licences/{row.token}/", f"/my/licences/{row.token}/share/")),
        (
            MARKET["decide"],
            (
                f"/desk/licences/{row.token}/",
                f"/desk/licences/{row.token}/change/",
                "/desk/licences/import/",
            ),
        ),
        (ADMIN, ("/desk/licence-types/", f"/desk/licence-types/{row.type.code}/")),
    ):
        page = city.page(phone, width=width, theme=theme)
        for path in paths:
            sweep.open(page, f"licences {path}", path)
    sweep.report()
