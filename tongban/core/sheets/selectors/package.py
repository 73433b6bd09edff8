"""The file as a package: is it a workbook, and may it be unpacked?

All is judged by the declared sizes before anything is parsed. zipfile never gives more of a part
than its declared size (and then fails its checksum), so what is declared bounds what comes out.
The whole is held against the file's real length, so that parts which overlap gain nothing.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.types import Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SMALL = 10_000_000  # a package that unpacks to less is no danger, whatever its ratio
_CHUNK = 1 << 16
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class Package:
    """An xlsx file that was judged; its parts are read in chunks."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        """Open `file` (seekable, left open); raises SheetRefused with the reason."""
        size = file.seek(0, io.SEEK_END)
        if size > limits.file_bytes:
            raise SheetRefused("sheet_too_big", limit_mb=limits.file_bytes // 1_000_000)
        _recognise(file)
        file.seek(0)
        try:
            self._zip = zipfile.ZipFile(file)
        except (*BROKEN, ValueError):
            raise SheetRefused("sheet_broken") from None
        infos = self._zip.infolist()
        self._parts = {info.filename.lower(): info for info in infos}
        unpacked = sum(info.file_size for info in infos)
        if len(infos) > limits.parts or len(self._parts) != len(infos):
            raise SheetRefused("sheet_bomb")
        if unpacked > max(_SMALL, size * limits.ratio):
            raise SheetRefused("sheet_bomb")
        if unpacked > limits.unpacked_bytes:
            raise SheetRefused("sheet_too_big", limit_mb=limits.file_bytes // 1_000_000)
        if any(info.flag_bits & 1 for info in infos):
            raise SheetRefused("sheet_encrypted")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """Give the part in chunks; raises SheetRefused for one that is missing or broken."""
        info = self._parts.get(name.lower())
        if info is None:
            raise SheetRefused("sheet_broken")
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(_CHUNK):
                    yield chunk
        except BROKEN:
            raise SheetRefused("sheet_broken") from None


def _recognise(file: BinaryIO) -> None:
    """Refuse what does not begin as a zip, by what it is."""
    file.seek(0)
    start = file.read(8)
    if start.startswith(_OLE):
        raise SheetRefused("sheet_encrypted" if _has(file, _ENCRYPTED) else "sheet_old_xls")
    if not start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise SheetRefused("sheet_not_xlsx")


def _has(file: BinaryIO, wanted: bytes) -> bool:
    tail = b""
    while chunk := file.read(_CHUNK):
        if wanted in tail + chunk:
            return True
        tail = chunk[-len(wanted) :]
    return False
