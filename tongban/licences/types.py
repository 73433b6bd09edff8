"""The plain values of a licence: its status, what its QR code says, what a check concludes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """Where a licence stands in its life (电子证照状态, the 住建 set)."""

    VALID = "valid"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    TRANSFERRED = "transferred"
    REVOKED = "revoked"
    OTHER = "other"


STATUS_TITLES: Mapping[str, str] = {
    Status.VALID: "有效",
    Status.SUSPENDED: "暂扣",
    Status.WITHDRAWN: "撤销",
    Status.CANCELLED: "注销",
    Status.LAPSED: "失效",
    Status.TRANSFERRED: "转出",
    Status.REVOKED: "吊销",
    Status.OTHER: "其他",
}

LIVE: frozenset[str] = frozenset({Status.VALID, Status.SUSPENDED})
"""A live licence blocks a second one of its type for the same holder; only VALID is in force."""


class Making(StrEnum):
    """Whether the paper is there yet 制证状态."""

    MAKING = "making"
    READY = "ready"


class Conclusion(StrEnum):
    """What a check of a licence comes to; three answers, never a shade between."""

    IN_FORCE = "in_force"  # 真实且有效
    NOT_IN_FORCE = "not_in_force"  # 真实,但已失效
    GENUINE_OFFLINE = "genuine_offline"  # 离线: genuine, whether in force is not known here
    UNKNOWN = "unknown"  # 不能确认真伪


CONCLUSION_TITLES: Mapping[str, str] = {
    Conclusion.IN_FORCE: "真实且有效",
    Conclusion.NOT_IN_FORCE: "真实，但已失效",
    Conclusion.GENUINE_OFFLINE: "离线：仅能确认真伪，不能确认是否仍然有效",
    Conclusion.UNKNOWN: "不能确认真伪",
}


@dataclass(frozen=True, slots=True)
class Claims:
    """What the signed statement in the QR code says.

    Dates are local; `holder` is masked for natural persons; `valid_to` None is 长期; `issued_at`
    is when the statement was signed (UTC).
    """

    identifier: str
    number: str
    title: str
    holder: str
    issuer: str
    valid_from: date
    valid_to: date | None
    issued_at: datetime
    kid: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "is this licence genuine, and is it in force?".

    `reason` is a code (see apps.MESSAGES) when the conclusion is not IN_FORCE; `reason_text` is
    what the authority wrote when it changed the status; `since` the local day of that change.
    """

    conclusion: Conclusion
    reason: str = ""
    reason_text: str = ""
    since: date | None = None
    identifier: str = ""
    number: str = ""
    title: str = ""
    holder: str = ""
    issuer: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    status: str = ""
    status_title: str = ""
    checked_at: datetime | None = None

    @property
    def title_text(self) -> str:
        """The conclusion in Chinese, large on every page."""
        return CONCLUSION_TITLES[self.conclusion]

    @property
    def genuine(self) -> bool:
        return self.conclusion is not Conclusion.UNKNOWN


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """What the bytes of a licence PDF prove by themselves, without any register.

    `intact`: the signed bytes are unchanged. `whole`: nothing was added after signing. `trusted`:
    the signer's certificate leads to one of the given authorities. `problem` is a code, empty when
    all three hold.
    """

    intact: bool
    whole: bool
    trusted: bool
    problem: str = ""
    signer: str = ""
    signed_at: datetime | None = None
    statement: str = ""

    @property
    def genuine(self) -> bool:
        return self.intact and self.whole and self.trusted and not self.problem


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground of an act: its code, what it is called, the article that names it ("": none)."""

    code: str
    title: str
    law: str


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one field: its key, a code, a Chinese sentence."""

    key: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class TypeField:
    """One line on the face of a type: `label` as printed, `element` its data element (a code of
    the forms' vocabulary, "" where there is none), `key` under which a licence keeps the value.
    """

    key: str
    label: str
    element: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class TypeSeed:
    """A licence type as it is to be published; see models.TypeVersion for the columns.

    `years` None is no term of its own (长期); `change_note` says why there is a new version.
    """

    code: str
    document_type: str
    title: str
    holder_kinds: tuple[str, ...]
    years: int | None
    multi: bool
    numbering: str
    basis: str
    note: str
    kicker: str = ""
    certain: bool = False
    fields: tuple[TypeField, ...] = ()
    change_note: str = ""


HOLDER_KINDS: Mapping[str, str] = {
    "market": "市场主体",
    "organisation": "机关、事业单位、社会组织",
    "natural": "自然人",
}

VERSION_KINDS: Mapping[str, str] = {
    "first": "首次颁发",
    "change": "变更",
    "renew": "延续",
    "replace": "补证",
    "correct": "更正",
    "import": "存量入库",
}

USE_KINDS: Mapping[str, str] = {
    "share": "凭出示码查看",
    "case": "办事免交材料",
    "api": "部门系统调用",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one who was shown a licence sees: whether it is in force, and the lines they may see."""

    title: str
    issuer: str
    status_title: str
    in_force: bool
    purpose: str
    rows: tuple[tuple[str, str], ...]
    seen_at: datetime
    valid_until: datetime
    once: bool


Data = Mapping[str, Any]
