"""The materials of a case: kept at submission, added to by corrections and rectifications."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max

from tongban.cases import rules
from tongban.cases.errors import CaseUnknown
from tongban.cases.models import Case, Material, MaterialFile
from tongban.cases.types import Origin, Received
from tongban.core.files import services as files
from tongban.licences import services as licences

if TYPE_CHECKING:
    from tongban.catalogue.types import Asked, Proof
    from tongban.catalogue.types import Material as Wanted
    from tongban.core.accounts.types import Actor
    from tongban.core.files.models import StoredFile


def keep_first(
    *,
    actor: "Actor",
    now: datetime,
    case: Case,
    wanted: "Asked",
    received: Received,
    moved_from: str = "",
) -> None:
    """Write down each material with its files, or the record that stands in for it."""
    proved = [s for s in wanted.skipped if s.reason == "proved"]
    # What the body gets by itself, but not now: the decision waits for it all the same.
    later = [s.material for s in wanted.skipped if s.reason == "obtained"]
    later = [one for one in later if one.document_type in received.silent]
    rows = [
        Material(
            case=case,
            order=place,
            code=material.code,
            name=material.name,
            necessity=material.necessity,
            origin=_origin(material, received),
        )
        for place, material in enumerate([*wanted.materials, *later])
    ] + [
        Material(
            case=case,
            order=len(wanted.materials) + len(later) + place,
            code=skipped.material.code,
            name=skipped.material.name,
            necessity=skipped.material.necessity,
            origin=Origin.PROOF,
            proof=json.dumps(
                asdict(received.proven[skipped.material.document_type]), ensure_ascii=False
            ),
        )
        for place, skipped in enumerate(proved)
    ]
    kept = {row.code: row for row in Material.objects.bulk_create(rows)}
    for skipped in proved:
        proof = received.proven[skipped.material.document_type]
        _told(actor, now, case, kept[skipped.material.code], proof)
    tokens = [token for code in kept for token in received.files.get(code, ())]
    stored = files.bind(
        tokens=tokens, subject=case.subject, now=now, actor=actor, moved_from=moved_from
    )
    _add(kept, {f.token: f for f in stored}, received.files, now=now, round=0)


def _origin(material: "Wanted", received: Received) -> Origin:
    if received.files.get(material.code):
        return Origin.UPLOAD
    return Origin.AWAITED if rules.awaited(material, received) else Origin.NONE


def keep_proof(*, actor: "Actor", now: datetime, case: Case, row: Material, proof: "Proof") -> None:
    """Have a record stand in for a material that came without it, as it is seen now."""
    row.proof = json.dumps(asdict(proof), ensure_ascii=False)
    row.origin = Origin.PROOF if row.origin in {Origin.NONE, Origin.AWAITED} else row.origin
    row.save(update_fields=["proof", "origin"])
    _told(actor, now, case, row, proof)


def _told(actor: "Actor", now: datetime, case: Case, row: Material, proof: "Proof") -> None:
    """Write down for the holder that the licence was used, for what and by whom."""
    licences.note_proof(
        actor=actor,
        now=now,
        subject=proof.subject,
        snapshot=proof.extra,
        viewer=case.item.organisation.name,
        purpose=f"{case.item.title}：{row.name}",
        reference=case.item.number,
        source=f"{case.subject}:{row.code}",
    )


def _add(
    materials: Mapping[str, Material],
    stored: "Mapping[str, StoredFile]",
    given: Mapping[str, Sequence[str]],
    *,
    now: datetime,
    round: int,
) -> None:
    MaterialFile.objects.bulk_create(
        [
            MaterialFile(
                material=materials[code],
                token=token,
                name=stored[token].name,
                media_type=stored[token].media_type,
                size=stored[token].size,
                round=round,
                added_at=now,
            )
            for code, tokens in given.items()
            if code in materials
            for token in tokens
        ],
        ignore_conflicts=True,
    )


def keep_further(
    *, actor: "Actor", now: datetime, case: Case, given: Mapping[str, Sequence[str]]
) -> None:
    """Add files to a case's materials beside those of earlier rounds."""
    materials = {row.code: row for row in case.materials.all()}
    unknown = sorted(given.keys() - materials.keys())
    if unknown:
        raise CaseUnknown("material_unknown", field=f"material:{unknown[0]}")
    stored = files.bind(
        tokens=[token for tokens in given.values() for token in tokens],
        subject=case.subject,
        now=now,
        actor=actor,
    )
    last = MaterialFile.objects.filter(material__case=case).aggregate(last=Max("round"))["last"]
    by_token = {file.token: file for file in stored}
    _add(materials, by_token, given, now=now, round=(last or 0) + 1)
    case.materials.filter(code__in=[code for code in given if given[code]]).update(
        origin=Origin.UPLOAD
    )
