"""What a case says and holds, as it is carried into a system elsewhere: field by field, in clear.

Asks no permission and records no reading: the act that carries it away does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tongban.archives.types import Document
from tongban.cases.models import Case
from tongban.cases.selectors import rows
from tongban.cases.selectors.dossier import given
from tongban.forms import rules as forms


@dataclass(frozen=True, slots=True)
class Carried:
    """One answer of the form: where it stands, what it is called, the data element and in whose
    role, the value as it is kept and as people read it."""

    section: str
    title: str
    role: str
    element: str
    value: Any
    text: str


def fields(case: Case) -> list[Carried]:
    """Return the answers that the form shows, in its order."""
    schema = case.edition.parsed.form
    data = forms.prune(schema, case.typed, case.answered)
    drawn = forms.build(schema, data, answers=case.answered)
    return [
        Carried(
            section.title,
            one.label,
            str(schema["properties"][one.key].get("x-role", "")),
            str(schema["properties"][one.key].get("x-element", "")),
            data.get(one.key),
            one.shown,
        )
        for section in drawn.sections
        for one in section.fields
        if one.shown and not one.hidden
    ]


def documents(case: Case) -> Iterator[Document]:
    """Give the materials: each file, or the record that stood in for one."""
    for row in rows.materials(case):
        if not row.dropped:
            yield from given(row)


def about(case: Case) -> dict[str, str]:
    """Return what the case is called in every system: number, matter, code, applicant."""
    return {
        "number": case.item.number,
        "matter": case.item.title,
        "task_code": case.edition.implementation.task_code,
        "organisation": case.item.organisation.name,
        "applicant": case.applicant_name,
        "accepted_at": case.accepted_at.isoformat() if case.accepted_at else "",
    }
