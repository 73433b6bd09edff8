"""Every main page, at both widths, light and dark, and in the elder mode.

No page may overflow sideways, break a rule of WCAG 2.2 AA that axe knows, or be refused anything
by its own content security policy (the city fails the test for that by itself). With
TONGBAN_PICTURES=1 the pictures of the README are taken on the way.
"""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

from tests.journeys.city import PHONE, WIDE, City
from tests.journeys.helpers import FIRM, FIRM_NAME, LEADER, WINDOW, XIANAN, matter
from tongban.cases.models import Case
from tongban.licences.models import Licence

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}
# What a second look at a page can make wrong: the rest was asked of the first.
LOOK_RULES = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}}
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
LIMIT = 150_000
Where = str | Callable[[], str]


def guide() -> str:
    return f"/matters/{matter('drug-retail')}/"


def mine(**wanted: Any) -> Callable[[], str]:
    """Give the latest case of the demo firm that is as wanted."""
    firms = {"applicant_name": FIRM_NAME, **wanted}
    return lambda: f"/my/cases/{Case.objects.filter(**firms).latest('pk').item.number}/"


def desk(state: str) -> Callable[[], str]:
    """Give the latest pharmacy, or else case, of 咸安区 in a state."""

    def address() -> str:
        there = Case.objects.filter(item__state=state, item__division_id=XIANAN)
        shops = there.filter(edition__implementation__matter__slug="drug-retail")
        return f"/desk/cases/{(shops if shops.exists() else there).latest('pk').item.number}/"

    return address


def licence() -> str:
    return (
        f"/my/licences/{Licence.objects.filter(holder_name__contains='大药房').latest('pk').token}/"
    )


VISITOR: dict[str, Where] = {
    "home": "/",
    "search": "/search/?q=药店",
    "nothing-found": "/search/?q=没有这样的事项",
    "matters": "/matters/",
    "open-data": "/matters/data/",
    "life-event": "/matters/events/event-pharmacy/",
    "lists": "/lists/",
    "list": "/lists/fees-government-421200/",
    "list-near": "/lists/nearby-421202/?place=421202001",
    "list-changes": "/lists/community-proofs-cancelled-421200/compare/",
    "list-print": "/lists/licence-methods-421202/?print=1",
    "guide": guide,
    "login": "/login/",
    "login-code": "/login/code/",
    "signup": "/signup/",
    "unified": "/login/unified/",
    "verify": "/verify/",
    "figures": "/figures/",
    "accessibility": "/accessibility/",
    "unknown-page": "/no/such/page/",
    "outbox": "/demo/outbox/",
}
APPLICANT: dict[str, Where] = {
    "my": "/my/",
    "my-cases": "/my/cases/",
    "my-case": mine(item__state="accepted"),
    "my-correction": mine(item__state="correcting"),
    "my-granted": mine(item__outcome="approve"),
    "my-licences": "/my/licences/",
    "my-licence": licence,
    "my-messages": "/my/messages/",
    "my-follows": "/my/follows/",
    "my-account": "/my/account/",
}
APPLYING = ("questions", "form", "materials", "check")
STAFF: dict[str, Where] = {
    "desk": "/desk/",
    "desk-todos": "/desk/todos/",
    "desk-cases": "/desk/cases/",
    "desk-case": desk("submitted"),
    "desk-case-accepted": desk("accepted"),
    "desk-licences": "/desk/licences/",
    "desk-ratings": "/desk/ratings/",
    "desk-outbox": "/desk/outbox/",
    "desk-messages": "/desk/messages/",
    "desk-workdays": "/desk/workdays/",
    "desk-params": "/desk/params/",
    "desk-deputies": "/desk/deputies/",
    "desk-devices": "/desk/devices/",
}
OVERSEER: dict[str, Where] = {
    "leader-desk": "/desk/",
    "leader-case": desk("accepted"),
    "leader-figures": "/figures/",
}
LOOKS = [
    pytest.param(WIDE, "light", False, id="wide-light"),
    pytest.param(PHONE, "dark", False, id="phone-dark"),
    pytest.param(WIDE, "dark", False, id="wide-dark"),
    pytest.param(PHONE, "light", False, id="phone-light"),
    pytest.param(PHONE, "light", True, id="phone-elder"),
]
# Each width, theme and mode once; all of them when pictures are taken.
SWEPT = LOOKS if os.environ.get("TONGBAN_PICTURES") == "1" else [*LOOKS[:2], LOOKS[4]]


class Sweep:
    """Pages looked at one after another; all that is wrong is told at the end."""

    def __init__(self, look: str) -> None:
        self.look, self.wrong, self.axe = look, [], Axe()
        self.rules = LOOK_RULES if "dark" in look or "elder" in look else RULES

    def open(self, page: Page, name: str, where: Where, *, status: int = 200) -> None:
        path = where if isinstance(where, str) else where()
        answer = page.goto(path)
        got = answer.status if answer is not None else 0
        if got != status:
            self.wrong.append(f"{name} {path}: {got}")
            return
        self.check(page, name)

    def check(self, page: Page, name: str) -> None:
        page.wait_for_load_state()  # a page that a link led to may still lack its style sheet
        # A toast that is still rising is half transparent: it is looked at once it has risen.
        page.evaluate(
            """() => Promise.all(document.getAnimations()
              .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
              .map((one) => one.finished.catch(() => null)))"""
        )
        too_wide = page.evaluate(
            """() => {
              const root = document.documentElement, room = root.clientWidth;
              if (root.scrollWidth <= room) return "";
              const out = [...document.querySelectorAll("body *")].filter((one) => {
                const box = one.getBoundingClientRect();
                return box.right > room + 1 && box.width > 0;
              });
              return `${root.scrollWidth} > ${room}: ` +
                out.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)).join(" | ");
            }"""
        )
        if too_wide:
            self.wrong.append(f"{name}: overflows, {too_wide}")
        for found in self.axe.run(page, options=self.rules).response["violations"]:
            places = [
                f"{n['html'][:160]} ({n['any'][0]['message'] if n['any'] else ''})"
                for n in found["nodes"]
            ]
            self.wrong.append(f"{name}: {found['id']}, {found['help']}: " + " | ".join(places[:3]))
        take(page, f"{name}-{self.look}")

    def report(self) -> None:
        assert not self.wrong, "\n".join(self.wrong)


KEPT = {
    "home-wide-light",
    "guide-wide-light",
    "form-phone-light",
    "materials-wide-light",
    "my-licence-wide-light",
    "my-case-phone-light",
    "figures-wide-light",
    "desk-todos-wide-light",
    "desk-case-wide-light",
}


def take(page: Page, name: str) -> None:
    """Take a picture for the README: what fits the window, in a palette, at most 150 kB."""
    if os.environ.get("TONGBAN_PICTURES") != "1" or name not in KEPT:
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for width in (shot.width, 1200, 960, 720):
        small = shot.resize(
            (min(width, shot.width), shot.height * min(width, shot.width) // shot.width)
        )
        stream = io.BytesIO()
        small.quantize(128, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
        if len(stream.getvalue()) <= LIMIT:
            break
    (PICTURES / f"{name}.png").write_bytes(stream.getvalue())


@pytest.mark.parametrize(("width", "theme", "elder"), SWEPT)
def test_public_pages(city: City, request: Any, width: int, theme: str, elder: bool) -> None:
    sweep = Sweep(look_of(request))
    page = city.page(width=width, theme=theme, elder=elder)
    for name, where in VISITOR.items():
        sweep.open(page, name, where, status=404 if name == "unknown-page" else 200)
    sweep.report()


@pytest.mark.parametrize(("width", "theme", "elder"), SWEPT)
def test_pages_of_an_applicant(
    city: City, request: Any, width: int, theme: str, elder: bool
) -> None:
    sweep = Sweep(look_of(request))
    page = city.page(FIRM, width=width, theme=theme, elder=elder)
    page.goto(f"/apply/{matter('drug-retail')}/")
    base = page.url.rsplit("/", 2)[0]
    for code in APPLYING:
        sweep.open(page, code, f"{base}/{code}/")
    page.locator('form[action$="/submit/"] button.btn-primary').click()
    page.wait_for_load_state()
    sweep.check(page, "form-with-errors")
    for name, where in APPLICANT.items():
        sweep.open(page, name, where)
    sweep.report()


@pytest.mark.parametrize(("width", "theme", "elder"), LOOKS[:2])
def test_pages_of_staff(city: City, request: Any, width: int, theme: str, elder: bool) -> None:
    sweep = Sweep(look_of(request))
    page = city.page(WINDOW, width=width, theme=theme, elder=elder)
    for name, where in STAFF.items():
        sweep.open(page, name, where)
    page.goto(desk("submitted")())
    page.locator("[data-open=dialog-correction]").click()
    sweep.check(page, "dialog")
    sweep.report()


@pytest.mark.parametrize(("width", "theme", "elder"), LOOKS[:2])
def test_pages_of_a_leader(city: City, request: Any, width: int, theme: str, elder: bool) -> None:
    sweep = Sweep(look_of(request))
    page = city.page(LEADER, width=width, theme=theme, elder=elder)
    for name, where in OVERSEER.items():
        sweep.open(page, name, where)
    sweep.report()


def look_of(request: Any) -> str:
    return str(request.node.callspec.id).removesuffix("-chromium").removeprefix("chromium-")
