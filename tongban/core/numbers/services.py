"""Numbers without gaps: taken inside the caller's transaction, returned by its rollback.

A series is locked from the taking to the commit, so take the number late in a transaction and keep
the transaction short.
"""

from datetime import datetime

from django.db import connection

from tongban.core.numbers.rules import number_text, series_of

_TAKE = (
    "INSERT INTO numbers_series (code, value) VALUES (%s, 1) "
    "ON CONFLICT (code) DO UPDATE SET value = numbers_series.value + 1 RETURNING value"
)


def next_number(series: str, *, now: datetime) -> int:
    """Return the next number of `series`, from 1, in one statement."""
    del now
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [series])
        (value,) = cursor.fetchone()
    return int(value)


def formatted(prefix: str, *, now: datetime, width: int = 6) -> str:
    """Return the next number of `prefix` on the local day of `now`: `XN20261122000123`.

    The count starts again each day (Asia/Shanghai) and grows past `width` rather than overflow.
    """
    series = series_of(prefix, now)
    return number_text(series, next_number(series, now=now), width)
