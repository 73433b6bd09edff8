"""The materials of a case: kept at submission, added to by corrections and rectifications."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max

from tongban.cases.errors import (
    CaseUnknown,
)
from tongban.cases.models import Case, Material, MaterialFile
from tongban.cases.types import Origin, Received
from tongban.core.files import services as files
from tongban.licences import services as licences

if TYPE_CHECKING:
    from tongban.catalogue.types import Asked
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
    rows = [
        Material(
            case=case,
            order=place,
            code=material.code,
            name=material.name,
            necessity=material.necessity,
            origin=Origin.UPLOAD if received.files.get(material.code) else Origin.NONE,
        )
        for place, material in enumerate(wanted.materials)
    ] + [
        Material(
            case=case,
            order=len(wanted.materials) + place,
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
        licences.note_proof(
            actor=actor,
            now=now,
            subject=proof.subject,
            snapshot=proof.extra,
            viewer=case.item.organisation.name,
            purpose=f"{case.item.title}：{skipped.material.name}",
            reference=case.item.number,
            source=f"{case.subject}:{skipped.material.code}",
        )
    tokens = [token for code in kept for token in received.files.get(code, ())]
    stored = files.bind(
        tokens=tokens, subject=case.subject, now=now, actor=actor, moved_from=moved_from
    )
    _add(kept, {f.token: f for f in stored}, received.files, now=now, round=0)


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
