"""How licences and verdicts are shown: sentences for people, JSON for machines."""

from datetime import date, datetime
from typing import Annotated, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from tongban.core.ledger.selectors import timeline
from tongban.core.workdays.rules import local_date
from tongban.forms.rules import VOCABULARY
from tongban.lib import qr
from tongban.licences.models import Licence, LicenceType, TypeVersion
from tongban.licences.rules import face
from tongban.licences.rules.fields import OWN
from tongban.licences.rules.statement import url_for
from tongban.licences.types import HOLDER_KINDS, Conclusion, Making, Status, Verdict
from tongban.parties.types import IDENTITY_TYPES

REASONS = {
    "suspended": _("证照已被暂扣"),
    "withdrawn": _("证照已被撤销"),
    "cancelled": _("证照已注销"),
    "lapsed": _("证照已失效"),
    "transferred": _("证照已转出"),
    "revoked": _("证照已被吊销"),
    "other": _("证照当前不是有效状态"),
    "not_yet": _("有效期尚未开始"),
    "offline": _("没有联网，不知道现在是否仍然有效"),
    "not_listed": _("没有联网；到清单的时间为止没有失效，之后的情况不知道"),
    "not_in_register": _(
        "登记库中没有与所填内容一致的证照。请核对编号与持证人全称；仍不一致的，请向颁发机构核实"
    ),
    "statement_unreadable": _("这不是本平台的证照二维码"),
    "statement_unknown_key": _("签名所用的密钥不是本平台公布的密钥"),
    "statement_forged": _("数字签名不符，内容可能被改动过"),
    "unsigned": _("文件没有电子印章签名"),
    "signed_twice": _("文件上有多个签名，不是颁发时的原件"),
    "changed": _("文件内容在签章之后被改动过"),
    "appended": _("签章之后文件又被添加过内容"),
    "untrusted": _("签章证书不是本平台公布的机构所颁发"),
    "no_statement": _("文件里没有证照标识，可能不是证照原件"),
}


def reason_sentence(verdict: Verdict) -> str:
    """Why the conclusion is what it is, in one sentence; "" for one in force."""
    said = str(REASONS.get(verdict.reason, ""))
    if said and verdict.since is not None:
        said += f"({verdict.since.isoformat()})"
    if verdict.reason_text and verdict.conclusion is Conclusion.NOT_IN_FORCE:
        said += f"。原因：{verdict.reason_text}"
    return said


def shown(licence: Licence, *, now: datetime) -> dict[str, Any]:
    """What the card of a licence shows."""
    site = settings.SITE_URL
    ready = licence.making == Making.READY
    return {
        "licence": licence,
        "ready": ready,
        "in_force": licence.in_force(local_date(now)),
        "rows": face.rows(
            labels=licence.terms.faces,
            content=licence.content,
            holder=licence.holder_name,
            holder_code=licence.holder_code,
            valid_from=licence.valid_from,
            valid_to=licence.valid_to,
        ),
        "qr": qr.svg(url_for(site, licence.statement)) if ready else "",
        "share": url_for(site, licence.statement) if ready else "",
    }


def held(row: Licence, *, today: date, soon: date) -> dict[str, Any]:
    """A card of the wallet: its group, its state in words, and what is left of it."""
    left = (row.valid_to - today).days if row.valid_to is not None else None
    if not row.in_force(today):
        group = "live" if row.status == Status.VALID and row.valid_from > today else "over"
        text = str(REASONS.get(row.status, "")) if group == "over" else str(REASONS["not_yet"])
        if row.status == Status.VALID and group == "over":
            text = str(REASONS["lapsed"])
    elif row.valid_to is not None and row.valid_to <= soon:
        group = "soon"
        text = str(_("今天到期")) if left == 0 else f"还剩 {left} 天到期"
    else:
        group, text = "live", ""
    return {"licence": row, "group": group, "text": text}


def happened(row: Licence) -> list[dict[str, Any]]:
    """What happened to a licence, for its holder: the acts, without who pressed the button."""
    hidden = {"licences.use", "licences.made"}
    return [
        {"at": entry.at, "title": entry.text}
        for entry in reversed(timeline(row.subject))
        if entry.verb not in hidden
    ]


def term_text(years: int | None) -> str:
    """How long a licence of a type holds."""
    return f"{years} 年" if years else str(_("长期，或由许可决定写明"))


def kinds_text(kinds: str) -> str:
    """The holder kinds "market,natural" in words."""
    return "、".join(HOLDER_KINDS.get(kind, kind) for kind in kinds.split(",") if kind)


def type_shown(row: LicenceType) -> dict[str, Any]:
    """What pages show of a type beside its columns."""
    return {"type": row, "term": term_text(row.years), "kinds": kinds_text(row.holder_kinds)}


def type_lines(version: TypeVersion) -> list[dict[str, Any]]:
    """What stands on the face: label, data element in words, whether it must be there."""
    return [
        {
            "label": one.label,
            "element": one.element,
            "element_name": VOCABULARY[one.element].name if one.element in VOCABULARY else "",
            "required": one.required,
            "own": one.key in OWN,
        }
        for one in version.fields
    ]


class VerdictOut(Schema):
    """The answer to a check: conclusion in_force, not_in_force or unknown."""

    conclusion: str
    title: str
    reason: str = ""
    reason_text: str = ""
    identifier: str = ""
    number: str = ""
    licence_title: str = ""
    holder: str = ""
    issuer: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    status: str = ""
    checked_at: datetime | None = None

    @classmethod
    def of(cls, verdict: Verdict) -> "VerdictOut":
        return cls(
            conclusion=verdict.conclusion,
            title=verdict.title_text,
            reason=verdict.reason,
            reason_text=reason_sentence(verdict),
            identifier=verdict.identifier,
            number=verdict.number,
            licence_title=verdict.title,
            holder=verdict.holder,
            issuer=verdict.issuer,
            valid_from=verdict.valid_from,
            valid_to=verdict.valid_to,
            status=verdict.status,
            checked_at=verdict.checked_at,
        )


class CheckIn(Schema):
    """One of: a `statement` (or the address in the code), or `number` and `holder` (full name)."""

    statement: str = ""
    number: str = ""
    holder: str = ""


class LicenceOut(Schema):
    """A licence as its issuing body's systems see it."""

    token: str
    type_code: str
    type_title: str
    title: str
    number: str
    identifier: str
    version: int
    holder: str
    holder_code: str
    organisation: str
    organisation_code: str
    division: str
    valid_from: date
    valid_to: date | None
    status: str
    status_since: datetime
    status_reason: str
    making: str
    source: str
    issued_at: datetime

    @classmethod
    def of(cls, row: Licence) -> "LicenceOut":
        return cls(
            token=row.token,
            type_code=row.type.code,
            type_title=row.type.title,
            title=row.title,
            number=row.number,
            identifier=row.identifier,
            version=row.version,
            holder=row.holder_masked,
            holder_code=row.holder_code,
            organisation=row.organisation_name,
            organisation_code=row.organisation.code,
            division=row.division_id,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            status=row.status,
            status_since=row.status_since,
            status_reason=row.status_reason,
            making=row.making,
            source=row.source,
            issued_at=row.issued_at,
        )


class CallIn(Schema):
    """Whose licence of which type, for what: `purpose` the matter, `reference` the caller's own
    business number; the holder sees both."""

    type: Annotated[str, Field(min_length=1, max_length=80)]
    identity_type: Annotated[str, Field(max_length=20, description=", ".join(IDENTITY_TYPES))]
    identity_number: Annotated[str, Field(min_length=1, max_length=40)]
    holder: Annotated[str, Field(min_length=1, max_length=200)]
    purpose: Annotated[str, Field(min_length=1, max_length=120)]
    reference: Annotated[str, Field(min_length=1, max_length=80)]


class Line(Schema):
    """One line of the face."""

    label: str
    value: str


class CalledOut(Schema):
    """A licence as it was seen at `seen_at`; `digest` is SHA-256 over its canonical JSON, see
    licences.rules.snapshot."""

    identifier: str
    version: int
    title: str
    number: str
    holder: str
    issuer: str
    issued_on: date
    valid_from: date
    valid_to: date | None
    status: str
    lines: list[Line]
    statement: str
    seen_at: datetime
    digest: str

    @classmethod
    def of(cls, row: Licence, snapshot: dict[str, Any]) -> "CalledOut":
        return cls(
            identifier=row.identifier,
            version=row.version,
            title=row.title,
            number=row.number,
            holder=row.holder_name,
            issuer=row.organisation_name,
            issued_on=row.issued_on,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            status=row.status,
            lines=[Line(label=label, value=value) for label, value in snapshot["rows"]],
            statement=row.statement,
            seen_at=datetime.fromisoformat(snapshot["seen_at"]),
            digest=snapshot["digest"],
        )


class LicencePage(Schema):
    """A page by key: `next` is the `before` of the following one, null at the end."""

    items: list[LicenceOut]
    next: int | None = None
