"""Whatever people bring for a check: the PDF, a photo of the code, its text."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from PIL import Image, UnidentifiedImageError

from tongban.licences.errors import Unreadable
from tongban.licences.rules import paper
from tongban.licences.rules.statement import find

_PIXELS = 40_000_000
_TEXT_BYTES = 20_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found: `kind` paper, picture or text; `problem` a code, empty when all is well."""

    kind: str
    statement: str
    problem: str = ""
    signer: str = ""
    signed_at: datetime | None = None


def examine(content: bytes, *, authorities: Sequence[bytes]) -> Evidence:
    """Find the statement in `content` and, for a PDF, check its seal.

    Raises Unreadable: `file_empty`, `file_unreadable`, `picture_no_code` (a picture without one of
    our codes), `picture_no_reader` (no component here reads pictures).
    """
    if not content:
        raise Unreadable("file_empty")
    if content.lstrip()[:5] == b"%PDF-":
        check = paper.check(content, authorities)
        problem = check.problem or ("" if check.statement else "no_statement")
        return Evidence("paper", check.statement, problem, check.signer, check.signed_at)
    if len(content) <= _TEXT_BYTES:
        try:
            found = find(content.decode("utf-8"))
        except UnicodeDecodeError:
            found = ""
        if found:
            return Evidence("text", found)
    return Evidence("picture", _read_picture(content))


def _read_picture(content: bytes) -> str:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > _PIXELS:
                raise Unreadable("picture_too_large")
            shown = picture.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable() from error
    if find_spec("zxingcpp") is None:
        raise Unreadable("picture_no_reader")
    reader = import_module("zxingcpp")
    for code in reader.read_barcodes(shown):
        found = find(code.text)
        if found:
            return found
    raise Unreadable("picture_no_code")
