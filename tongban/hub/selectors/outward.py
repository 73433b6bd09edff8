"""The hub's records as receivers outside get them: the shape of `cases.selectors.outward`."""

from collections.abc import Iterable
from typing import Any

from tongban.hub.models import Record


def rows_of(subjects: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Give the record of each subject "hub:12" whole, personal data included; one statement."""
    keys = [int(subject.partition(":")[2]) for subject in subjects]
    rows = Record.objects.filter(pk__in=keys).with_names()
    return {row.subject: outward(row) for row in rows}


def outward(row: Record) -> dict[str, Any]:
    """Give one record in the common shape, whole."""
    return shown(row) | {
        "applicant_kind": row.applicant_kind,
        "applicant_number": row.applicant_number,
        "contact_phone": row.contact_phone,
        "steps": row.steps,
    }


def shown(row: Record) -> dict[str, Any]:
    """Give one record as a list shows it: without the applicant's numbers and the steps."""
    return {
        "id": row.pk,
        "source": row.source,
        "number": row.number,
        "task_code": row.task_code,
        "title": row.title,
        "organisation": row.organisation.name,
        "division": row.division_id,
        "applicant_name": row.applicant_name,
        "state": row.state,
        "outcome": row.outcome,
        "received_at": _text(row.received_at),
        "accepted_at": _text(row.accepted_at),
        "promised_on": _text(row.promised_on),
        "decided_at": _text(row.decided_at),
        "closed_at": _text(row.closed_at),
        "result_title": row.result_title,
        "result_number": row.result_number,
        "happened_at": _text(row.happened_at),
        "entered_at": _text(row.entered_at),
    }


def _text(value: Any) -> str | None:
    return value.isoformat() if value is not None else None
