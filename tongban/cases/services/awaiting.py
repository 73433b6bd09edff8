"""What waited for a source that did not answer (降级受理): asked again until it does.

Applications are taken all the same; only the decision waits, and says for what (`deferral.waits`).
"""

import json
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.cases.models import Case, Deferral, Material
from tongban.cases.services import outcome
from tongban.cases.services.materials import keep_proof
from tongban.cases.types import Origin
from tongban.catalogue import selectors as catalogue
from tongban.core.accounts.types import SYSTEM
from tongban.workflow import services
from tongban.workflow.types import Note

if TYPE_CHECKING:
    from tongban.catalogue.types import Proven

BATCH = 200
PROMISE = "受理时来源系统连不上，恢复后没有查到，由申请人补交。"


def ask_again(now: datetime) -> int:
    """Ask the sources again for every case that waits for one; returns how many cases moved on.

    A case whose source is silent still is left as it is. What is found stands in for the material;
    what is not there has to be handed in, and the applicant is told so, once.
    """
    waiting = Case.objects.filter(
        materials__origin=Origin.AWAITED,
        materials__dropped=False,
        item__closed_at=None,
        item__decided_at=None,
    )
    keys = waiting.order_by("pk").values_list("pk", flat=True).distinct()[:BATCH]
    return sum(_answered(case, now) for case in list(keys))


def _answered(key: int, now: datetime) -> bool:
    """Settle what its source says now; True where something was settled."""
    case = Case.objects.select_related("item__organisation", "edition", "applicant").get(pk=key)
    content = case.edition.parsed
    kinds = {one.code: one.document_type for one in content.materials}
    proven = catalogue.proven(content, holder=case.applicant_id, at=now)
    with transaction.atomic():
        rows = case.materials.select_for_update().filter(origin=Origin.AWAITED, dropped=False)
        settled = [row for row in rows if kinds.get(row.code, "") not in proven.silent]
        if settled:
            _settle(case, settled, kinds, proven, now)
    return bool(settled)


def _settle(
    case: Case, rows: list[Material], kinds: dict[str, str], proven: "Proven", now: datetime
) -> None:
    proofs = {row.code: proven.found.get(kinds.get(row.code, "")) for row in rows}
    said = (f"“{row.name}”{'核验通过' if proofs[row.code] else '没有查到'}" for row in rows)
    note = Note(f"来源系统已恢复：{'，'.join(said)}")
    services.perform(actor=SYSTEM, now=now, item=case.item_id, command=note)
    for row in rows:
        proof = proofs[row.code]
        if proof is not None:
            keep_proof(actor=SYSTEM, now=now, case=case, row=row, proof=proof)
    # What the body gets by itself was never asked of the applicant, and is not now either.
    own = {one.code for one in case.edition.parsed.materials if one.obtained}
    missing = [row for row in rows if proofs[row.code] is None and row.code not in own]
    case.materials.filter(origin=Origin.AWAITED, code__in=own & proofs.keys()).delete()
    if missing:
        _to_be_supplied(case, missing, now)


def _to_be_supplied(case: Case, rows: list[Material], now: datetime) -> None:
    """Open what was not found for the applicant to hand in, beside what was deferred before."""
    codes = [row.code for row in rows]
    case.materials.filter(code__in=codes).update(origin=Origin.DEFERRED)
    row, made = Deferral.objects.get_or_create(
        case=case,
        defaults={
            "codes": json.dumps(codes, ensure_ascii=False),
            "promise": PROMISE,
            "signed_by": case.applicant_name,
            "signed_at": now,
        },
    )
    if not made:
        row.codes = json.dumps([*row.listed, *codes], ensure_ascii=False)
        row.supplied_at = None
        row.save(update_fields=["codes", "supplied_at"])
    names = "、".join(row.name for row in rows)
    outcome.tell(case, "cases.not_found", now=now, names=names)
