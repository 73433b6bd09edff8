"""Values of files: what may come in, what was found in it. No Django here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
HEIC = "image/heic"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSONL = "application/x-ndjson"  # one JSON value a line, UTF-8

EXTENSIONS = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    PNG: (".png",),
    HEIC: (".heic", ".heif"),
    XLSX: (".xlsx",),
    JSONL: (".jsonl", ".ndjson", ".json"),
}
LABELS = {
    PDF: "PDF", JPEG: "JPG", PNG: "PNG", HEIC: "HEIC", XLSX: "XLSX", JSONL: "JSON Lines",
}  # fmt: skip

State = Literal["quarantine", "ready", "rejected"]


class Chunked(Protocol):
    """What Django's UploadedFile offers."""

    def chunks(self, chunk_size: int | None = None) -> Iterable[bytes]: ...


class Readable(Protocol):
    """A binary file object."""

    def read(self, size: int = -1, /) -> bytes: ...


Stream = Chunked | Readable | Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a kind of upload takes: media types and a limit in bytes (None: the installation's)."""

    code: str
    label: str
    types: tuple[str, ...] = (PDF, JPEG, PNG, HEIC)
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What inspection found in the bytes: pages of a PDF, pixels of an image."""

    media_type: str
    pages: int | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scanner says: clean, or the name of what it found."""

    clean: bool
    finding: str = ""


class Asker(Protocol):
    """Who asks for a file: an accounts Actor, of which files need only the reference."""

    @property
    def ref(self) -> str: ...
