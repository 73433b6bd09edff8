"""Packs: a ZIP that lists what is in it, with names that every system takes."""

import hashlib
import json
import zipfile
from typing import IO, Any

ALGORITHM = "SHA-256"
MANIFEST = "manifest.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # equal contents give equal bytes, whenever they are written
_NAME_LONGEST = 60
_FORBIDDEN = '\\/:*?"<>|'
ENDINGS = {
    "application/pdf": "pdf", "application/ofd": "ofd", "image/jpeg": "jpg", "image/png": "png",
    "application/json": "json",
}  # fmt: skip


class Packing:
    """Writes a pack; `listed` has size and SHA-256 of every file so far, by its path."""

    def __init__(self, into: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED)
        self.listed: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> "Packing":
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def put(self, name: str, content: bytes) -> None:
        """Write a file and list it. Raises ValueError for a path that is there already."""
        if name in self.listed:
            raise ValueError(f"written twice: {name!r}")
        self._zip.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
        self.listed[name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    def close_list(self, **head: Any) -> str:
        """Write the manifest of what is in it so far, under `head`; gives its SHA-256."""
        text = {**head, "files": dict(self.listed)}
        manifest = json.dumps(text, ensure_ascii=False, indent=1).encode()
        self.put(MANIFEST, manifest)
        return hashlib.sha256(manifest).hexdigest()


def plain_name(name: str, media_type: str) -> str:
    """Return a name for a file of this type that every system takes: no slashes, no control
    characters, its own ending.

    >>> plain_name('租赁合同/一.pdf', "application/pdf")
    '租赁合同_一.pdf'
    """
    kept = "".join("_" if c in _FORBIDDEN or ord(c) < 32 else c for c in name).strip(". ")
    ending = ENDINGS.get(media_type, "bin")
    stem = kept.removesuffix(f".{ending}")[:_NAME_LONGEST] or "文件"
    return f"{stem}.{ending}"
