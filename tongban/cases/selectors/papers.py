"""What papers and licences say of a case."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tongban.cases import rules
from tongban.cases.models import Case
from tongban.cases.types import Origin
from tongban.core.divisions import selectors as divisions
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.rules import local_date
from tongban.forms import rules as forms
from tongban.workflow import selectors as engine
from tongban.workflow import states


def due_day(case: Case) -> str:
    """Return the promised last day, as papers print it; "" while no clock runs."""
    case.item.refresh_from_db(fields=["due_at"])
    due = case.item.due_at
    return "" if due >= states.NEVER else local_date(due).isoformat()


def clock_day(case: Case, code: str) -> str:
    """Return the last day of a running clock of the case, as papers print it; "" without one."""
    due = engine.running_due(case.item_id, code)
    return local_date(due).isoformat() if due else ""


def counts_from(case: Case) -> date | None:
    """Return the working day from which the limits of what came on a day off count; None for what
    came on a working day, even at night: the day of receipt itself never counts."""
    day = local_date(case.received_at)
    first = workdays.calendar(case.item.division_id).roll(day)
    return None if first == day else first


def still_lacking(case: Case, clock: str) -> list[str]:
    """Return what the applicant was to hand in by the clock that has run out."""
    if clock == "answer":
        correction = case.corrections.order_by("-round").first()
        return [lack.title for lack in correction.lacks] if correction else []
    waiting = case.materials.filter(origin=Origin.DEFERRED, dropped=False)
    return list(waiting.values_list("name", flat=True))


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
    return remedies_at(case.item.division_id, on=on)


def remedies_at(division: str, *, on: date) -> str:
    """Return the remedies of what a body of a division decided on a day."""
    return rules.remedies(government=government_of(division), on=on)


def government_of(division: str) -> str:
    """Return the government that reviews what a body of the division decides (复议法 §24).

    A zone has none, and what a township decides goes to the government above it.
    """
    above = divisions.ancestors(division, include_self=True)
    seats = [place for place in above if place.level in {"province", "city", "county"}]
    return f"{seats[-1].name}人民政府"


# What the face of a licence is filled from, by the role or the element of the form's fields.
# Nothing else of the form goes into the licence: no telephone, no identity number.
FACE: Mapping[str, tuple[str, ...]] = {
    "address": ("premises.address",),
    "place": (
        "road.name",
        "road.position",
        "project.address",
        "premises.address",
        "forest.place",
        "ad.position",
        "equipment.place",
        "sewage.outlet",
    ),
    "project": ("project.name", "premises.name", "society.name", "road.reason"),
    "legal": ("party.legal_representative",),
    "head": ("head:person.name",),
    "quality_head": ("quality_head:person.name",),
    "warehouse": ("premises.storage_address",),
    "mode": ("drug.chain", "device.mode"),
    "business": ("food.format",),
    "type": ("party.firm_type",),
    "capital": ("party.registered_capital",),
    "scope": (
        "party.business_scope",
        "drug.scope",
        "food.kind",
        "device.scope",
        "pesticide.scope",
        "vet.scope",
        "publication.kind",
        "public_place.kind",
        "entertainment.kind",
        "clinic.subjects",
        "labour.services",
        "animal.species",
        "forest.method",
        "society.scope",
        "ad.content",
        "vehicle.kind",
    ),
}


def licence_data(case: Case) -> dict[str, str]:
    """Return what a licence prints of the form, in words, by the key of its line."""
    schema = case.edition.parsed.form
    drawn = forms.build(schema, forms.prune(schema, case.typed, case.answered))
    texts: dict[str, str] = {}
    for section in drawn.sections:
        for one in section.fields:
            prop = schema["properties"][one.key]
            role, element = str(prop.get("x-role", "")), str(prop.get("x-element", ""))
            if one.shown and not one.hidden:
                texts.setdefault(element, one.shown)
                texts.setdefault(f"{role}:{element}", one.shown)
    found = {
        line: "、".join(texts[source] for source in sources if source in texts)
        for line, sources in FACE.items()
    }
    return {line: text for line, text in found.items() if text}
