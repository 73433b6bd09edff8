"""Counting only as far as anybody looks: a desk with 100,000 to-dos is as quick as one with 100."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST: Final = 1000
K = TypeVar("K")


def capped(rows: "Mapping[K, QuerySet[Any]]") -> dict[K, int]:
    """Count each of several sets of rows, in one statement; what is more than MOST is MOST + 1."""
    parts: list[str] = []
    values: list[Any] = []
    for one in rows.values():
        try:
            sql, params = one.order_by().values("pk")[: MOST + 1].query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
        else:
            parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608 (the ORM's own)
            values += params
    if not values:
        return dict.fromkeys(rows, 0)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(rows, cursor.fetchone(), strict=True))


def counted(number: int) -> str:
    """Give the number as people read it: "1,000+" for more than was counted."""
    return f"{MOST:,}+" if number > MOST else f"{number:,}"
