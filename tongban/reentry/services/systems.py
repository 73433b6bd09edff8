"""The registry of outside systems: added and changed by the service office."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_slug
from django.db import IntegrityError, transaction

from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.reentry import permissions, rules, states
from tongban.reentry.errors import ReentryForbidden, ReentryRefused, ReentryUnknown
from tongban.reentry.models import Duty, System

LENGTHS: Mapping[str, int] = {
    "name": 120, "keeper": 120, "address": 200, "pattern": 120, "sample": 64, "note": 300,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a system; `pattern` is a regular expression that the whole number must
    match, `sample` a number that does."""

    name: str
    keeper: str
    address: str = ""
    pattern: str = ""
    sample: str = ""
    interface: bool = False
    active: bool = True
    note: str = ""


def add(*, actor: Actor, now: datetime, code: str, about: About) -> System:
    """Register a system. Raises ReentryForbidden, ReentryRefused with the field at fault."""
    if not permissions.keeps(actor):
        raise ReentryForbidden()
    try:
        validate_slug(code)
    except ValidationError as error:
        raise ReentryRefused("reentry_code", field="code") from error
    if len(code) > 40:
        raise ReentryRefused("reentry_code", field="code")
    _check(about)
    try:
        with transaction.atomic():
            row: System = System.objects.create(code=code, changed_at=now, **_columns(about))
            _record(actor, now, row, "reentry.system_added")
    except IntegrityError as error:
        raise ReentryRefused("reentry_code_taken", field="code") from error
    return row


@transaction.atomic
def change(*, actor: Actor, now: datetime, key: int, about: About) -> System:
    """Change what is said of a system; the same again changes nothing.

    Of one that has an interface now, or is no more, what still waits is released; what was
    released stays so when it is put back. Raises ReentryForbidden, ReentryUnknown, ReentryRefused.
    """
    if not permissions.keeps(actor):
        raise ReentryForbidden()
    row: System | None = System.objects.select_for_update().filter(pk=key).first()
    if row is None:
        raise ReentryUnknown()
    _check(about)
    said = _columns(about)
    if all(getattr(row, name) == value for name, value in said.items()):
        return row
    for name, value in said.items():
        setattr(row, name, value)
    row.changed_at = now
    row.save()
    released = 0
    if not row.by_hand:
        why = "这个系统已经有接口" if row.interface else "这个系统已经停用"
        released = (
            Duty.objects.waiting()
            .filter(system=row)
            .update(state=states.RELEASED, released_at=now, released_why=why)
        )
    _record(actor, now, row, "reentry.system_changed", released=released)
    return row


def _columns(about: About) -> dict[str, object]:
    return {one.name: getattr(about, one.name) for one in fields(about)}


def _check(about: About) -> None:
    for name in ("name", "keeper"):
        if not getattr(about, name).strip():
            raise ReentryRefused("reentry_missing", field=name)
    for name, most in LENGTHS.items():
        if len(getattr(about, name)) > most:
            raise ReentryRefused("reentry_long", field=name, most=most)
    if about.address:
        try:
            URLValidator(schemes=("http", "https"))(about.address)
        except ValidationError as error:
            raise ReentryRefused("reentry_address", field="address") from error
    wrong = rules.pattern_fault(about.pattern)
    if wrong:
        raise ReentryRefused(wrong, field="pattern", most=rules.PATTERN_LONGEST)
    if about.sample and rules.fault(about.sample, about.pattern):
        raise ReentryRefused("reentry_sample", field="sample")


def _record(actor: Actor, now: datetime, row: System, verb: str, **more: object) -> None:
    ledger.append(
        subject=row.subject, verb=verb, actor=actor.ref, on_behalf=actor.on_behalf, at=now,
        payload={
            "code": row.code, "name": row.name, "interface": row.interface, "active": row.active,
            "pattern": row.pattern, **more,
        },
    )  # fmt: skip
