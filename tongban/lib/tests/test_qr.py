"""QR codes: what is made reads back, whole and with its quiet zone."""

import io
import re
import string

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tongban.lib import qr

TEXT = "https://tongban.example/v#" + "eyJhbGciOiJFUzI1NiIsImtpZCI6IjEyMzQ1Njc4In0." * 17


def drawn(text: str, scale: int = 4) -> Image.Image:
    """The code as a reader sees it: painted from its runs."""
    code = qr.make(text)
    side = code.side + 2 * qr.QUIET
    picture = Image.new("L", (side, side), 255)
    for x, y, n in code.runs:
        picture.paste(0, (x + qr.QUIET, y + qr.QUIET, x + qr.QUIET + n, y + qr.QUIET + 1))
    return picture.resize((side * scale, side * scale), Image.Resampling.NEAREST)


@pytest.mark.parametrize("text", ["a", "证照核验 https://tongban.example/v", TEXT])
def test_a_code_reads_back(text: str) -> None:
    (found,) = zxingcpp.read_barcodes(drawn(text))
    assert (found.text, found.ec_level) == (text, "M")


@given(st.text(string.printable[:94], min_size=1, max_size=80))  # what an address is made of
@settings(max_examples=30, deadline=None)
def test_whatever_is_written_is_read(text: str) -> None:
    (found,) = zxingcpp.read_barcodes(drawn(text))
    assert found.text == text


def test_a_code_is_square_with_three_finders_of_seven() -> None:
    code = qr.make("a")
    assert code.side == 21
    assert {(0, 0, 7), (14, 0, 7), (0, 20, 7)} <= set(code.runs)
    assert all(x >= 0 and x + n <= code.side and 0 <= y < code.side for x, y, n in code.runs)


def test_the_svg_draws_just_these_runs_inside_a_quiet_zone() -> None:
    code = qr.make("a")
    found = re.findall(r"M(\d+) (\d+)h(\d+)v1", qr.svg("a"))
    assert [(int(x) - 4, int(y) - 4, int(n)) for x, y, n in found] == list(code.runs)
    assert 'viewBox="0 0 29 29"' in qr.svg("a")


def test_too_much_text_is_refused() -> None:
    with pytest.raises(ValueError, match=r"."):
        qr.make("x" * 2332)
    assert io.BytesIO(qr.svg("x" * 2331).encode()).read(4) == b"<svg"
