"""对账: a channel's statement of a day taken in, whole or not at all, and set beside our book."""

import hashlib
import io
from datetime import date, datetime, timedelta

from django.db import transaction

from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.ledger import services as ledger
from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.selectors import read_csv
from tongban.core.sheets.types import Limits
from tongban.core.workdays.rules import local_date
from tongban.payments import selectors
from tongban.payments.errors import (
    BillUnknown,
    PaymentError,
    PaymentForbidden,
    StatementDay,
    StatementWrong,
)
from tongban.payments.models import Attempt, Statement, StatementRow
from tongban.payments.permissions import may_reconcile
from tongban.payments.ports import providers
from tongban.payments.rules import STATEMENT
from tongban.payments.services.settling import settle
from tongban.payments.types import Entry

LIMITS = Limits(max_rows=100_000, file_bytes=20_000_000, problems=200)
LOOK_BACK = 7  # days for which a statement that is missing is asked for again
BATCH = 500


@transaction.atomic
def take(*, actor: Actor, now: datetime, provider: str, day: date, content: bytes) -> Statement:
    """Take a statement in; the same bytes again change nothing, others replace what was there.

    Raises PaymentForbidden, ProviderMissing, StatementDay, StatementWrong, SheetRefused.
    """
    _permitted(actor)
    providers.get(provider)
    if day >= local_date(now):
        raise StatementDay(field="day")
    digest = hashlib.sha256(content).hexdigest()
    fresh = {"sha256": "", "taken_at": now, "taken_by": actor.ref}
    made, _new = Statement.objects.get_or_create(provider=provider, day=day, defaults=fresh)
    row: Statement = Statement.objects.select_for_update().get(pk=made.pk)
    if row.sha256 == digest:
        return _recount(row)
    entries = _read(content, day)
    row.rows.all().delete()
    StatementRow.objects.bulk_create(
        (
            StatementRow(
                statement=row, kind=one.kind, number=one.number, amount=one.amount,
                reference=one.reference,
            )
            for one in entries
        ),
        batch_size=BATCH,
    )  # fmt: skip
    former, row.sha256 = row.sha256, digest
    row.row_count, row.taken_at, row.taken_by = len(entries), now, actor.ref
    row.save()
    _recount(row)
    ledger.append(
        subject=row.ref,
        verb="payments.statement",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={
            "provider": provider, "day": day.isoformat(), "sha256": digest, "former": former,
            "rows": row.row_count, "differences": row.differences,
        },
    )  # fmt: skip
    return row


def fetch(*, actor: Actor, now: datetime, provider: str, day: date) -> Statement:
    """Ask the channel for the statement of a day, and take it in. Raises as `take`, and OSError."""
    _permitted(actor)
    if day >= local_date(now):
        raise StatementDay(field="day")
    content = providers.get(provider).statement(day, now=now)  # outside of any transaction
    return take(actor=actor, now=now, provider=provider, day=day, content=content)


def fetch_due(now: datetime) -> int:
    """Take in each statement of the last days that is not here; give how many.

    Those with differences are counted anew: what was settled since is none any more.
    """
    today, taken = local_date(now), 0
    days = [today - timedelta(days=ago) for ago in range(1, LOOK_BACK + 1)]
    for code, _port in providers:
        there = Statement.objects.filter(provider=code, day__in=days).values_list("day", flat=True)
        for day in sorted(set(days) - set(there)):
            try:
                fetch(actor=SYSTEM, now=now, provider=code, day=day)
            except (PaymentError, SheetRefused, OSError):
                continue  # asked again at the next tick, or taken in by hand
            taken += 1
    for row in Statement.objects.filter(differences__gt=0, day__in=days):
        _recount(row)
    return taken


def ask_again(*, actor: Actor, now: datetime, statement: int, number: str) -> str:
    """Have the channel itself say what became of an order, and bring that about; gives the state.

    What a statement says is never believed alone: whoever takes one in could have written it.
    Raises PaymentForbidden, BillUnknown for what is no order of ours, ProviderMissing, OSError.
    """
    _permitted(actor)
    row = selectors.statement(actor, statement)
    if not Attempt.objects.filter(number=number, provider=row.provider).exists():
        raise BillUnknown("statement_not_ours")
    told = providers.get(row.provider).query(number, now=now)
    state = settle(now=now, provider=row.provider, told=told)
    _recount(row)
    return state


def _permitted(actor: Actor) -> None:
    if not may_reconcile(actor):
        raise PaymentForbidden()


def _recount(row: Statement) -> Statement:
    row.differences = sum(one.found != "matched" for one in selectors.pairs_of(row))
    row.save(update_fields=["differences"])
    return row


def _read(content: bytes, day: date) -> list[Entry]:
    """Read the rows of a statement; every problem of them at its cell. Raises StatementWrong."""
    reading = read_csv(io.BytesIO(content), STATEMENT, limits=LIMITS)
    found: dict[tuple[str, str], Entry] = {}
    for row in reading:
        said = row.values
        key = (str(said.get("kind")), str(said.get("number")))
        if said.get("day") not in (None, day):
            reading.add(row, "day", "statement_other_day", f"不是 {day} 的交易，请换这一天的")
        if said.get("amount") is not None and said["amount"] <= 0:
            reading.add(row, "amount", "statement_sum", "金额要大于零，退款也填正数")
        if row.sound and key in found:
            reading.add(row, "number", "statement_twice", "这个单号前面已有一行，请渠道核对")
        elif row.sound:
            found[key] = Entry(*key, said["amount"], said["reference"])
    if reading.problem_count:
        raise StatementWrong(reading.problems, reading.problem_count)
    return list(found.values())
