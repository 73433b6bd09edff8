"""The licence proper 证照原件: the same face as the PDF, drawn as an OFD page (GB/T 33190).

Its fonts are those that every reader of OFD has, by name; the words can be picked and copied.
"""

from collections.abc import Sequence
from typing import Any

from tongban.lib.ofd import container, signing
from tongban.lib.ofd.drawing import Colour, Font, Page, Path, Text, width_of, wrapped
from tongban.lib.qr import QUIET, Code
from tongban.licences.errors import Unreadable
from tongban.licences.rules import ornament
from tongban.licences.rules.ornament import HEIGHT, WIDTH
from tongban.licences.rules.statement import find
from tongban.licences.types import PaperCheck

STATEMENT = "statement"
SEAL_BOX = (202.5, 146.5, 41.0, 41.0)  # over the issuing body's name, as on the PDF

_FONTS = (Font("宋体", "SimSun", serif=True), Font("黑体", "SimHei"))
_SERIF, _SANS = 0, 1
_POINT = 0.3528
INK: Colour = (32, 41, 46)
GOLD: Colour = (160, 124, 60)
SOFT: Colour = (216, 197, 156)
MUTED: Colour = (117, 104, 79)
RED: Colour = (196, 22, 28)
WHITE: Colour = (255, 255, 255)

_LABEL, _VALUE, _FACTS = 32.0, 61.0, (63.0, 74.0)  # left edges; top and height of the facts, mm
_LABEL_WIDTH, _VALUE_WIDTH = 27.0, 200.0
_SIZES = (12.5, 11.5, 10.5, 9.5, 8.5, 7.5, 6.5, 5.5, 5.0)
_LABEL_LETTERS = 5
_CODE = (30.0, 140.5, 47.0)  # left, top, side of the QR code


def draw(face: dict[str, Any], code: Code, *, demo: bool) -> Page:
    """Give the page of a licence; `face` is what its PDF is typeset from, `code` its QR code."""
    page = Page(WIDTH, HEIGHT, _FONTS)
    page.add(Path(" ".join(ornament.boxes()), GOLD, 0.25))
    page.add(Path(" ".join(ornament.braids()), SOFT, 0.1))
    page.add(Text(face["kicker"], 28, 23, 9.5 * _POINT, MUTED))
    number = f"编号 {face['number']}"
    size = 10.5 * _POINT
    page.add(Text(number, WIDTH - 28 - width_of(number, size), 23, size, INK))
    _title(page, face["title"])
    _facts(page, face["rows"], face["main"])
    _code(page, code, face["site"])
    _issued(page, face["issuer"], face["issued"])
    foot = f"证照标识 {face['identifier']}"
    size = 7.4 * _POINT
    said = f"{foot}  演示数据，不具有法律效力" if demo else foot
    left = (WIDTH - width_of(said, size)) / 2
    page.add(Text(foot, left, HEIGHT - 21, size, MUTED, _SANS))
    if demo:
        after = left + width_of(f"{foot}  ", size)
        page.add(Text(said[len(foot) + 2 :], after, HEIGHT - 21, size, RED, _SANS))
    return page


def _title(page: Page, title: str) -> None:
    steps = ((5, 42, 20), (7, 38, 13), (11, 31, 6))
    points, gap = next(((p, g) for most, p, g in steps if len(title) <= most), (27, 3))
    size, between = points * _POINT, gap * _POINT
    left = (WIDTH - width_of(title, size, between)) / 2
    page.add(Text(title, left, 31, size, INK, gap=between, bold=True))
    y, middle = 31 + size + 4, WIDTH / 2
    page.add(Path(f"M {middle - 46} {y:.2f} L {middle + 46} {y:.2f}", GOLD, 0.18))
    page.add(
        Path(
            f"M {middle} {y - 1.5:.2f} L {middle + 1.5} {y:.2f} L {middle} {y + 1.5:.2f} "
            f"L {middle - 1.5} {y:.2f} C",
            GOLD,
        )
    )


def _facts(page: Page, rows: Sequence[tuple[str, str]], main: str) -> None:
    """Set label and value line by line; what is long is set smaller, never over the code."""
    top, height = _FACTS
    for points in _SIZES:
        drawn, used = _lines(rows, main, points * _POINT)
        if used <= height or points == _SIZES[-1]:
            break
    page.add(*(Text(t.text, t.x, top + t.y, t.size, t.colour, t.font, t.gap) for t in drawn))


def _lines(rows: Sequence[tuple[str, str]], main: str, size: float) -> tuple[list[Text], float]:
    gap = 2.6 if size < 11 * _POINT else 3.6 if len(rows) > 8 else 5.0 if len(rows) > 6 else 6.4
    found, y = [], 0.0
    for label, value in rows:
        own = min(11.5 * _POINT, size, _LABEL_WIDTH / len(label))
        # A label is as wide as four characters, however many it has.
        spread = (25.0 - width_of(label, own)) / (len(label) - 1) if len(label) > 1 else 0.0
        fits = len(label) <= _LABEL_LETTERS
        found.append(
            Text(
                label,
                _LABEL,
                y + (size - own) * 0.6,
                own,
                MUTED,
                gap=max(spread, 0.0) if fits else 0.0,
            )
        )
        large = size * 1.2 if label == main else size
        for line in wrapped(value, large, _VALUE_WIDTH):
            found.append(Text(line, _VALUE, y, large, INK))
            y += large * 1.5
        y += gap - large * 0.3
    return found, y - gap


def _code(page: Page, code: Code, site: str) -> None:
    left, top, side = _CODE
    page.add(Path(f"M {left} {top} L {left + side} {top} L {left + side} {top + side} "
                  f"L {left} {top + side} C", WHITE))  # fmt: skip
    cell = side / (code.side + 2 * QUIET)
    page.add(Path(_runs(code, left + QUIET * cell, top + QUIET * cell, cell), INK))
    x, size = left + side + 5, 8.6 * _POINT
    page.add(Text("扫码核验真伪", x, top + 22, 10 * _POINT, INK, _SANS))
    said = "断网也能验：二维码内含颁发机构的数字签名。是否仍然有效，以联网核验结果为准。"
    for n, line in enumerate([*wrapped(said, size, 63), site]):
        page.add(Text(line, x, top + 28 + n * size * 1.5, size, MUTED, _SANS))


def _runs(code: Code, left: float, top: float, cell: float) -> str:
    """Give the dark modules as rectangles, a run of them each."""
    xs = [f"{left + n * cell:.2f}" for n in range(code.side + 1)]
    ys = [f"{top + n * cell:.2f}" for n in range(code.side + 1)]
    parts = []
    for x, y, length in code.runs:
        a, b, c, d = xs[x], xs[x + length], ys[y], ys[y + 1]
        parts.append(f"M {a} {c} L {b} {c} L {b} {d} L {a} {d} C")
    return " ".join(parts)


def _issued(page: Page, issuer: str, day: str) -> None:
    middle = WIDTH - 74
    size = (12.5 if len(issuer) > 17 else 14.5) * _POINT
    page.add(Text(issuer, middle - width_of(issuer, size) / 2, 163.5, size, INK))
    size = 13 * _POINT
    page.add(Text(day, middle - width_of(day, size) / 2, 171.5, size, INK))


def check(content: bytes, authorities: Sequence[bytes]) -> PaperCheck:
    """Check an OFD document against the published certificates (DER), as `paper.check` a PDF.

    Raises Unreadable when it is no OFD document at all, or one that may not be opened.
    """
    try:
        parts = container.unpack(content)
        found = signing.check(parts, authorities)
        statement = find(container.kept(parts, STATEMENT))
    except container.NotOfd as error:
        raise Unreadable() from error
    return PaperCheck(
        intact=found.problem in {"", "untrusted", "appended"},
        whole=found.problem in {"", "untrusted"},
        trusted=not found.problem,
        problem=found.problem,
        signer=found.signer,
        signed_at=found.at,
        statement=statement,
    )
