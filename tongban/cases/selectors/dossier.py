"""What of a case is archived: its form, its materials, every paper, what it brought about."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Q

from tongban.archives.types import Document, Dossier, Due, Happening
from tongban.cases.models import Case, Material
from tongban.cases.selectors import rows, shown
from tongban.catalogue.types.codes import MatterType
from tongban.core.files import selectors as files
from tongban.core.ledger import selectors as ledger
from tongban.core.ledger import services as chains
from tongban.core.papers.selectors import papers_of, papers_of_each
from tongban.core.params import selectors as params
from tongban.core.workdays.rules import local_date
from tongban.licences.types import Making

RESULTS = {"approve": "准予", "deny": "不予"}


class Cases:
    """Cases as a source of what is archived (`archives.ports.Source`)."""

    title = "办件"

    def over(
        self, *, after: tuple[datetime, int] | None, until: datetime, limit: int
    ) -> Sequence[Due]:
        found = Case.objects.filter(item__closed_at__isnull=False, item__closed_at__lte=until)
        if after is not None:
            at, key = after
            found = found.filter(Q(item__closed_at__gt=at) | Q(item__closed_at=at, item__gt=key))
        lines = found.order_by("item__closed_at", "item").values_list(
            "pk", "item__number", "item__title", "item__organisation", "item__division",
            "item__closed_at", "item", "edition__implementation__matter__type",
        )[:limit]  # fmt: skip
        return [
            Due(
                subject=f"case:{pk}", number=number, title=title, organisation=organisation,
                division=division, closed_at=closed_at, key=item,
                retention=_retention(kind, closed_at),
            )
            for pk, number, title, organisation, division, closed_at, item, kind in lines
        ]  # fmt: skip

    def dossier(self, subject: str) -> Dossier:
        case = rows.by_subject(subject)
        if case is None:
            raise LookupError(subject)
        materials = rows.materials(case)
        papers = papers_of(case.subject)
        others = papers_of_each(one.subject for one in case.interested.all())
        papers += [one for each in others.values() for one in each]
        work = case.item.ledger_subject
        missing = [f"“{one.name}”" for one in materials if _lacks(one)]
        missing += [f"《{one.title}》的文件" for one in papers if one.file is None]
        return Dossier(
            number=case.item.number,
            title=case.item.title,
            facts=_facts(case),
            documents=[
                _form(case),
                *(one for row in materials for one in given(row)),
                *(
                    Document(
                        one.title, "文书", token=one.file.token, number=one.number,
                        at=one.created_at,
                    )
                    for one in papers
                    if one.file is not None
                ),
                *_licence(case),
            ],
            happenings=[
                Happening(one.at, one.text, one.actor, one.hash) for one in ledger.timeline(work)
            ],
            chain_holds=chains.verify_chain(work) is None,
            missing=missing,
            making=any(one.state == "making" for one in papers) or _in_making(case),
        )  # fmt: skip


def _retention(kind: str, closed_at: datetime) -> int:
    """Years: a permit's file by archive.retention_permit, others by archive.retention_other."""
    name = "permit" if kind == MatterType.PERMIT else "other"
    return int(params.number(f"archive.retention_{name}", on=local_date(closed_at)))


def _facts(case: Case) -> list[tuple[str, str]]:
    implementation = case.edition.implementation
    found = [
        ("事项", case.item.title),
        ("实施编码", implementation.task_code),
        ("清单版本", f"第 {case.edition.number} 版"),
        ("申请人", case.applicant_name),
        ("代理人", case.agent.name if case.agent else ""),
        ("收件日期", local_date(case.received_at).isoformat()),
        ("受理日期", local_date(case.accepted_at).isoformat() if case.accepted_at else ""),
        ("决定日期", local_date(case.decided_at).isoformat() if case.decided_at else ""),
        ("结果", RESULTS.get(case.item.outcome, case.item.get_state_display())),
    ]
    return [(label, value) for label, value in found if value]


def _form(case: Case) -> Document:
    """The form as it was typed, section by section, in clear: an archive must be read."""
    said = {
        section.title: {label: text for label, text, _masked in section.lines}
        for section in shown.shown_form(case, clear=True)
    }
    content = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return Document("申请表", "申请表", content=content, media_type="application/json")


def _lacks(row: Material) -> bool:
    lacking = {row.Origin.NONE, row.Origin.DEFERRED, row.Origin.AWAITED}
    return row.necessity == "required" and row.origin in lacking


def given(row: Material) -> Iterator[Document]:
    """A material's files, or the record that stood in for it as it was seen then."""
    for one in files.by_tokens(file.token for file in row.files.all()):
        # A HEIC photo is archived as the JPEG made of it, a format that lasts.
        yield Document(row.name, "申请材料", token=files.viewable(one).token)
    if row.proof:
        yield Document(
            f"{row.name}（核验记录）", "申请材料", content=row.proof.encode(),
            media_type="application/json",
        )  # fmt: skip


def _in_making(case: Case) -> bool:
    found = rows.licence_of(case)
    return found is not None and found.making != Making.READY


def _licence(case: Case) -> Iterator[Document]:
    found = rows.licence_of(case)
    if found is not None:
        for token in filter(None, (found.original, found.file)):
            yield Document(found.title, "证照", token=token, number=found.number)
