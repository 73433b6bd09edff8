"""What those who handle a case write beside one of its materials."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.cases.errors import CaseForbidden, CaseRefused
from tongban.cases.models import Case, MaterialNote
from tongban.workflow import services as engine
from tongban.workflow.types import Note

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

LONGEST = 300


@transaction.atomic
def note_material(
    *, actor: "Actor", now: datetime, case: Case, code: str, text: str
) -> MaterialNote:
    """Write a note on the material `code`; it stands in the case's file like any other note.

    Raises CaseRefused (no such material, too long), and what the engine raises: NotAllowed for who
    has nothing to do with the case, Invalid for no words.
    """
    material = case.materials.filter(code=code).first()
    if material is None:
        raise CaseRefused("material_unknown", field="code")
    if len(text) > LONGEST:
        raise CaseRefused("case_too_long", field="text", most=LONGEST)
    words = text.strip()
    said = Note(f"对“{material.name}”：{words}" if words else "")
    engine.perform(actor=actor, now=now, item=case.item_id, command=said)
    return MaterialNote.objects.create(material=material, text=words, by=actor.ref, at=now)


@transaction.atomic
def take_note_back(*, actor: "Actor", now: datetime, case: Case, note: int) -> MaterialNote:
    """Take one's own note off the material; what was written stays in the file. Again it is the
    same. Raises CaseRefused (none such), CaseForbidden (another's).
    """
    rows = MaterialNote.objects.filter(material__case=case, pk=note).select_related("material")
    row = rows.first()
    if row is None:
        raise CaseRefused("material_unknown", field="note")
    if row.by != actor.ref:
        raise CaseForbidden()
    if row.taken_back_at is None:
        said = Note(f"撤回了对“{row.material.name}”的批注")
        engine.perform(actor=actor, now=now, item=case.item_id, command=said)
        row.taken_back_at = now
        row.save(update_fields=["taken_back_at"])
    return row
