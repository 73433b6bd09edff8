"""Names and limits, pure."""

import re
import unicodedata

from tongban.core.files.errors import FileRefused
from tongban.core.files.types import EXTENSIONS, LABELS

NAME_LIMIT = 120
# Characters that turn the reading direction: with one of them an .exe is shown as a .jpg.
_TURNING = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FORBIDDEN = {"", ".", ".."}


def display_name(name: str) -> str:
    """Give `name` as it may be shown: no folder, no control or turning character, ≤ 120 chars.

    Rare characters of any plane stay; the extension survives the cut. Raises FileRefused
    (`upload_name`) for NUL, a broken surrogate, or nothing left.
    """
    if "\x00" in name or any(0xD800 <= ord(char) <= 0xDFFF for char in name):
        raise FileRefused("upload_name")
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    base = _TURNING.sub("", base)
    base = "".join(char for char in base if unicodedata.category(char) not in {"Cc", "Zl", "Zp"})
    base = re.sub(r"\s+", " ", unicodedata.normalize("NFC", base)).strip()
    if base in _FORBIDDEN:
        raise FileRefused("upload_name")
    if len(base) <= NAME_LIMIT:
        return base
    stem, dot, extension = base.rpartition(".")
    if dot and len(extension) <= 10:
        return f"{stem[: NAME_LIMIT - len(extension) - 1].rstrip()}.{extension}"
    return base[:NAME_LIMIT].rstrip()


def honest_name(name: str, media_type: str) -> str:
    """Give `name` with the extension of what the file is (phones call a JPEG `.HEIC`)."""
    extensions = EXTENSIONS[media_type]
    if name.lower().endswith(extensions):
        return name
    stem, dot, extension = name.rpartition(".")
    known = {ending for endings in EXTENSIONS.values() for ending in endings}
    kept = stem if dot and f".{extension.lower()}" in known else name
    return display_name(f"{kept}{extensions[0]}")


def labels(types: tuple[str, ...]) -> str:
    """Give the types in words: `PDF、JPG、PNG`."""
    return "、".join(LABELS.get(media_type, media_type) for media_type in types)
