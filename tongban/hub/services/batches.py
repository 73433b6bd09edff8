"""Taking batches in: each line whole or not at all, safe to send again and to interrupt."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tongban.catalogue import selectors as catalogue
from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.ledger.types import Act
from tongban.core.organisations import selectors as organisations
from tongban.hub import rules
from tongban.hub.errors import BatchEmpty, BatchTooLarge, HubForbidden, KeyUsed
from tongban.hub.models import Batch, Record
from tongban.hub.permissions import may_send, may_send_for, sending_grants
from tongban.hub.types import Line, Tally, Wrong

CHUNK = 500
"""Lines in one transaction."""
KEPT = 1000
"""Wrong things that a batch keeps; more are counted."""
_FIELDS = (
    "task_code", "title", "organisation", "division", "applicant_kind", "applicant_name",
    "applicant_number", "contact_phone", "state", "outcome", "received_at", "accepted_at",
    "promised_on", "decided_at", "closed_at", "result_title", "result_number", "steps_text",
    "digest", "happened_at", "changed_at",
)  # fmt: skip


@dataclass(slots=True)
class _Work:
    """What a batch, or a lot of it, has come to; `before` the numbers of earlier lots."""

    actor: Actor
    now: datetime
    before: frozenset[str] | set[str] = frozenset()
    tally: Tally = field(default_factory=Tally)
    wrong: list[Wrong] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def refuse(self, found: Sequence[Wrong]) -> None:
        self.tally.refused += 1
        self.wrong.extend(found[: max(KEPT - len(self.wrong), 0)])

    def add(self, lot: "_Work") -> None:
        """Count a lot that was committed."""
        self.tally.created += lot.tally.created
        self.tally.changed += lot.tally.changed
        self.tally.unchanged += lot.tally.unchanged
        self.tally.refused += lot.tally.refused
        self.wrong.extend(lot.wrong[: max(KEPT - len(self.wrong), 0)])
        self.seen |= lot.seen


def take_in(*, actor: Actor, now: datetime, content: bytes, key: str | None = None) -> Batch:
    """Take in the cases of a source, a JSON object a line; gives the batch with its tally.

    A sound line is taken however wrong its neighbours are. Lines are taken 500 at a time, each lot
    in a transaction of its own: a batch that was cut off is sent again, and what had been taken
    counts as unchanged. The same `key` answers with the first batch.

    Raises ScopeMissing, HubForbidden (403), BatchEmpty (422), BatchTooLarge (413), KeyUsed (409).
    """
    actor.require_scope("hub:write")
    if not may_send(actor):
        raise HubForbidden
    if len(content) > rules.MOST_BYTES:
        raise BatchTooLarge(lines=rules.MOST_LINES, mib=rules.MOST_BYTES // 1024**2)
    lines = content.splitlines()
    numbered = [(place, line) for place, line in enumerate(lines, 1) if line.strip()]
    if not numbered:
        raise BatchEmpty
    if len(numbered) > rules.MOST_LINES:
        raise BatchTooLarge(lines=rules.MOST_LINES, mib=rules.MOST_BYTES // 1024**2)
    batch = _begun(actor, now, content, key, len(numbered))
    if batch.done_at is not None:
        return batch
    work = _Work(actor, now)
    for start in range(0, len(numbered), CHUNK):
        lot = numbered[start : start + CHUNK]
        try:
            work.add(_take_lot(actor, now, work.seen, lot))
        except IntegrityError:
            # Another batch has just entered one of these cases: now it is known.
            work.add(_take_lot(actor, now, work.seen, lot))
    return _ended(batch, work)


def _begun(actor: Actor, now: datetime, content: bytes, key: str | None, lines: int) -> Batch:
    digest = hashlib.sha256(content).hexdigest()
    body = organisations.by_id(sending_grants(actor)[0].organisation_id)
    made = Batch(
        token=secrets.token_urlsafe(16),
        source=actor.ref,
        organisation=body,
        division=body.division,
        key=key,
        digest=digest,
        lines=lines,
        received_at=now,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        made = Batch.objects.get(source=actor.ref, key=key)
        if made.digest != digest:
            raise KeyUsed(field="Idempotency-Key") from None
    return made


def _ended(batch: Batch, work: _Work) -> Batch:
    tally = work.tally
    batch.created, batch.changed = tally.created, tally.changed
    batch.unchanged, batch.refused = tally.unchanged, tally.refused
    batch.wrong_text = json.dumps([asdict(one) for one in work.wrong], ensure_ascii=False)
    batch.done_at = work.now
    batch.save()
    return batch


@transaction.atomic
def _take_lot(
    actor: Actor, now: datetime, before: set[str], numbered: Sequence[tuple[int, bytes]]
) -> _Work:
    work = _Work(actor, now, before)
    read = [rules.read(content, place, now=work.now) for place, content in numbered]
    lines = [one for one in read if isinstance(one, Line)]
    implementations = catalogue.implementations(line.task_code for line in lines)
    known = _known(work.actor, lines)
    fresh: list[Record] = []
    for one in read:
        if not isinstance(one, Line):
            work.refuse(one)
            continue
        found = _refusal(work, one, implementations, known.get(one.number))
        if found:
            work.refuse([Wrong(one.line, one.number, *found, {})])
            continue
        work.seen.add(one.number)
        former = known.get(one.number)
        if former is not None and former.digest == one.digest:
            work.tally.unchanged += 1
            continue
        work.tally.changed += former is not None
        work.tally.created += former is None
        fresh.append(_record(work, one, implementations[one.task_code], former))
    _write(work, fresh)
    return work


def _known(actor: Actor, lines: Sequence[Line]) -> dict[str, Record]:
    rows = Record.objects.filter(source=actor.ref, number__in=[line.number for line in lines])
    return {row.number: row for row in rows.select_for_update()}


def _refusal(
    work: _Work, line: Line, implementations: Mapping[str, Any], former: Record | None
) -> tuple[str, str] | None:
    """Give field and code of why a sound line is not taken, or None."""
    implementation = implementations.get(line.task_code)
    if implementation is None:
        return "task_code", "hub_matter_unknown"
    place = implementation.organisation.path, implementation.division.path
    if not may_send_for(work.actor, *place):
        return "task_code", "hub_matter_others"
    if line.number in work.seen or line.number in work.before:
        return "number", "hub_number_twice"
    if former is not None and line.happened_at < former.happened_at:
        return "number", "hub_older"
    return None


def _record(work: _Work, line: Line, implementation: Any, former: Record | None) -> Record:
    happened = line.happened_at
    record = former or Record(
        source=work.actor.ref,
        number=line.number,
        entered_at=work.now,
        late=rules.backfilled(happened_at=line.received_at, entered_at=work.now),
    )
    for name in _FIELDS:
        if hasattr(line, name):
            setattr(record, name, getattr(line, name))
    record.organisation = implementation.organisation
    record.division = implementation.division
    record.steps_text = json.dumps(
        [asdict(step) for step in line.steps], ensure_ascii=False, default=datetime.isoformat
    )
    record.happened_at, record.changed_at = happened, work.now
    return record


def _write(work: _Work, records: Sequence[Record]) -> None:
    new = [record for record in records if record.pk is None]
    old = [record for record in records if record.pk is not None]
    Record.objects.bulk_create(new)
    # An upsert: as an UPDATE of twenty columns for five hundred rows is a page of CASEs.
    Record.objects.bulk_create(
        old, update_conflicts=True, unique_fields=["id"], update_fields=list(_FIELDS)
    )
    ledger.append_many(
        Act(
            subject=record.subject,
            verb="hub.record",
            actor=work.actor.ref,
            at=work.now,
            payload={
                "number": record.number,
                "task_code": record.task_code,
                "state": record.state,
                "happened_at": record.happened_at,
                "digest": record.digest,
            },
        )
        for record in [*new, *old]
    )
