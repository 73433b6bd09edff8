"""Many cases quickly: two real ones, one closed and one under review, copied inside the database.

Nine of ten are copies of the closed one; received a minute apart, running ones due over ten days.
Every table that holds a row of the case is copied (item, parties, tasks, clocks, ledger, papers,
licence), 5,000 cases a commit; notices and jobs are not.
"""

from typing import Any

from django.db import connection, transaction

from tongban.cases.models import Case

BATCH = 5_000
FIRST_ID, LAST_ID = 10_000, 10_000_000  # the copies' own; what acts make comes after
POSITION = 1_000_000_000


def fill(closed: Case, running: Case, *, start: int, stop: int) -> None:
    """Make copies number `start` up to, not with, `stop`."""
    for begin in range(start, stop, BATCH):
        end = min(begin + BATCH, stop)
        with transaction.atomic(), connection.cursor() as cursor:
            for template, rest in ((closed, "n % 10 <> 0"), (running, "n % 10 = 0")):
                _copy(cursor, template, begin, end, rest)
    _settle()


def _copy(cursor: Any, case: Case, begin: int, end: int, rest: str) -> None:
    item, number = case.item_id, case.item.number
    new_item, new_case = f"{FIRST_ID} + n", f"{FIRST_ID} + n"
    earlier, later = "-n", "(n % 14400)"
    own = "'B' || n"
    jobs: list[tuple[str, str, dict[str, str]]] = [
        (
            "workflow_workitem",
            f"id = {item}",
            {
                "id": new_item,
                "number": "'BF' || n",
                "opened_at": _moved("opened_at", earlier),
                "decided_at": _moved("decided_at", earlier),
                "closed_at": _moved("closed_at", earlier),
                "due_at": _moved("due_at", later) if rest.endswith("= 0") else "t.due_at",
            },
        ),
        ("workflow_itemparty", f"item_id = {item}", {"item_id": new_item}),
        ("workflow_task", f"item_id = {item}", {"item_id": new_item}),
        ("workflow_clock", f"item_id = {item}", {"item_id": new_item}),
        (
            "cases_case",
            f"id = {case.pk}",
            {
                "id": new_case,
                "item_id": new_item,
                "token": own,
                "received_at": _moved("received_at", earlier),
            },
        ),
        (
            "ledger_entry",
            f"subject = 'work:{number}'",
            {"subject": "'work:BF' || n", "position": f"{POSITION} + n * 16 + t.seq"},
        ),
        (
            "papers_paper",
            f"subject = 'case:{case.pk}'",
            {
                "subject": f"'case:' || ({new_case})",
                "token": "'B' || n || '-' || t.id",
                "number": "'B' || n || '-' || t.id",
            },
        ),
        (
            "licences_licence",
            f"source = 'case:{case.pk}'",
            {
                "source": f"'case:' || ({new_case})",
                "token": own,
                "number": own,
                "identifier": own,
            },
        ),
    ]
    for table, where, changed in jobs:
        cursor.execute(_insert(cursor, table, f"t.{where} AND {rest}", changed, (begin, end)))


def _moved(column: str, minutes: str) -> str:
    if connection.vendor == "sqlite":
        return f"strftime('%Y-%m-%d %H:%M:%f', t.{column}, ({minutes}) || ' minutes')"
    return f"t.{column} + ({minutes}) * interval '1 minute'"


def _insert(
    cursor: Any, table: str, where: str, changed: dict[str, str], span: tuple[int, int]
) -> str:
    begin, end = span
    columns = [one.name for one in connection.introspection.get_table_description(cursor, table)]
    kept = [name for name in columns if name != "id" or "id" in changed]
    values = ", ".join(changed.get(name, f't."{name}"') for name in kept)
    names = ", ".join(f'"{name}"' for name in kept)
    if connection.vendor == "sqlite":
        series = (
            f"(WITH RECURSIVE g(n) AS (SELECT {begin} UNION ALL SELECT n + 1 FROM g "
            f"WHERE n + 1 < {end}) SELECT n FROM g)"
        )
    else:
        series = f"(SELECT generate_series({begin}, {end - 1}) AS n)"
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, {series} g WHERE {where}"


def _settle() -> None:
    """Let new ids lie above all copies', and let the planner know what it plans for."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("workflow_workitem", "cases_case"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                    f"greatest(max(id), {LAST_ID})) FROM {table}"
                )
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
