"""Reads of cases and drafts, and what papers and licences say of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tongban.cases import rules
from tongban.cases.errors import CaseUnknown
from tongban.cases.models import Case, Draft, Material
from tongban.cases.querysets import CaseQuerySet
from tongban.cases.types import Received, Stage
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.rules import asked
from tongban.core.divisions import selectors as divisions
from tongban.core.vault.rules import mask_identity, mask_phone
from tongban.core.workdays.rules import local_date
from tongban.forms.rules import by_element
from tongban.licences import selectors as licences
from tongban.workflow import states

if TYPE_CHECKING:
    from tongban.catalogue.types import Asked
    from tongban.core.accounts.types import Actor
    from tongban.licences.models import Licence


def visible(actor: "Actor") -> CaseQuerySet:
    """Return the cases that the actor sees, with the names every list shows."""
    return Case.objects.visible_to(actor).with_names()


def by_number(number: str, actor: "Actor") -> Case:
    """Return the case if the actor sees it; raises CaseUnknown (404) otherwise."""
    case = visible(actor).filter(item__number=number).first()
    if case is None:
        raise CaseUnknown(number=number)
    return case


def by_item(item: int) -> Case:
    """Return the case of a work item; for effects, which act on items. Asks no permission."""
    return Case.objects.with_names().get(item_id=item)


def by_subject(subject: str) -> Case | None:
    """Return the case of "case:12", or None."""
    kind, _, key = subject.partition(":")
    if kind != "case" or not key.isdecimal():
        return None
    return Case.objects.with_names().filter(pk=int(key)).first()


def by_token(token: str) -> Case | None:
    """Return the case of a public token (the rating link), or None."""
    return Case.objects.with_names().filter(token=token).first()


def may_read(actor: "Actor", subject: str) -> bool:
    """Say whether the actor sees the case or draft that a file or paper belongs to."""
    kind, _, key = subject.partition(":")
    if not key.isdecimal():
        return False
    if kind == "draft":
        return Draft.objects.visible_to(actor).filter(pk=int(key)).exists()
    return Case.objects.visible_to(actor).filter(pk=int(key)).exists()


def draft(actor: "Actor", token: str) -> Draft:
    """Return the actor's draft with its edition; raises CaseUnknown."""
    rows = Draft.objects.visible_to(actor).select_related(
        "edition__implementation__matter",
        "edition__implementation__organisation",
        "edition__implementation__division",
        "applicant",
        "case__item",
    )
    found = rows.filter(token=token).first()
    if found is None:
        raise CaseUnknown("draft_unknown")
    return found


def open_drafts(actor: "Actor") -> Sequence[Draft]:
    """Return what the actor has begun and not submitted, the latest first."""
    rows = Draft.objects.visible_to(actor).open()
    return list(rows.select_related("edition__implementation__matter", "applicant"))


def asked_of(draft: Draft, *, now: datetime) -> "tuple[Asked, Received]":
    """Return what the draft's edition asks in its scenario, and what the draft holds so far."""
    content = draft.edition.parsed
    files: dict[str, list[str]] = {}
    for row in draft.files.all():
        files.setdefault(row.material, []).append(row.token)
    proven = catalogue.proven(content, holder=draft.applicant_id, at=now)
    received = Received(
        draft.answered, draft.typed, {k: tuple(v) for k, v in files.items()}, proven
    )
    return asked(content, received.answers, proven.keys()), received


def materials(case: Case) -> Sequence[Material]:
    """Return the case's materials with their files, in two queries."""
    return list(case.materials.prefetch_related("files"))


def proof_of(material: Material) -> Mapping[str, Any]:
    """Return the record that stands in for a material; {} where there is none."""
    return dict(json.loads(material.proof)) if material.proof else {}


def licence_of(case: Case) -> "Licence | None":
    """Return the licence that the case brought about, if any."""
    found = licences.by_source(case.subject)
    return found[-1] if found else None


def stages(case: Case, licence: "Licence | None") -> Sequence[Stage]:
    """Return the progress bar of a case."""
    days = {
        "submitted": case.received_at,
        "accepted": case.accepted_at,
        "decided": case.decided_at,
        "result": case.decided_at,
        "closed": case.item.closed_at,
    }
    return rules.stages(
        case.item.state,
        case.item.outcome,
        result_title=case.edition.parsed.result.name,
        result_ready=None if licence is None else licence.making == "ready",
        at={code: local_date(at).isoformat() for code, at in days.items() if at},
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a form as it was filled in; `personal` lines are masked until unmasked."""

    key: str
    label: str
    text: str
    personal: bool


def due_day(case: Case) -> str:
    """Return the promised last day, as papers print it; "" while no clock runs."""
    case.item.refresh_from_db(fields=["due_at"])
    due = case.item.due_at
    return "" if due >= states.NEVER else local_date(due).isoformat()


def paper_facts(case: Case, *, now: datetime) -> dict[str, Any]:
    """Return what every paper of a case says: who, what, which body, when, where to check."""
    item, content = case.item, case.edition.parsed
    organisation = item.organisation
    return {
        "case": item.number,
        "matter": item.title,
        "applicant": case.applicant_name,
        "agent": case.agent.name if case.agent else "",
        "organisation": organisation.name,
        "date": local_date(now).isoformat(),
        "received": local_date(case.received_at).isoformat(),
        "phone": content.ask_phone or organisation.phone,
        "complain": content.complain_phone,
        "basis": [f"《{basis.law}》{basis.article}" for basis in content.basis],
    }


def received_materials(case: Case) -> dict[str, Any]:
    """Return the list of materials that a receipt names."""
    return {
        "materials": [
            {"name": row.name, "how": row.get_origin_display(), "files": row.files.count()}
            for row in case.materials.prefetch_related("files")
        ]
    }


def remedies(case: Case, *, on: date) -> str:
    """Return the remedies of a decision of the case's body made on a day."""
    division = divisions.get(case.item.division_id)
    return rules.remedies(
        organisation=case.item.organisation.name,
        government=f"{division.name}人民政府",
        on=on,
    )


def licence_data(case: Case) -> dict[str, Any]:
    """Return the form's values that a licence may print, by data element."""
    form = case.edition.parsed.form
    values = by_element(form, case.typed)
    return {element: value for (_, element), value in values.items()}


def masked(value: str, element: str) -> str:
    """Return a personal value as staff see it before they ask for more."""
    if "identity" in element:
        return mask_identity(value)
    return mask_phone(value) if "phone" in element else f"{value[:1]}{'*' * max(len(value) - 1, 1)}"
