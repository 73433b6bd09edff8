"""A case goes on under a new edition 改按新版: what that changes of what it holds.

Whether it may, the catalogue and the engine have said; here is what a case adds to the act.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from tongban.cases.errors import CaseRefused
from tongban.cases.models import Case, Material
from tongban.cases.services.outcome import tell
from tongban.cases.types import Lack, Origin
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.rules import asked
from tongban.workflow.states import CORRECTING

if TYPE_CHECKING:
    from tongban.catalogue.types import Asked, EditionContent


def moved(case: Case, *, now: datetime, edition: int, note: str) -> None:
    """Put the case under the edition, mark what is asked no more, tell the applicant.

    `note` says in a sentence what changes for them; without one nothing does, and nobody is told.
    Raises CaseRefused for an edition of another matter, MatterUnknown.
    """
    new = catalogue.edition_by_id(edition)
    if new.implementation_id != case.edition.implementation_id:
        raise CaseRefused("case_other_matter")
    old, wanted = case.edition.parsed, asked(new.parsed, case.answered)
    case.edition = new
    case.save(update_fields=["edition"])
    dropped = _mark(case, wanted)
    if case.item.state == CORRECTING:
        _shorten(case, old, wanted, dropped)
    if note:
        tell(case, "cases.rebased", now=now, note=note)


def _mark(case: Case, wanted: "Asked") -> frozenset[str]:
    """Mark the materials that are asked no more, note what is asked less; return all dropped."""
    necessity: Mapping[str, str] = {one.code: one.necessity for one in wanted.materials}
    changed, dropped = [], set()
    for row in case.materials.exclude(origin=Origin.PROOF):
        before = (row.dropped, row.necessity)
        row.dropped = row.code not in necessity
        row.necessity = necessity.get(row.code, row.necessity)
        if row.dropped:
            dropped.add(row.code)
        if (row.dropped, row.necessity) != before:
            changed.append(row)
    Material.objects.bulk_update(changed, ["dropped", "necessity"])
    return frozenset(dropped)


def _shorten(case: Case, old: "EditionContent", wanted: "Asked", dropped: frozenset[str]) -> None:
    """Take from the list that the applicant is to put right what nobody asks for any more."""
    correction = case.corrections.filter(answered_at=None).order_by("-round").first()
    if correction is None:
        return
    left = [lack for lack in correction.lacks if _is_asked(lack, old, wanted, dropped)]
    if len(left) < len(correction.lacks):
        correction.items = json.dumps([asdict(lack) for lack in left], ensure_ascii=False)
        correction.save(update_fields=["items"])


def _is_asked(lack: Lack, old: "EditionContent", wanted: "Asked", dropped: frozenset[str]) -> bool:
    """Say whether what a correction lists is still to be put right under the new edition."""
    kind, _, code = lack.place.partition(":")
    if kind == "material":
        return code not in dropped
    gone = lack.place in old.form["properties"] and lack.place not in wanted.form["properties"]
    return not gone
