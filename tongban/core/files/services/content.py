"""The bytes themselves: spooled to disk while they are counted and hashed, then looked into."""

import codecs
import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pillow_heif
import puremagic
from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from tongban.core.files.errors import FileRefused
from tongban.core.files.rules import labels
from tongban.core.files.types import HEIC, JPEG, JSONL, PDF, PNG, XLSX, Found, Stream

CHUNK = 64 * 1024
MAX_PIXELS = 120_000_000
# A HEIC photo has to be unpacked whole to be turned into a JPEG: three bytes a pixel.
MAX_HEIC_PIXELS = 64_000_000
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, MemoryError)


@dataclass(frozen=True, slots=True)
class Spool:
    """A file on disk with its length and hash."""

    path: Path
    size: int
    sha256: str


def _chunks(stream: Stream) -> Iterator[bytes]:
    if hasattr(stream, "chunks"):
        yield from stream.chunks(CHUNK)
    elif hasattr(stream, "read"):
        while block := stream.read(CHUNK):
            yield block
    else:
        yield from stream


def workplace() -> Path:
    """The folder for files that are on their way in; on the disk where they will stay."""
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def spooled(stream: Stream, *, limit: int) -> Iterator[Spool]:
    """Write `stream` to a temporary file, hashing it; stops reading right past `limit` bytes.

    Raises FileRefused (`upload_size`, `upload_empty`). The file is gone when the block ends.
    """
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=workplace(), prefix="in-") as target:
        for block in _chunks(stream):
            size += len(block)
            if size > limit:
                raise FileRefused("upload_size", limit_mb=max(1, limit // (1024 * 1024)))
            digest.update(block)
            target.write(block)
        if size == 0:
            raise FileRefused("upload_empty")
        target.flush()
        yield Spool(Path(target.name), size, digest.hexdigest())


def sniff(path: Path) -> str:
    """Give the media type that the bytes show, or "" for anything that we never take."""
    with path.open("rb") as stream:
        head = stream.read(2048)
    if head[4:8] == b"ftyp" and _HEIC_BRANDS & {head[8:12], head[16:20], head[20:24]}:
        return HEIC
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    # PDF readers allow a little before the header; a whole other format before it is a disguise.
    if b"%PDF-" in head[:1024] and (head.startswith(b"%PDF-") or not _other(head)):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return XLSX if _holds_workbook(path) else ""
    # Markup begins otherwise, so nothing that a browser would run is taken for JSON.
    return JSONL if head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{" else ""


def _holds_workbook(path: Path) -> bool:
    """Say whether a zip names a workbook among its parts; nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as package:
            return "xl/workbook.xml" in package.namelist()
    except (zipfile.BadZipFile, *_BROKEN):
        return False


def _other(head: bytes) -> bool:
    try:
        return puremagic.from_string(head, mime=True) not in {"", PDF}
    except (puremagic.PureError, ValueError):
        return False


def inspect(path: Path, types: tuple[str, ...]) -> Found:
    """Say what the file is, after opening it. Raises FileRefused.

    `upload_type` unless it is one of `types`, `upload_broken` when it cannot be read to its end or
    would unpack to a monster, `upload_encrypted` for a PDF that asks for a password.
    """

    media_type = sniff(path)
    if media_type not in types:
        raise FileRefused("upload_type", allowed=labels(types))
    looks = {PDF: _pdf, JPEG: _jpeg, PNG: _png, HEIC: _heic, XLSX: _xlsx, JSONL: _jsonl}
    return looks[media_type](path)


def _pdf(path: Path) -> Found:
    from pypdf import PdfReader  # half a second to load, and only uploads need it
    from pypdf.errors import PyPdfError

    with path.open("rb") as stream:
        stream.seek(0, 2)
        stream.seek(max(0, stream.tell() - 2048))
        if b"%%EOF" not in stream.read():
            raise FileRefused("upload_broken")
        stream.seek(0)
        try:
            reader = PdfReader(stream)
            if reader.is_encrypted:
                raise FileRefused("upload_encrypted")
            pages = len(reader.pages)
        except (PyPdfError, RecursionError, AttributeError, TypeError, *_BROKEN) as error:
            raise FileRefused("upload_broken") from error
    if pages == 0:
        raise FileRefused("upload_broken")
    return Found(PDF, pages=pages)


def _xlsx(_path: Path) -> Found:
    """Its parts are judged by who reads them (core.sheets), before anything is unpacked."""
    return Found(XLSX)


def _jsonl(path: Path) -> Found:
    """Text in UTF-8 without NUL; what the lines say is for who reads them."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while block := stream.read(CHUNK):
                if "\0" in decoder.decode(block):
                    raise FileRefused("upload_broken")
            decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise FileRefused("upload_broken") from error
    return Found(JSONL)


@contextmanager
def _opened(path: Path, kind: str, limit: int) -> Iterator[Any]:
    try:
        with Image.open(path, formats=[kind]) as image:
            if image.width * image.height > limit:
                raise FileRefused("upload_broken")
            yield image
    except FileRefused:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, *_BROKEN) as error:
        raise FileRefused("upload_broken") from error


def _jpeg(path: Path) -> Found:
    with _opened(path, "JPEG", MAX_PIXELS) as image:
        width, height = image.size
        # Reads every byte but unpacks to an eighth: a truncated photo fails, memory stays small.
        image.draft("RGB", (max(1, width // 8), max(1, height // 8)))
        image.load()
    return Found(JPEG, width=width, height=height)


def _png(path: Path) -> Found:
    with _opened(path, "PNG", MAX_PIXELS) as image:
        width, height = image.size
        image.verify()  # walks all chunks and their checksums without unpacking
    return Found(PNG, width=width, height=height)


def _heic(path: Path) -> Found:
    pillow_heif.register_heif_opener()
    with _opened(path, "HEIF", MAX_HEIC_PIXELS) as image:
        return Found(HEIC, width=image.width, height=image.height)


@contextmanager
def jpeg_of(path: Path) -> Iterator[Spool]:
    """Turn a HEIC photo into a JPEG, upright as it was taken, without its place and camera data."""
    pillow_heif.register_heif_opener()
    with (
        tempfile.NamedTemporaryFile(dir=workplace(), prefix="jpg-", suffix=".jpg") as target,
        _opened(path, "HEIF", MAX_HEIC_PIXELS) as image,
    ):
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.info.pop("exif", None)
        upright.save(target, "JPEG", quality=88, optimize=True)
        target.flush()
        with open(target.name, "rb") as stream, spooled(stream, limit=2**40) as spool:
            yield spool
