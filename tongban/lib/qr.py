"""QR codes (ISO/IEC 18004), made by zxing-cpp: as SVG for pages and PDFs, as runs for what draws.

Level M throughout: a code on paper gets folded, and one on a screen is read askew.
"""

from functools import lru_cache
from math import isqrt
from typing import Any, NamedTuple

import zxingcpp

QUIET = 4  # modules that must stay light around a code


class Code(NamedTuple):
    """A code of `side` modules a side: its dark ones as (left, top, length) of runs in a row."""

    side: int
    runs: tuple[tuple[int, int, int], ...]


@lru_cache(maxsize=8)  # a licence asks twice: for its PDF and for its OFD
def make(text: str) -> Code:
    """Give `text`, an address as a rule, as a code without its quiet zone.

    Raises ValueError above 2,331 bytes.
    """
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = made.to_image(scale=1, add_quiet_zones=False)
    light, rows = 255, bytes(picture)  # one byte a module
    side = isqrt(len(rows))
    runs = []
    for top in range(side):
        row = rows[top * side : (top + 1) * side] + b"\xff"
        at = row.find(0)
        while at >= 0:
            end = row.index(light, at)
            runs.append((at, top, end - at))
            at = row.find(0, end)
    return Code(side, tuple(runs))


@lru_cache(maxsize=256)
def svg(text: str) -> str:
    """Give `text` as an SVG of any size, quiet zone kept. Raises ValueError as `make`."""
    code = make(text)
    side = code.side + 2 * QUIET
    dark = "".join(f"M{x + QUIET} {y + QUIET}h{n}v1h-{n}z" for x, y, n in code.runs)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{dark}"/></svg>'
    )
