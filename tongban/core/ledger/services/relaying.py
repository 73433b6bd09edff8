"""The relay: committed entries get dense positions, in one place, one batch at a time."""

from datetime import datetime

from django.db import connection, transaction

from tongban.core.ledger.models import Entry

BATCH = 500
# Any fixed number: it names the lock among the database's advisory locks ("LEDG").
_LOCK = 0x4C454447
# What is visible here is committed. An entry that commits late has a lower id than some that are
# placed already; it gets a later position, so a reader who follows positions never misses it.
_PLACE = """
UPDATE ledger_entry SET position = placed.position
FROM (
    SELECT id, (SELECT COALESCE(MAX(position), 0) FROM ledger_entry)
               + ROW_NUMBER() OVER (ORDER BY id) AS position
    FROM (SELECT id FROM ledger_entry WHERE position IS NULL ORDER BY id LIMIT %s) AS pending
) AS placed
WHERE ledger_entry.id = placed.id
"""


def relay(*, now: datetime) -> int:
    """Give every committed entry without a position the next ones; return how many.

    Each batch commits by itself. Only one relay works at a time: another one returns 0 at once
    (PostgreSQL) or waits for its turn (SQLite, the only writer). Not for use inside a transaction
    of an act: it would place entries that may still roll back with it.
    """
    del now
    total = 0
    while Entry.objects.filter(position__isnull=True).exists():  # idle, it takes no write lock
        placed = _batch()
        total += placed
        if placed < BATCH:
            break
    return total


@transaction.atomic
def _batch() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                return 0
        cursor.execute(_PLACE, [BATCH])
        return int(cursor.rowcount)
