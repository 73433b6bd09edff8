"""What the pages of a case show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tongban.cases import rules
from tongban.cases.models import Case, Correction, Material
from tongban.cases.types import Stage
from tongban.core.accounts.rules import ROLE_TITLES
from tongban.core.vault.rules import mask_identity, mask_phone
from tongban.core.workdays.rules import local_date
from tongban.forms import rules as forms
from tongban.workflow import selectors as engine
from tongban.workflow import states
from tongban.workflow.types import Snapshot

if TYPE_CHECKING:
    from tongban.licences.models import Licence


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
    """One section of a form as it was filled in: label, text, and whether the text is masked."""

    title: str
    lines: tuple[tuple[str, str, bool], ...]


SEALED_WORDS = ("identity", "phone", "bank", "card_number")


def masked(value: str, element: str) -> str:
    """Return a number that could be misused as staff see it before they ask for more.

    Names stay: whoever handles a case has to know whose it is.
    """
    if "phone" in element:
        return mask_phone(value)
    return mask_identity(value) if any(w in element for w in SEALED_WORDS) else value


def timeline(
    case: Case, *, inner: bool = False, work: Snapshot | None = None
) -> list[dict[str, Any]]:
    """Return what happened, in words, oldest first, as the kit's timeline takes it.

    What was written with an act stands under it: to the applicant what the applicant wrote, to
    those who handle the case (`inner`) every opinion and every note.
    """
    return engine.story(case.item, work or engine.snapshot(case.item_id), inner=inner)


def lack_rows(
    case: Case, correction: Correction | None, errors: Sequence[rules.Error]
) -> list[dict[str, Any]]:
    """Return each thing a correction lists, with the upload that answers it and its error."""
    if correction is None:
        return []
    wrong = {place: sentence for place, _code, sentence in errors}
    by_code = {material.code: material for material in case.edition.parsed.materials}
    rows = []
    for lack in correction.lacks:
        material = by_code.get(lack.place.removeprefix("material:"))
        is_material = lack.place.startswith("material:") and material is not None
        rows.append(
            {
                "lack": lack,
                "material": material if is_material else None,
                "limit": material.max_mb * 1024 * 1024 if material else 0,
                "accept": ",".join(f".{end}" for end in material.formats) if material else "",
                "error": wrong.get(lack.place, ""),
            }
        )
    return rows


def supply_rows(
    case: Case, deferred: Sequence[Material], errors: Sequence[rules.Error]
) -> list[dict[str, Any]]:
    """Return each material still to come, with the upload that answers it and its error."""
    wrong = {place: sentence for place, _code, sentence in errors}
    by_code = {material.code: material for material in case.edition.parsed.materials}
    found = []
    for row in deferred:
        material = by_code.get(row.code)
        found.append(
            {
                "name": f"material:{row.code}",
                "title": row.name,
                "limit": material.max_mb * 1024 * 1024 if material else 20 * 1024 * 1024,
                "accept": ",".join(f".{end}" for end in material.formats) if material else "",
                "error": wrong.get(f"material:{row.code}", ""),
            }
        )
    return found


def correction_form(case: Case, correction: Correction | None) -> dict[str, Any] | None:
    """Return the part of the form that a correction lists, or None when it lists no field."""
    if correction is None:
        return None
    places = {lack.place for lack in correction.lacks if ":" not in lack.place}
    form = case.edition.parsed.form
    fields = {key: value for key, value in form["properties"].items() if key in places}
    if not fields:
        return None
    required = [key for key in form.get("required", ()) if key in fields]
    return {**form, "properties": fields, "required": required}


@dataclass(frozen=True, slots=True)
class Due:
    """When a case is due and what is left, as lights and words."""

    light: str
    day: date | None
    left: str
    provisional: bool = False


def due(case: Case, now: datetime) -> Due:
    """Return the case's light, last day and what is left: `还剩 3 个工作日`."""
    item = case.item
    if item.closed_at:
        return Due("done", None, "")
    light = item.light(now)
    if item.due_at >= states.NEVER:
        return Due(light, None, "")
    left = engine.left_until(item.due_at, item.division_id, now)
    return Due(light, local_date(item.due_at), left)


def shown_form(case: Case, *, clear: bool = False) -> list[Shown]:
    """Return the form as staff read it: personal values masked unless `clear`."""
    schema = case.edition.parsed.form
    data = forms.prune(schema, case.typed, case.answered)
    drawn = forms.build(schema, data, answers=case.answered)
    sections = []
    for section in drawn.sections:
        lines = []
        for one in section.fields:
            element = str(schema["properties"][one.key].get("x-element", ""))
            if one.shown and not one.hidden:
                text = one.shown if clear else masked(one.shown, element)
                lines.append((one.label, text, text != one.shown))
        if lines:
            sections.append(Shown(section.title, tuple(lines)))
    return sections


def lack_choices(case: Case) -> list[tuple[str, str]]:
    """Return every place that a correction may name: materials, then form fields.

    After the first request only its own places remain (许可法 §32).
    """
    first = case.corrections.order_by("round").first()
    schema = case.edition.parsed.form
    drawn = forms.build(schema, case.typed, answers=case.answered)
    fields = [(one.key, one.label) for part in drawn.sections for one in part.fields]
    listed = case.materials.filter(dropped=False)
    places = [(f"material:{row.code}", row.name) for row in listed] + fields
    if first is None:
        return places
    named = {lack.place for lack in first.lacks}
    return [(place, title) for place, title in places if place in named]


def extend_ruler(work: Snapshot) -> str:
    """Return who approves the one extension, in words: the body's head, or the government's for
    a joint handling (许可法 §42)."""
    spec = work.procedure.request("extend")
    ruler = spec.ruler if spec else "chief"
    return "本级人民政府负责人" if ruler == "leader" else ROLE_TITLES.get(ruler, ruler)


def clocks(case: Case, now: datetime, work: Snapshot | None = None) -> list[dict[str, Any]]:
    """Return the running clocks with their titles, last days and what is left."""
    work = work or engine.snapshot(case.item_id)
    return engine.clock_lines(work, case.item.division_id, now)
