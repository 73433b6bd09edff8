"""The kinds of licence that this installation issues, in versions."""

import json
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.workdays.rules import local_date
from tongban.licences.errors import (
    FieldsInvalid,
    NotAllowed,
    ReasonMissing,
    TypeChanged,
    UnknownType,
)
from tongban.licences.models import LicenceType, TypeVersion
from tongban.licences.permissions import TYPES
from tongban.licences.rules import fields
from tongban.licences.types import TypeSeed

_REPEATED = ("title", "holder_kinds", "years", "multi", "numbering", "basis", "note", "kicker")


@transaction.atomic
def publish_type(
    *, actor: Actor, now: datetime, seed: TypeSeed, seen: int | None = None
) -> LicenceType:
    """Publish a licence type, or its next version where something on it changed.

    Licences issued before keep the version under which they were issued. `seen` is the version
    that the writer had before them. Raises NotAllowed, FieldsInvalid (every problem at its
    field), TypeChanged (another version came meanwhile).
    """
    if not actor.can(TYPES):
        raise NotAllowed()
    problems = fields.declared(seed.fields)
    if problems:
        raise FieldsInvalid(problems=tuple(problems))
    found = LicenceType.objects.select_for_update().filter(code=seed.code).first()
    if found is not None and seen is not None and found.version != seen:
        raise TypeChanged(title=found.title)
    columns = {name: getattr(seed, name) for name in _REPEATED} | {
        "holder_kinds": ",".join(seed.holder_kinds)
    }
    text = json.dumps([asdict(one) for one in seed.fields], ensure_ascii=False)
    if found is not None and _same(found, columns, text, seed):
        return found
    number = found.version + 1 if found is not None else 1
    row, _created = LicenceType.objects.update_or_create(
        code=seed.code,
        defaults=columns
        | {"document_type": seed.document_type, "certain": seed.certain, "version": number},
    )
    TypeVersion.objects.create(
        type=row,
        number=number,
        fields_text=text,
        change_note=seed.change_note,
        effective_from=local_date(now),
        published_at=now,
        published_by=actor.ref,
        **columns,
    )
    _record(row, actor, now, "type_published" if number == 1 else "type_corrected", version=number)
    return row


def _same(found: LicenceType, columns: dict[str, object], text: str, seed: TypeSeed) -> bool:
    current = found.versions.filter(number=found.version).first()
    return (
        current is not None
        and current.fields_text == text
        and (found.document_type, found.certain) == (seed.document_type, seed.certain)
        and all(getattr(found, key) == value for key, value in columns.items())
    )


@transaction.atomic
def retire_type(*, actor: Actor, now: datetime, code: str, reason: str) -> LicenceType:
    """Issue the type no more from today; what was issued lives on. Safe to repeat.

    Raises NotAllowed, UnknownType, ReasonMissing.
    """
    row = _of(actor, code)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    if row.retired_on is None:
        row.retired_on, row.retired_reason = local_date(now), reason.strip()[:200]
        row.save(update_fields=["retired_on", "retired_reason"])
        _record(row, actor, now, "type_retired", reason=row.retired_reason)
    return row


@transaction.atomic
def restore_type(*, actor: Actor, now: datetime, code: str) -> LicenceType:
    """Issue a retired type again. Safe to repeat. Raises NotAllowed, UnknownType."""
    row = _of(actor, code)
    if row.retired_on is not None:
        row.retired_on, row.retired_reason = None, ""
        row.save(update_fields=["retired_on", "retired_reason"])
        _record(row, actor, now, "type_restored")
    return row


def _of(actor: Actor, code: str) -> LicenceType:
    if not actor.can(TYPES):
        raise NotAllowed()
    found: LicenceType | None = LicenceType.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise UnknownType(type=code)
    return found


def _record(row: LicenceType, actor: Actor, now: datetime, verb: str, **more: object) -> None:
    ledger.append(
        subject=row.subject,
        verb=f"licences.{verb}",
        actor=actor.ref,
        at=now,
        payload={"title": row.title, "document_type": row.document_type, **more},
    )
