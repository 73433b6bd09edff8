"""The same key twice gives the first result, never a second act."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from tongban.core.once.errors import KeyInvalid, KeyReused
from tongban.core.once.models import OnceRecord
from tongban.core.once.types import Once
from tongban.lib import canonical

# A client that has not learned the answer to its request within a month has stopped asking; the
# longest retry of a sender known to us (CloudEvents webhooks) is three days.
KEPT = timedelta(days=30)
_BATCH = 500
_KEY_MAX = 200
_INSERT = (
    "INSERT INTO once_oncerecord (scope, key, request_hash, reference, at) "
    "VALUES (%s, %s, %s, '', %s) ON CONFLICT (scope, key) DO NOTHING"
)


@transaction.atomic
def once(
    *,
    scope: str,
    key: str | None,
    request: Mapping[str, Any],
    now: datetime,
    act: Callable[[], str],
) -> Once:
    """Run `act` unless `key` was already used in `scope`; return its reference (text, ≤ 200).

    The key, the act and its reference commit or roll back together, in the caller's transaction if
    there is one. Two at once: the second waits at the insert and gets the first one's reference
    (or acts itself if the first rolled back). `scope` should name the act and the actor
    (`"cases.submit:account:12"`), `request` what was asked, as JSON-like values. Without a key
    `act` simply runs.

    Raises KeyReused (409) where the key came with another request, KeyInvalid (400).
    """
    if key is None:
        return Once(act(), replayed=False)
    if not key or len(key) > _KEY_MAX or not key.isprintable():
        raise KeyInvalid(field="key")
    digest = "sha256$" + hashlib.sha256(canonical.encode(request)).hexdigest()
    # On PostgreSQL this insert waits for whoever holds the same key uncommitted; on SQLite there is
    # one writer at a time anyway.
    with connection.cursor() as cursor:
        at = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(_INSERT, [scope, key, digest, at])
        ours = cursor.rowcount == 1
    if ours:
        reference = act()
        OnceRecord.objects.filter(scope=scope, key=key).update(reference=reference)
        return Once(reference, replayed=False)
    found = OnceRecord.objects.get(scope=scope, key=key)
    if found.request_hash != digest:
        raise KeyReused(field="key")
    return Once(found.reference, replayed=True)


def sweep(*, now: datetime) -> int:
    """Delete the keys older than `KEPT`, by batches; return how many."""
    total = 0
    while True:
        old = OnceRecord.objects.filter(at__lt=now - KEPT).values_list("pk", flat=True)[:_BATCH]
        deleted, _ = OnceRecord.objects.filter(pk__in=list(old)).delete()
        total += deleted
        if deleted < _BATCH:
            return total
