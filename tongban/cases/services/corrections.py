"""Corrections 补正: asked for once and for all, handed in together (行政许可法 §32)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.cases import rules
from tongban.cases.errors import (
    CaseForbidden,
    CaseUnknown,
    Incomplete,
    NotLacking,
    ReasonMissing,
)
from tongban.cases.models import Case, Correction
from tongban.cases.services.materials import keep_further
from tongban.cases.types import Lack
from tongban.catalogue.rules import asked
from tongban.forms import rules as forms
from tongban.workflow import services as engine
from tongban.workflow.types import AskCorrection, Correct

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor


@transaction.atomic
def ask_correction(
    *,
    actor: "Actor",
    now: datetime,
    case: Case,
    version: int | None,
    lacks: Sequence[Lack],
    note: str = "",
) -> Correction:
    """Ask, once and for all, for everything that is lacking 一次性告知补正 (许可法 §32).

    Raises ReasonMissing for an empty list, NotLacking when a second list names anything new,
    CaseUnknown for a material that the edition which the case moved to asks no more.
    """
    if not lacks:
        raise ReasonMissing(field="lacks")
    places = {lack.place for lack in lacks}
    for code in case.materials.filter(dropped=True).values_list("code", flat=True):
        if f"material:{code}" in places:
            raise CaseUnknown("material_unknown", field=f"material:{code}")
    first = case.corrections.order_by("round").first()
    if first is not None and (new := rules.not_listed(first.lacks, lacks)):
        raise NotLacking(places="、".join(lack.title for lack in lacks if lack.place in new))
    correction = Correction.objects.create(
        case=case,
        round=case.corrections.count() + 1,
        items=json.dumps([asdict(lack) for lack in lacks], ensure_ascii=False),
        note=note.strip(),
        asked_by=actor.ref,
        asked_at=now,
    )
    engine.perform(
        actor=actor,
        now=now,
        item=case.item_id,
        command=AskCorrection(items=tuple(lack.place for lack in lacks), note=note.strip()),
        expected_version=version,
    )
    return correction


@transaction.atomic
def correct(
    *,
    actor: "Actor",
    now: datetime,
    case: Case,
    version: int | None,
    data: Mapping[str, Any] | None = None,
    given: Mapping[str, Sequence[str]] | None = None,
    note: str = "",
) -> Case:
    """Hand in the corrections: changed fields and new files; the earlier ones stay in the file.

    Raises Incomplete where a listed thing is still untouched, or one that is not listed changed.
    """
    correction = case.corrections.filter(answered_at=None).order_by("-round").first()
    if correction is None:
        raise CaseForbidden("case_no_correction", status=409)
    given = {code: tuple(tokens) for code, tokens in (given or {}).items() if tokens}
    _check_correction(case, correction, data, given)
    if data is not None:
        case.data = json.dumps({**case.typed, **data}, ensure_ascii=False)
        case.save(update_fields=["data"])
    keep_further(actor=actor, now=now, case=case, given=given)
    correction.answered_at = now
    correction.save(update_fields=["answered_at"])
    engine.perform(
        actor=actor,
        now=now,
        item=case.item_id,
        command=Correct(note=note.strip()),
        expected_version=version,
    )
    case.refresh_from_db()
    return case


def _check_correction(
    case: Case,
    correction: Correction,
    data: Mapping[str, Any] | None,
    given: Mapping[str, Sequence[str]],
) -> None:
    """Raise Incomplete with each listed thing that was not touched, each field still wrong, and
    each that nobody asked for: what was received is changed where the list allows it alone."""
    listed = {lack.place for lack in correction.lacks}
    errors: list[rules.Error] = [
        (place, "not_listed", "补正清单里没有这一项，不能改动。")
        for place, value in (data or {}).items()
        if place not in listed and value != case.typed.get(place)
    ]
    for lack in correction.lacks:
        if lack.place.startswith("material:"):
            if lack.place.removeprefix("material:") not in given:
                errors.append((lack.place, "material_missing", f"请补交：{lack.title}"))
        elif (data or {}).get(lack.place) in (None, "", [], case.typed.get(lack.place)):
            errors.append((lack.place, "unchanged", f"请修改：{lack.title}"))
    if data is not None:
        wanted = asked(case.edition.parsed, case.answered, [])
        told = {place for place, _code, _sentence in errors}
        errors += [
            (error.path, error.code, error.message)
            for error in forms.validate(wanted.form, {**case.typed, **data}, wanted.answers)
            if error.path not in told
        ]
    if errors:
        raise Incomplete(errors)
