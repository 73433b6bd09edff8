"""Whatever people bring for a check: the OFD, the PDF, a photo of the code, its text."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import zxingcpp
from asn1crypto import pem  # type: ignore[import-untyped]
from PIL import Image, UnidentifiedImageError

from tongban.licences.errors import Unreadable
from tongban.licences.rules import original, paper
from tongban.licences.rules.statement import find
from tongban.licences.types import PaperCheck

_PIXELS = 40_000_000
_TEXT_BYTES = 20_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found: `kind` paper (PDF), original (OFD), picture or text; `problem` a code, empty
    when all is well."""

    kind: str
    statement: str
    problem: str = ""
    signer: str = ""
    signed_at: datetime | None = None


def examine(
    content: bytes, *, authorities: Sequence[bytes], seal_authorities: Sequence[bytes] = ()
) -> Evidence:
    """Find the statement in `content` and, for a PDF or an OFD, check its seal: a PDF's against
    `authorities`, an OFD's against `seal_authorities` (PEM both).

    Raises Unreadable: `file_empty`, `file_unreadable`, `picture_no_code` (a picture without one of
    our codes).
    """
    if not content:
        raise Unreadable("file_empty")
    if content[:4] == b"PK\x03\x04":
        known = [pem.unarmor(one)[2] for one in seal_authorities]
        return _sealed("original", original.check(content, known))
    if content.lstrip()[:5] == b"%PDF-":
        return _sealed("paper", paper.check(content, authorities))
    if len(content) <= _TEXT_BYTES:
        try:
            found = find(content.decode("utf-8"))
        except UnicodeDecodeError:
            found = ""
        if found:
            return Evidence("text", found)
    return Evidence("picture", _read_picture(content))


def _sealed(kind: str, check: PaperCheck) -> Evidence:
    problem = check.problem or ("" if check.statement else "no_statement")
    return Evidence(kind, check.statement, problem, check.signer, check.signed_at)


def _read_picture(content: bytes) -> str:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > _PIXELS:
                raise Unreadable("picture_too_large")
            shown = picture.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable() from error
    for code in zxingcpp.read_barcodes(shown):
        found = find(code.text)
        if found:
            return found
    raise Unreadable("picture_no_code")
