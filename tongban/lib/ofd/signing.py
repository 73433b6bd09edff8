"""The seal on a document (GB/T 33190 §18, GB/T 38540): every part's SM3 digest is listed, the list
is signed with the seal, and nothing may be there that the list does not name.
"""

from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from posixpath import join, normpath
from xml.etree.ElementTree import Element

from tongban.lib.gm import seals, sm2
from tongban.lib.gm.certificates import Holder
from tongban.lib.ofd.container import HEAD, ROOT, SIGNATURES, NotOfd, tag, tree_of
from tongban.lib.ofd.drawing import NAMESPACE, mm

SIGNATURE = "Doc_0/Signs/Sign_0/Signature.xml"
VALUE = "Doc_0/Signs/Sign_0/SignedValue.dat"
Box = tuple[float, float, float, float]


def seal(
    parts: Mapping[str, bytes], *, seal: bytes, user: Holder, box: Box, at: datetime
) -> dict[str, bytes]:
    """Give the parts with a seal (DER) set in `box` on the first page."""
    references = "".join(
        f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>{_digest(content)}</ofd:CheckValue>'
        "</ofd:Reference>"
        for name, content in parts.items()
    )
    listed = (
        f'{HEAD}<ofd:Signature xmlns:ofd="{NAMESPACE}"><ofd:SignedInfo>'
        '<ofd:Provider ProviderName="Tongban" Version="1.0"/>'
        f"<ofd:SignatureMethod>{sm2.SM2_WITH_SM3}</ofd:SignatureMethod>"
        f"<ofd:SignatureDateTime>{at:%Y%m%d%H%M%S}Z</ofd:SignatureDateTime>"
        f'<ofd:References CheckMethod="{sm2.SM3}">{references}</ofd:References>'
        f'<ofd:StampAnnot ID="1" PageRef="1" Boundary="{" ".join(map(mm, box))}"/>'
        f"</ofd:SignedInfo><ofd:SignedValue>/{VALUE}</ofd:SignedValue></ofd:Signature>"
    ).encode()
    signatures = (
        f'{HEAD}<ofd:Signatures xmlns:ofd="{NAMESPACE}"><ofd:MaxSignId>1</ofd:MaxSignId>'
        f'<ofd:Signature ID="1" Type="Seal" BaseLoc="/{SIGNATURE}"/></ofd:Signatures>'
    ).encode()
    value = seals.sign(seal=seal, user=user, content=listed, place=f"/{SIGNATURE}", at=at)
    return {**parts, SIGNATURES: signatures, SIGNATURE: listed, VALUE: value}


@dataclass(frozen=True, slots=True)
class Check:
    """What the bytes prove: `problem` is a code, "" when they are whole and sealed by an authority
    that is known. Codes: unsigned, signed_twice, changed, appended, untrusted."""

    problem: str
    signer: str = ""
    at: datetime | None = None
    picture: bytes = b""


def check(parts: Mapping[str, bytes], authorities: Sequence[bytes]) -> Check:
    """Check the seal of a document against certificates (DER). Raises NotOfd."""
    place = _signatures(parts)
    rows = list(tree_of(parts[place]).iter(tag("Signature"))) if place in parts else []
    if len(rows) != 1:
        return Check("signed_twice" if rows else "unsigned")
    at = _absolute(rows[0].get("BaseLoc", ""), place)
    listed = parts.get(at)
    if listed is None:
        return Check("changed")
    tree = tree_of(listed)
    value = _absolute(tree.findtext(tag("SignedValue"), "").strip(), at)
    try:
        sealed = seals.check(
            parts.get(value, b""), content=listed, place=f"/{at}", authorities=authorities
        )
    except ValueError:
        return Check("changed")
    problem = "" if sealed.intact else "changed"
    problem = problem or _compare(parts, tree, but={place, at, value})
    if not problem and not sealed.trusted:
        problem = "untrusted"
    return Check(problem, sealed.name, sealed.at, sealed.picture)


def _compare(parts: Mapping[str, bytes], tree: Element, *, but: set[str]) -> str:
    """Compare what is listed with what is there."""
    info = tree.find(tag("SignedInfo"))
    references = info.find(tag("References")) if info is not None else None
    if references is None or references.get("CheckMethod") != sm2.SM3:
        return "changed"
    named = {}
    for one in references.iter(tag("Reference")):
        named[one.get("FileRef", "").lstrip("/")] = one.findtext(tag("CheckValue"), "").strip()
    for name, digest in named.items():
        if name not in parts or not _same(parts[name], digest):
            return "changed"
    return "appended" if set(parts) - set(named) - but else ""


def _same(content: bytes, digest: str) -> bool:
    try:
        return b64decode(digest, validate=True) == sm2.sm3(content)
    except (BadBase64, ValueError):
        return False


def _digest(content: bytes) -> str:
    return b64encode(sm2.sm3(content)).decode()


def _signatures(parts: Mapping[str, bytes]) -> str:
    """Give where the list of signatures lies, as the root says; "" where it names none."""
    bodies = list(tree_of(parts[ROOT]).iter(tag("DocBody")))
    if len(bodies) != 1:
        raise NotOfd("no_root")
    return _absolute(bodies[0].findtext(tag("Signatures"), "").strip(), ROOT)


def _absolute(place: str, base: str) -> str:
    """Give a place that a part names (ST_Loc: from the root or from the part), slash taken."""
    if not place:
        return ""
    if not place.startswith("/"):
        place = join("/", base.rpartition("/")[0], place)
    return normpath(place).lstrip("/")
