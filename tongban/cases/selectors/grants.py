"""What was granted, for everybody to look up (许可法 §40), with the fields of 双公示."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from tongban.cases.models import Case, Withheld
from tongban.catalogue.types.codes import MatterType
from tongban.core.papers.selectors import newest_among
from tongban.core.vault.rules import mask_name
from tongban.core.workdays.rules import day_start, local_date
from tongban.licences import selectors as licences

# 准予决定书, and the one that says that silence renewed (许可法 §50).
DECISIONS = ("cases.grant", "cases.silence")
NATURAL = "natural"
REVOKED, IN_FORCE = "已撤销", "有效"


@dataclass(frozen=True, slots=True)
class Grant:
    """One granted permit as the public reads it; a natural person's name is masked, and no number
    of a natural person is among the fields."""

    holder: str
    uscc: str
    document: str
    document_number: str
    licence: str
    licence_number: str
    matter: str
    decided_on: date
    valid_from: date | None
    valid_to: date | None
    body: str
    body_uscc: str
    state: str


FIELDS: Mapping[str, str] = {
    "holder": "行政相对人名称",
    "uscc": "统一社会信用代码",
    "document": "许可决定文书名称",
    "document_number": "许可决定文书号",
    "licence": "许可证书名称",
    "licence_number": "许可编号",
    "matter": "许可内容",
    "decided_on": "许可决定日期",
    "valid_from": "有效期自",
    "valid_to": "有效期至",
    "body": "许可机关",
    "body_uscc": "许可机关统一社会信用代码",
    "state": "当前状态",
}
"""The fields of 双公示 in their order."""


def found(
    *,
    text: str = "",
    county: str = "",
    since: date | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[Case]:
    """Give granted permits, the latest decision first; `after` is the last one of the page before.

    `text` is the whole name of an organisation, or the beginning of a matter's title. A natural
    person is found by no name: whoever looks must not learn who holds what.
    """
    secret = Withheld.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)
    rows = Case.objects.filter(
        ~Exists(secret),
        item__outcome="approve",
        item__decided_at__isnull=False,
        edition__implementation__matter__type=MatterType.PERMIT,
    )
    if text:
        firm = Q(applicant_name=text) & ~Q(applicant__kind=NATURAL)
        rows = rows.filter(firm | Q(item__title__startswith=text))
    if county:
        rows = rows.filter(item__county=county)
    if since is not None:
        rows = rows.filter(item__decided_at__gte=day_start(since))
    if after is not None:
        at, key = after
        rows = rows.filter(Q(item__decided_at__lt=at) | Q(item__decided_at=at, item__lt=key))
    rows = rows.select_related("item__organisation", "applicant").only(
        "applicant_name", "revoked_at", "applicant__kind", "applicant__uscc", "item__title",
        "item__decided_at", "item__organisation__name", "item__organisation__uscc",
    )  # fmt: skip
    return list(rows.order_by("-item__decided_at", "-item")[:limit])


def concerns(case: Case) -> bool:
    """Say whether the grant of a case is public by law: it is a permit's (§40)."""
    return bool(case.edition.implementation.matter.type == MatterType.PERMIT)


def withheld(case: Case) -> Withheld | None:
    """Return why the grant of a case is not public; None where it is."""
    row: Withheld | None = Withheld.objects.filter(case=case, ended_at__isnull=True).first()
    return row


def withheld_number() -> int:
    """Count the granted permits that are not public: that much of them everybody may know."""
    rows = Withheld.objects.filter(ended_at__isnull=True, case__item__outcome="approve")
    return rows.count()


def shown(cases: Sequence[Case], *, now: datetime) -> list[Grant]:
    """Give the public fields of granted permits; two queries for all of them."""
    subjects = [case.subject for case in cases]
    papers = newest_among(subjects, DECISIONS)
    held = licences.by_sources(subjects)
    return [_grant(case, papers.get(case.subject), held.get(case.subject), now) for case in cases]


def _grant(case: Case, paper: Any, licence: Any, now: datetime) -> Grant:
    natural = case.applicant.kind == NATURAL
    decided = case.item.decided_at or now
    state = REVOKED if case.revoked_at else IN_FORCE
    if licence is not None and not case.revoked_at:
        state = str(licence.status_title)
    return Grant(
        holder=mask_name(case.applicant_name) if natural else case.applicant_name,
        uscc="" if natural else case.applicant.uscc or "",
        document=paper.title if paper else "",
        document_number=paper.number if paper else "",
        licence=licence.title if licence else "",
        licence_number=licence.number if licence else "",
        matter=case.item.title,
        decided_on=local_date(decided),
        valid_from=licence.valid_from if licence else None,
        valid_to=licence.valid_to if licence else None,
        body=case.item.organisation.name,
        body_uscc=case.item.organisation.uscc,
        state=state,
    )
