"""Cases as systems outside get them: one shape for those handled here and elsewhere (办件库)."""

from collections.abc import Iterable
from typing import Any, Final

from tongban.cases.models import Case
from tongban.core.workdays.rules import local_date
from tongban.licences import selectors as licences
from tongban.workflow import states as engine

STATES: Final = {
    engine.SUBMITTED: "02",
    engine.CORRECTING: "06",
    engine.ACCEPTED: "12",
    engine.DECIDED: "10",
    engine.CLOSED: "10",
    engine.REFUSED: "07",
    engine.WITHDRAWN: "13",
    engine.TERMINATED: "13",
}
"""The codes that departments' systems exchange, by the engine's states."""
SUSPENDED: Final = "11"
OUTCOMES: Final = {"approve": "granted", "deny": "denied"}


def rows_of(subjects: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Give the case of each subject "work:<number>" whole, personal data included.

    In as many statements for a hundred as for one.
    """
    numbers = [subject.partition(":")[2] for subject in subjects]
    cases = (
        Case.objects.filter(item__number__in=numbers)
        .select_related("item__organisation", "edition__implementation", "applicant")
        .defer("data", "answers", "edition__content_text")
        .prefetch_related("item__tasks")
    )
    found = list(cases)
    issued = licences.by_sources(case.subject for case in found)
    return {case.item.ledger_subject: outward(case, issued.get(case.subject)) for case in found}


def outward(case: Case, licence: Any) -> dict[str, Any]:
    """Give one case in the common shape; `licence` is what it brought about, if anything."""
    item: Any = case.item
    applicant = case.applicant
    closed = item.closed_at or (item.decided_at if item.state == engine.DECIDED else None)
    state = STATES[item.state]
    running = item.state == engine.ACCEPTED
    steps = sorted(item.tasks.all(), key=lambda one: one.seq)
    return {
        "source": "tongban",
        "number": item.number,
        "task_code": case.edition.implementation.task_code,
        "title": item.title,
        "organisation": item.organisation.name,
        "division": item.division_id,
        "applicant_kind": "natural" if applicant.kind == "natural" else "organisation",
        "applicant_name": case.applicant_name,
        "applicant_number": applicant.uscc or applicant.identity_number,
        "contact_phone": applicant.phone,
        "state": SUSPENDED if running and item.suspended else state,
        "outcome": OUTCOMES.get(item.outcome, "other") if state == "10" else "",
        "received_at": _text(case.received_at),
        "accepted_at": _text(case.accepted_at),
        "promised_on": _text(local_date(item.due_at)) if running and not item.suspended else None,
        "decided_at": _text(case.decided_at),
        "closed_at": _text(closed),
        "result_title": licence.title if licence else "",
        "result_number": licence.number if licence else "",
        "happened_at": _text(item.last_at),
        "entered_at": _text(case.received_at),
        "steps": [
            {
                "name": task.step,
                "event": task.state,
                "started_at": _text(task.opened_at),
                "ended_at": _text(task.done_at),
                "handler": task.done_by,
                "opinion": task.opinion,
            }
            for task in steps
        ],
    }


def _text(value: Any) -> str | None:
    return value.isoformat() if value is not None else None
