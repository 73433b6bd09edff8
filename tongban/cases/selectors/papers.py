"""What papers and licences say of a case."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tongban.cases import rules
from tongban.cases.models import Case
from tongban.core.divisions import selectors as divisions
from tongban.core.workdays.rules import local_date
from tongban.forms.rules import by_element
from tongban.workflow import states

if TYPE_CHECKING:
    pass


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
