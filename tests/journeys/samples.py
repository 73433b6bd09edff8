"""Files as people have them: made here, so that none is anybody's."""

import io

from PIL import Image, ImageDraw
from pillow_heif import register_heif_opener

register_heif_opener()


def picture(kind: str, *, words: str = "演示") -> bytes:
    """Give a small photo as JPEG, PNG, HEIF or (one page) PDF."""
    image = Image.new("RGB", (640, 480), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, 600, 440), outline="black", width=4)
    draw.text((80, 220), f"{kind} {words}".encode("ascii", "replace").decode(), fill="black")
    stream = io.BytesIO()
    image.save(stream, format=kind)
    return stream.getvalue()


def upload(name: str, kind: str) -> dict[str, object]:
    """Give what a file input takes: a name, a type and the bytes of a photo of that kind."""
    types = {
        "PDF": "application/pdf",
        "JPEG": "image/jpeg",
        "PNG": "image/png",
        "HEIF": "image/heic",
    }
    return {"name": name, "mimeType": types[kind], "buffer": picture(kind, words=name)}
