"""typst: a template, its library and data in, PDF/A-2b out.

Only the two Noto SC faces are used (30,900 characters, 通用规范汉字表 whole); a character that
neither has is set as 〔U+2B7B7〕, for PDF/A forbids an empty box and a name must stay readable.
"""

import hashlib
import json
import struct
import tempfile
from datetime import datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings
from PIL import Image

from tongban.core.papers.errors import PaperFailed
from tongban.lib import qr

LIBRARY = Path(__file__).parent.parent / "typst" / "paper.typ"
SEAL = Path(__file__).parent.parent / "typst" / "seal.typ"
DEMO_LINE = "演示专用"
_SEAL_COLOURS = 32
FONTS = (Path(pylopdf_fonts_zh_cn.sans_path()), Path(pylopdf_fonts_zh_cn.serif_path()))
# Ideographic space, line ends and joiners need no glyph.
_GLYPHLESS = frozenset({0x09, 0x0A, 0x0D, 0x200B, 0x200C, 0x200D})


def texts(path: Path) -> tuple[str, str]:
    """Give the text of the template and of the library that it imports."""
    return path.read_text(encoding="utf-8"), LIBRARY.read_text(encoding="utf-8")


def template_hash(main: str, library: str) -> str:
    """Give the hash under which both texts are kept."""
    return hashlib.sha256(f"{main}\x00{library}".encode()).hexdigest()


def typeset(
    main: str, library: str, data: dict[str, Any], *, at: datetime | None = None, seal: bool = True
) -> bytes:
    """Typeset; the PDF is dated `at` (else the epoch, so that bytes repeat). Raises PaperFailed."""
    line = DEMO_LINE if settings.DEMO else str(data.get("seal_line") or "")
    name = str(data.get("organisation") or "")
    inputs = {
        "data": json.dumps(drawable(data), ensure_ascii=False),
        "demo": "1" if settings.DEMO else "",
        "seal": seal_svg(name, line) if seal and name else "",
        "qr": qr.svg(str(data["verify_url"])) if data.get("verify_url") else "",
    }
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        root = Path(folder)
        (root / "paper.typ").write_text(library, encoding="utf-8")
        (root / "main.typ").write_text(main, encoding="utf-8")
        try:
            return typst.compile(
                str(root / "main.typ"),
                root=str(root),
                font_paths=_fonts(),
                ignore_system_fonts=True,
                sys_inputs=inputs,
                pdf_standards="a-2b",
                timestamp=int(at.timestamp()) if at else 0,
            )
        except typst.TypstError as error:
            raise PaperFailed(message=f"{error}"[:2000]) from error


@lru_cache(maxsize=256)
def seal_svg(name: str, line: str = "") -> str:
    """Draw the round seal of an organisation as SVG outlines; `line` stands below the star."""
    return _seal(name, line, format="svg").decode()


@lru_cache(maxsize=256)
def seal_png(name: str, line: str = "") -> bytes:
    """Draw the same seal as PNG, 200 dots an inch, in few colours, for what takes no outlines."""
    drawn = _seal(name, DEMO_LINE if settings.DEMO else line, format="png", ppi=200.0)
    out = BytesIO()
    with Image.open(BytesIO(drawn)) as picture:
        picture.quantize(_SEAL_COLOURS, method=Image.Quantize.FASTOCTREE).save(out, "png")
    return out.getvalue()


def _seal(name: str, line: str, **how: Any) -> bytes:
    return bytes(
        typst.compile(
            str(SEAL),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"name": drawable(name), "line": drawable(line)},
            **how,
        )
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(path.parent) for path in FONTS[:1]],
    )


def drawable(value: Any) -> Any:
    """Give the data with every character that no font has written as 〔U+…〕."""
    if isinstance(value, str):
        if value.isascii():
            return value
        return "".join(_shown(char) for char in value)
    if isinstance(value, dict):
        return {key: drawable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [drawable(item) for item in value]
    return value


def _shown(char: str) -> str:
    code = ord(char)
    return char if code in covered() or code in _GLYPHLESS else f"〔U+{code:04X}〕"


@cache
def covered() -> frozenset[int]:
    """Give the code points that at least one of the faces can draw."""
    return frozenset().union(*(_cmap(path.read_bytes()) for path in FONTS))


def _cmap(font: bytes) -> set[int]:
    """Read the characters of an OpenType font (cmap subtable of format 12, 32-bit groups)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    for index in range(tables):
        tag, _checksum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if tag == b"cmap":
            return _groups(font, offset)
    return set()


def _groups(font: bytes, start: int) -> set[int]:
    codes: set[int] = set()
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    for index in range(subtables):
        (offset,) = struct.unpack_from(">I", font, start + 8 + 8 * index)
        (kind,) = struct.unpack_from(">H", font, start + offset)
        if kind == 12:
            (groups,) = struct.unpack_from(">I", font, start + offset + 12)
            for number in range(groups):
                first, last, _glyph = struct.unpack_from(
                    ">III", font, start + offset + 16 + 12 * number
                )
                codes.update(range(first, last + 1))
    return codes
