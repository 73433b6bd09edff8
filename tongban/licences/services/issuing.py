"""Issuing: the row is the licence; its paper is queued in the same transaction."""

import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.numbers import services as numbers
from tongban.core.vault.rules import mask_name
from tongban.core.workdays.rules import local_date
from tongban.licences import ports, states
from tongban.licences.errors import (
    AlreadyLive,
    FieldsInvalid,
    NotAllowed,
    NothingChanged,
    ReasonMissing,
    Superseded,
    TypeRetired,
    WrongDates,
    WrongHolder,
    WrongState,
)
from tongban.licences.models import Licence, LicenceType
from tongban.licences.permissions import may_issue
from tongban.licences.rules import face, fields
from tongban.licences.rules.dates import last_day, next_term
from tongban.licences.rules.identifier import identifier_for
from tongban.licences.rules.numbering import number_for
from tongban.licences.selectors import type_by_code
from tongban.licences.services.common import basis_for, locked, move, tell
from tongban.licences.types import LIVE, Status


@transaction.atomic
def issue(
    *,
    actor: Actor,
    now: datetime,
    type_code: str,
    holder: int,
    organisation: int,
    division: str,
    data: Mapping[str, Any],
    valid_from: date | None = None,
    valid_to: date | None = None,
    source: str = "",
    number: str = "",
    title: str = "",
    issued_on: date | None = None,
    version_kind: str = "first",
    endless: bool = False,
    status: str = Status.VALID,
    status_reason: str = "",
) -> Licence:
    """Issue a licence; it is in force when the surrounding transaction commits.

    `type_code` is a GB/T code or a catalogue document type; `holder` a party id, `organisation` an
    organisation id, `division` a division code; `data` the values on its face (plain JSON; keys of
    the type's fields are printed). Without dates it begins on the local day of `now` and ends
    after the type's default term (None: 长期). `source` is the subject that decided it
    ("case:12"); asked again for the same source, type and holder, the first licence is returned.
    `number` overrides the type's numbering, `title` its name (for generic types, such as 批文),
    `issued_on` the day printed. A stock licence brings its `status` with the reason, and may be
    `endless` where its type has a term.

    Raises UnknownType, TypeRetired, WrongHolder, WrongDates, NotAllowed, AlreadyLive (409).
    """
    kind = type_by_code(type_code)
    if source:
        known: Licence | None = Licence.objects.filter(
            source=source, type=kind, holder_id=holder
        ).first()
        if known is not None:
            return known
    if kind.retired_on is not None and kind.retired_on <= local_date(now):
        raise TypeRetired(title=kind.title)
    live = Licence.objects.live().filter(type=kind, holder_id=holder)
    if not kind.multi and status in LIVE and live.exists():
        raise AlreadyLive(title=kind.title)
    row = _draft(
        actor=actor, now=now, kind=kind, holder=holder, organisation=organisation,
        division=division, data=data, source=source,
    )  # fmt: skip
    row.title = (title.strip() or kind.title)[:80]
    row.version_kind = version_kind
    row.issued_on = issued_on or row.issued_on
    row.valid_from, row.valid_to = _term(kind, valid_from, valid_to, now)
    if endless:
        row.valid_to = None
    row.status, row.status_reason = Status(status), status_reason[:300]
    row.number = number or number_for(
        kind.numbering,
        year=local_date(now).year,
        division=division,
        serial=lambda: numbers.next_number(
            f"licences.{kind.code}.{local_date(now).year}.{division}", now=now
        ),
        holder_code=row.holder_code,
    )
    # A number that is the holder's own code comes back when the holder is licensed anew.
    row.version = 1 + Licence.objects.filter(type=kind, number=row.number).count()
    row.identifier = _identifier(row, kind, now)
    return _commit(row, verb="licences.issue", actor=actor, now=now)


@transaction.atomic
def reissue(
    *,
    actor: Actor,
    now: datetime,
    licence_id: int,
    reason: str,
    kind: str = "change",
    ground: str = "",
    document: str = "",
    data: Mapping[str, Any] | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    source: str = "",
) -> Licence:
    """Replace a licence by its next version: `kind` change 变更, renew 延续, replace 补证, correct
    更正 (states.VERSIONS).

    The number stays, the version rises by one, the old one lapses in the same transaction, and a
    suspension goes on. What is not given is taken over; `data` must fit the fields of the type's
    newest version. A renewal without dates runs for the type's term from the day after the old
    one's last. Raises UnknownLicence, WrongState, Superseded, NotAllowed, ReasonMissing,
    BasisMissing, FieldsInvalid, WrongDates, AlreadyLive.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    old = locked(licence_id)
    if old.superseded:
        if source and old.replaced_by.source == source:
            return old.replaced_by
        raise Superseded(number=old.number)
    if not states.may_follow(old.status, kind):
        raise WrongState(act=states.ACT_TITLES.get(kind, kind), status=old.status)
    row = _draft(
        actor=actor, now=now, kind=old.type, holder=old.holder_id,
        organisation=old.organisation_id, division=old.division_id,
        data=old.content if data is None else data, source=source,
    )  # fmt: skip
    basis = basis_for(kind, ground, document, needed=not source and actor.kind != "system")
    _check_data(row, data)
    row.number, row.version, row.replaces = old.number, old.version + 1, old
    row.version_kind, row.status_basis = kind, basis
    row.title = old.title
    row.valid_from, row.valid_to = next_term(
        kind, start=old.valid_from, end=old.valid_to, years=old.type.years,
        valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    if row.valid_to is not None and row.valid_to < row.valid_from:
        raise WrongDates(field="valid_to")
    if kind in {"change", "correct"} and data is not None and _same(old, row):
        raise NothingChanged(act=states.ACT_TITLES[kind])
    if old.status == Status.SUSPENDED:  # a new version is no way out of a suspension
        row.status, row.status_since = old.status, old.status_since
        row.status_reason, row.status_basis = old.status_reason, old.status_basis
    row.identifier = _identifier(row, old.type, now)
    if old.status in LIVE:
        text = f"{states.ACT_TITLES[kind]}，换发第 {row.version} 版"
        move(old, act="supersede", reason=text, basis=basis, actor=actor, now=now, source=source)
    made = _commit(
        row, verb=f"licences.{kind}", actor=actor, now=now, replaces=old.identifier,
        reason=reason.strip(), basis=basis,
    )  # fmt: skip
    tell(made, "version", now=now, act=states.ACT_TITLES[kind], reason=reason.strip().rstrip("。"))
    return made


def _same(old: Licence, row: Licence) -> bool:
    """Whether the new version would print what the old one prints."""
    first, second = (
        (one.valid_from, one.valid_to, [face.text_of(one.content.get(k)) for k in row.terms.faces])
        for one in (old, row)
    )
    return first == second


def _check_data(row: Licence, data: Mapping[str, Any] | None) -> None:
    if data is not None:
        problems = fields.problems(row.terms.fields, data)
        if problems:
            raise FieldsInvalid(problems=tuple(problems))


def _term(
    kind: LicenceType, valid_from: date | None, valid_to: date | None, now: datetime
) -> tuple[date, date | None]:
    start = valid_from or local_date(now)
    end = valid_to or (last_day(start, kind.years) if kind.years else None)
    if end is not None and end < start:
        raise WrongDates(field="valid_to")
    return start, end


def _draft(
    *,
    actor: Actor,
    now: datetime,
    kind: LicenceType,
    holder: int,
    organisation: int,
    division: str,
    data: Mapping[str, Any],
    source: str,
) -> Licence:
    """An unsaved licence without number, dates and identifier; checks who and for whom."""
    row = Licence(
        type=kind,
        terms=kind.current,
        holder_id=holder,
        organisation_id=organisation,
        division_id=division,
        multi=kind.multi,
        token=secrets.token_urlsafe(16),
        data=json.dumps(dict(data), ensure_ascii=False, sort_keys=True),
        source=source,
        status=Status.VALID,
        status_since=now,
        issued_at=now,
        issued_on=local_date(now),
    )
    if not may_issue(
        actor,
        organisation_path=row.organisation.path,
        division_path=row.division.path,
        source=source,
    ):
        raise NotAllowed()
    party = row.holder
    if kind.kinds and party.kind not in kind.kinds:
        raise WrongHolder(title=kind.title, kind=party.kind)
    row.holder_name = party.name
    row.holder_masked = mask_name(party.name) if party.kind == "natural" else party.name
    row.holder_code = party.uscc or ""
    row.organisation_name = row.organisation.name
    return row


def _identifier(row: Licence, kind: LicenceType, now: datetime) -> str:
    """A reissue keeps type, body and serial; only the version moves on."""
    if row.replaces is not None:
        serial = row.replaces.identifier.split(".")[7]
    else:
        serial = f"{numbers.next_number(f'licences.serial.{kind.code}', now=now):09d}"
    return identifier_for(
        type_code=kind.code, issuer=row.organisation.uscc, serial=serial, version=row.version
    )


def _commit(
    row: Licence, *, verb: str, actor: Actor, now: datetime, replaces: str = "", **more: str
) -> Licence:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        # Two at the same moment: the constraint names the winner.
        same = Licence.objects.filter(type=row.type, holder_id=row.holder_id)
        known: Licence | None = same.filter(source=row.source).first() if row.source else None
        if known is not None:
            return known
        if not row.multi and same.live().exists():
            raise AlreadyLive(title=row.type.title) from error
        raise
    payload: dict[str, Any] = {
        "type": row.type.code,
        "number": row.number,
        "identifier": row.identifier,
        "holder": row.holder_id,
        "organisation": row.organisation_id,
        "division": row.division_id,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else "",
        "version": row.version,
        "source": row.source,
        **more,
    }
    if replaces:
        payload["replaces"] = replaces
    ledger.append(
        subject=row.subject, verb=verb, actor=actor.ref, on_behalf=actor.on_behalf, at=now,
        payload=payload,
    )  # fmt: skip
    ports.making.request(row.pk)
    return row
