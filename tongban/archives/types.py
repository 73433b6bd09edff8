"""Plain values of the area."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Check(StrEnum):
    """The four checks 四性检测 (DA/T 70-2018)."""

    GENUINE = "genuine"
    COMPLETE = "complete"
    USABLE = "usable"
    SAFE = "safe"


CHECK_TITLES = {
    Check.GENUINE: "真实性",
    Check.COMPLETE: "完整性",
    Check.USABLE: "可用性",
    Check.SAFE: "安全性",
}


@dataclass(frozen=True, slots=True)
class Document:
    """One thing in a file: a stored file by its `token`, or `content` made for the archive."""

    name: str
    kind: str  # 申请表, 申请材料, 文书, 证照
    token: str = ""
    content: bytes = b""
    media_type: str = ""
    number: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """One act on the way, as the ledger has it."""

    at: datetime
    text: str
    actor: str
    hash: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """What belongs in the file of one case, as the area that handled it says.

    `missing` names what ought to be there and is not; `chain_holds` whether the ledger's chain of
    the case is unbroken; `making`
    that some of it is still being made, so that it is too early to check.
    """

    number: str
    title: str
    facts: Sequence[tuple[str, str]]
    documents: Sequence[Document]
    happenings: Sequence[Happening]
    chain_holds: bool
    missing: Sequence[str] = ()
    making: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is over and may be archived: `key` grows with (closed_at, key)."""

    subject: str
    number: str
    title: str
    organisation: int
    division: str
    closed_at: datetime
    retention: int
    key: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found of a document's bytes when they were read again.

    `stated` is the digest taken when it was stored, `digest` the one taken now; `shown` the media
    type that the bytes show, `state` that of the stored file.
    """

    name: str
    media_type: str
    shown: str
    size: int
    stated: str
    digest: str
    state: str
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check looked at: `text` says what was found, and what to do if not ok."""

    check: Check
    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One item in a pack: its number, what stands on it, and its files by their path below it."""

    number: str
    title: str
    source: str
    organisation: str
    closed_on: date
    retention: int
    facts: Sequence[tuple[str, str]]
    happenings: Sequence[Happening]
    files: Sequence[tuple[str, str, bytes]] = field(default_factory=tuple)  # path, name, bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """What the check of a pack found: `problems` at their paths; `signer` the key's name."""

    files: int
    items: int
    problems: Sequence[str]
    signed_at: str = ""
    signer: str = ""
    key: str = ""
