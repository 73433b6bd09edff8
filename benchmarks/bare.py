"""The bare SQL of the same work: the statements of two real lifecycles, replayed by a raw cursor.

Two lifecycles are recorded, act by act. Where they differ, a parameter belongs to the case: a
number goes on by the same step (ids, document numbers), a text of digits likewise, any other text
(tokens, hashes, ciphers) is made anew, the same for the same within a lifecycle. So every replayed
lifecycle writes its own rows, in the same number of transactions, and finds those it updates.
"""

import re
import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

_SILENT = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
LONGEST_TOKEN = 80
_RUNS = re.compile(r"(\d+)")
Acts = Mapping[str, Callable[[Any, Any], Any]]


@dataclass
class Statement:
    """One statement as it was sent; `rows` how many it changed."""

    sql: str
    params: tuple[Any, ...]
    rows: int = -1


@dataclass
class Recording:
    """The statements of each act of one lifecycle."""

    acts: dict[str, list[Statement]] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many statements each act takes."""
        return {name: len(found) for name, found in self.acts.items()}


@contextmanager
def recorded(into: list[Statement]) -> Any:
    """Keep the statements of a block, those that only open and close transactions left out."""

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if not sql.lstrip().upper().startswith(_SILENT):
            into.append(Statement(sql, tuple(params or ()), context["cursor"].rowcount))
        return result

    with connection.execute_wrapper(keep):
        yield


def record(acts: Acts, city: Any) -> Recording:
    """Do one lifecycle and keep its statements."""
    found, held = Recording(), None
    for name, act in acts.items():
        with recorded(found.acts.setdefault(name, [])):
            held = act(city, held)
    return found


def _plain(value: Any) -> Any:
    """Return what a JSON wrapper holds, else the value."""
    return getattr(value, "obj", value)


class Template:
    """What to send for the i-th lifecycle after the two recorded ones (i = 2, 3, …)."""

    def __init__(self, first: Recording, second: Recording) -> None:
        self.acts: list[list[tuple[str, list[Any], list[Any], int]]] = []
        for name, statements in first.acts.items():
            pairs = zip(statements, second.acts[name], strict=True)
            self.acts.append([(ready(a), list(a.params), list(b.params), a.rows) for a, b in pairs])

    @property
    def statements(self) -> int:
        """How many statements one lifecycle takes."""
        return sum(map(len, self.acts))

    def prepared(self, i: int) -> list[list[tuple[str, list[Any], int]]]:
        """Return the i-th lifecycle's statements, ready to send (not part of what is timed)."""
        made: dict[str, str] = {}
        return [
            [
                (sql, [_next(a, b, i, made) for a, b in zip(one, two, strict=True)], rows)
                for sql, one, two, rows in act
            ]
            for act in self.acts
        ]


def ready(statement: Statement) -> str:
    """Return the statement as the driver's own cursor takes it."""
    if connection.vendor == "sqlite":
        return statement.sql.replace("%s", "?").replace("%%", "%")
    return statement.sql


def _next(a: Any, b: Any, i: int, made: dict[str, str]) -> Any:
    if isinstance(a, bool) or _plain(a) == _plain(b) or type(a) is not type(b):
        return a
    if isinstance(a, int):
        return a + i * (b - a)
    if isinstance(a, uuid.UUID):
        return uuid.UUID(made.setdefault(str(a), str(uuid.uuid4())))
    if isinstance(a, str):
        return made.setdefault(a, _text(a, b, i))
    return a


def _text(a: str, b: str, i: int) -> str:
    """Count digits on where only they differ; make anything else anew, as long as it was."""
    ones, twos = _RUNS.split(a), _RUNS.split(b)
    if len(ones) == len(twos) and ones[::2] == twos[::2]:
        for place in range(1, len(ones), 2):
            step = int(twos[place]) - int(ones[place])
            ones[place] = str(int(ones[place]) + i * step).zfill(len(ones[place]))
        return "".join(ones)
    if len(a) > LONGEST_TOKEN:
        return a  # a cipher: nothing looks it up, and it must stay readable
    return secrets.token_hex(len(a) // 2 + 1)[: len(a)]


def replay(lifecycles: Iterable[list[list[tuple[str, list[Any], int]]]], *, check: bool) -> None:
    """Send prepared lifecycles, one transaction an act; with `check`, see that rows are found."""
    raw: Any = connection.connection
    begin = "BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN"
    cursor = raw.cursor()
    for lifecycle in lifecycles:
        for act in lifecycle:
            cursor.execute(begin)
            for sql, params, rows in act:
                cursor.execute(sql, params)
                if cursor.description:
                    cursor.fetchall()
                elif check and cursor.rowcount != rows:
                    raise RuntimeError(f"{cursor.rowcount} rows, not {rows}: {sql[:200]}")
            cursor.execute("COMMIT")
    cursor.close()
