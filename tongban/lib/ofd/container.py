"""The container: a ZIP of XML parts, written to repeat byte for byte, read with suspicion."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from uuid import UUID
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from tongban.lib.ofd import drawing
from tongban.lib.ofd.drawing import NAMESPACE, Page, mm

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
ROOT, DOCUMENT = "OFD.xml", "Doc_0/Document.xml"
SIGNATURES = "Doc_0/Signs/Signatures.xml"
MOST_PARTS, MOST_BYTES = 200, 50 * 1024 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)


class NotOfd(ValueError):
    """What was read is no OFD document, or not one that may be opened; the code says why."""


@dataclass(frozen=True, slots=True)
class Info:
    """What the document says of itself; `kept` are named texts of its maker's own (CustomDatas)."""

    number: UUID
    title: str
    author: str
    day: date
    kept: Mapping[str, str] = field(default_factory=dict)


def parts_of(page: Page, info: Info) -> dict[str, bytes]:
    """Give the parts of an unsigned document of one page, by name."""
    first = drawing.FIRST_FONT + len(page.fonts)
    most = first + len(page.objects)
    written = {
        ROOT: _root(info),
        DOCUMENT: (
            f'<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:CommonData><ofd:MaxUnitID>{most}'
            f"</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 {mm(page.width)} "
            f"{mm(page.height)}</ofd:PhysicalBox></ofd:PageArea>"
            "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>"
            '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
        ),
        "Doc_0/PublicRes.xml": drawing.fonts(page),
        "Doc_0/Pages/Page_0/Content.xml": drawing.content(page, first),
    }
    return {name: (HEAD + text).encode() for name, text in written.items()}


def _root(info: Info) -> str:
    kept = "".join(
        f"<ofd:CustomData Name={quoteattr(name)}>{escape(value)}</ofd:CustomData>"
        for name, value in info.kept.items()
    )
    return (
        f'<ofd:OFD xmlns:ofd="{NAMESPACE}" Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{info.number.hex}</ofd:DocID><ofd:Title>{escape(info.title)}</ofd:Title>"
        f"<ofd:Author>{escape(info.author)}</ofd:Author>"
        f"<ofd:CreationDate>{info.day.isoformat()}</ofd:CreationDate>"
        "<ofd:Creator>Tongban</ofd:Creator>"
        + (f"<ofd:CustomDatas>{kept}</ofd:CustomDatas>" if kept else "")
        + f"</ofd:DocInfo><ofd:DocRoot>{DOCUMENT}</ofd:DocRoot>"
        f"<ofd:Signatures>{SIGNATURES}</ofd:Signatures></ofd:DocBody></ofd:OFD>"
    )


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Give the container of the parts; equal parts give equal bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, content in parts.items():
            # A signature holds a picture, which is compressed already.
            how = zipfile.ZIP_DEFLATED if name.endswith(".xml") else zipfile.ZIP_STORED
            container.writestr(zipfile.ZipInfo(name, _EPOCH), content, how, compresslevel=4)
    return out.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """Give the parts by name.

    Raises NotOfd: `not_zip`, `too_large` (parts, or bytes once unpacked), `bad_name` (a way out of
    the container, or the same name twice), `no_root` (a ZIP, but no OFD).
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as container:
            rows = [row for row in container.infolist() if not row.is_dir()]
            if len(rows) > MOST_PARTS or sum(row.file_size for row in rows) > MOST_BYTES:
                raise NotOfd("too_large")
            names = [row.filename.lstrip("/") for row in rows]
            if len({name.casefold() for name in names}) < len(names) or any(map(_leaves, names)):
                raise NotOfd("bad_name")
            # A header may lie about the size; what is read is counted again.
            found, left = {}, MOST_BYTES
            for row, name in zip(rows, names, strict=True):
                with container.open(row) as stream:
                    found[name] = stream.read(left + 1)
                left -= len(found[name])
                if left < 0:
                    raise NotOfd("too_large")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise NotOfd("not_zip") from error
    if ROOT not in found:
        raise NotOfd("no_root")
    return found


def _leaves(name: str) -> bool:
    return not name or "\\" in name or ":" in name or ".." in name.split("/") or "\x00" in name


def tree_of(part: bytes) -> ElementTree.Element:
    """Read one part. Raises NotOfd: `bad_xml`, for a document type or an entity too."""
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise NotOfd("bad_xml")
    try:
        return ElementTree.fromstring(part)  # noqa: S314 - no document type, so no entities
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise NotOfd("bad_xml") from error


def tag(name: str) -> str:
    """Give a name in the standard's namespace."""
    return f"{{{NAMESPACE}}}{name}"


def kept(parts: Mapping[str, bytes], name: str) -> str:
    """Give a text that the document's maker keeps under `name`, or "". Raises NotOfd."""
    for one in tree_of(parts[ROOT]).iter(tag("CustomData")):
        if one.get("Name") == name:
            return one.text or ""
    return ""
