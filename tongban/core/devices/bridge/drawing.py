"""The pictures that simulators give: a page under the camera, a signature."""

import io

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

A4 = (1240, 1754)  # at 150 dpi
PAPER, INK, GREY, RED = "#fdfdfb", "#1c1c1c", "#9a9a94", "#b3261e"
SIGNATURE = (600, 240)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)


def page(number: int) -> bytes:
    """Draw the sheet that lies under the simulated camera, as a JPEG."""
    image = Image.new("RGB", A4, PAPER)
    pen = ImageDraw.Draw(image)
    width, height = A4
    pen.rectangle((60, 60, width - 60, height - 60), outline=GREY, width=3)
    pen.text((width / 2, 220), "演示材料", font=_font(84), fill=INK, anchor="mm")
    pen.text(
        (width / 2, 330), f"高拍仪模拟画面　第 {number} 页", font=_font(40), fill=INK, anchor="mm"
    )
    for line in range(18):
        end = width - (180 if line % 5 else 460)
        pen.line((180, 470 + 58 * line, end, 470 + 58 * line), fill=GREY, width=6)
    pen.ellipse((820, 1400, 1060, 1640), outline=RED, width=8)
    pen.text((940, 1520), "演示", font=_font(64), fill=RED, anchor="mm")
    found = io.BytesIO()
    image.save(found, "JPEG", quality=85, dpi=(150, 150))
    return found.getvalue()


def signature(text: str) -> bytes:
    """Draw a stroke over the words of who signs, as a transparent PNG."""
    image = Image.new("RGBA", SIGNATURE, (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    pen.text((300, 100), text, font=_font(72), fill=INK, anchor="mm")
    pen.line([(80, 180), (220, 150), (330, 196), (520, 160)], fill=INK, width=7, joint="curve")
    found = io.BytesIO()
    image.save(found, "PNG")
    return found.getvalue()
