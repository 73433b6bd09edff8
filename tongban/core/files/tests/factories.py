"""Small real files and stored rows."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pillow_heif
from PIL import Image
from pypdf import PdfWriter

from tongban.core.files import services
from tongban.core.files.models import StoredFile

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def pdf(pages: int = 2, password: str = "", comment: bytes = b"") -> bytes:
    """A real PDF with blank A4 pages, and a comment before its end."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    out = BytesIO()
    writer.write(out)
    body, start, end = out.getvalue().rpartition(b"startxref")
    return body + comment + start + end


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """A real picture whose left half is red and right half blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    if kind == "HEIF":
        heif = pillow_heif.from_pillow(image)
        heif.save(out, quality=90, **options)
    else:
        image.save(out, kind, **options)
    return out.getvalue()


def stored(data: bytes | None = None, **changes: Any) -> StoredFile:
    """A received file."""
    given: dict[str, Any] = {
        "owner": "account:1",
        "now": NOW,
        "name": "材料.pdf",
        "stream": [pdf() if data is None else data],
        "purpose": "test",
    }
    return services.receive(**(given | changes))
