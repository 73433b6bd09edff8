"""证照调用: who handles a case calls a licence of the applicant for one of its materials."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.cases.errors import CaseForbidden, CaseRefused
from tongban.cases.models import Case, Material
from tongban.cases.services.materials import keep_proof
from tongban.catalogue import ports as catalogue_ports
from tongban.catalogue import selectors as catalogue
from tongban.workflow import selectors as engine
from tongban.workflow import services as acts
from tongban.workflow.types import Note

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor
    from tongban.workflow.types import Allowed

HANDLING = frozenset({"accept", "refuse", "ask_correction", "complete"})


def handles(allowed: "Iterable[Allowed]") -> bool:
    """Say whether somebody with these acts has the case in hand, and not only an eye on it."""
    return any(act.act in HANDLING for act in allowed)


def callable_codes(case: Case, materials: Iterable[Material]) -> frozenset[str]:
    """Give the codes of the materials for which a licence may be called: of a type that licences
    prove, and not proved yet."""
    asked = {one.code: one.document_type for one in case.edition.parsed.materials}
    open_ = [row.code for row in materials if not row.proof and asked.get(row.code)]
    if not open_:
        return frozenset()
    types = catalogue_ports.proofs.types()
    return frozenset(code for code in open_ if asked[code] in types)


@transaction.atomic
def call_licence(*, actor: "Actor", now: datetime, case: Case, code: str) -> Material:
    """Call the applicant's licence for the material `code`, and keep what is seen now in the file.

    The applicant reads in the wallet who called it and what for (优化营商环境条例 §37). Asked
    again, what was seen first stays. Raises CaseForbidden for who does not handle the case,
    CaseRefused (no such material; no licence in force).
    """
    row: Material | None = case.materials.select_for_update().filter(code=code).first()
    if row is None:
        raise CaseRefused("material_unknown", field="code")
    if not handles(engine.allowed_acts(case.item, actor, now)):
        raise CaseForbidden()
    if row.proof:
        return row
    asked = {one.code: one.document_type for one in case.edition.parsed.materials}
    proven = catalogue.proven(case.edition.parsed, holder=case.applicant_id, at=now)
    kind = asked.get(code) or ""
    proof = proven.found.get(kind)
    if proof is None and kind in proven.silent:
        raise CaseRefused("source_silent", field="code", source=proven.silent[kind])
    if proof is None:
        raise CaseRefused("licence_not_held", field="code", material=row.name)
    said = Note(f"调用了{proof.name} {proof.number}，核对“{row.name}”")
    acts.perform(actor=actor, now=now, item=case.item_id, command=said)
    keep_proof(actor=actor, now=now, case=case, row=row, proof=proof)
    return row
