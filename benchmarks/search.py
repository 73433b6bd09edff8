"""Finding among 12,019 published items on one database; prints one JSON object a catalogue.

Two catalogues: titles spread over the divisions as a city's are, and 12,019 titles none of which
is another's (no city has that: it is the worst case of an index of titles).
"""

import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connection
from django.test import Client

from benchmarks import bare, city, listed
from tongban.core.divisions.services import load_divisions, shipped
from tongban.core.search import selectors, services
from tongban.core.search.types import Entry

READER = "421202"
Ask = Callable[[str], Any]


def main(arguments: list[str]) -> None:
    """Measure with `rounds` of the queries, such as `3`."""
    rounds = int(arguments[0])
    call_command("migrate", verbosity=0)
    load_divisions(shipped())
    services.load_shipped(now=city.NOW)
    spread = listed.entries()
    _report("as a city's", spread, rounds)
    begun = time.process_time()
    services.drop_many("matter", [entry.ref for entry in spread])
    dropped = time.process_time() - begun
    _report("all different", _different(spread), rounds, dropped=dropped)


def _different(entries: Sequence[Entry]) -> list[Entry]:
    return [replace(entry, title=f"{entry.title}（{entry.ref}）") for entry in entries]


def _report(name: str, entries: Sequence[Entry], rounds: int, **more: float) -> None:
    found: dict[str, Any] = {
        "name": name,
        "size": len(entries),
        "titles": len({entry.title for entry in entries}),
        "fill": {**_fill(entries), **more},
        "asked": {},
    }
    client = Client()
    asks: dict[str, Ask] = {
        "suggest": lambda q: selectors.suggest(q, division=READER),
        "find": lambda q: selectors.look_up(q, division=READER),
        "page of suggestions": lambda q: _get(client, "/search/suggest", q),
        "page of finds": lambda q: _get(client, "/search/", q),
    }
    for what, ask in asks.items():
        found["asked"][what] = _measured(ask, rounds, sent="page" not in what)
    print("RESULT " + json.dumps(found, ensure_ascii=False), flush=True)


def _fill(entries: Sequence[Entry]) -> dict[str, float]:
    """Index them, and again, when nothing has changed; processor and clock seconds."""
    found = {}
    for what in ("new", "again"):
        cpu, clock = time.process_time(), time.perf_counter()
        services.put_many(entries)
        found[f"{what}_cpu"] = time.process_time() - cpu
        found[what] = time.perf_counter() - clock
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return found


def _get(client: Client, path: str, q: str) -> None:
    answer = client.get(f"{path}?{urlencode({'q': q, 'division': READER})}")
    if answer.status_code != 200:
        raise RuntimeError(f"{path} {q!r}: {answer.status_code}")


def _measured(ask: Ask, rounds: int, *, sent: bool) -> dict[str, Any]:
    """Milliseconds of every query, `rounds` times after one unmeasured round; the slowest queries,
    how many statements, and with `sent` how long those alone take."""
    queries = list(listed.queries())
    statements = {q: _statements(ask, q) for _, q in queries}
    took: list[tuple[float, str]] = []
    alone = 0.0
    for _ in range(rounds):
        for _, q in queries:
            took.append((_timed(ask, q), q))
            alone += _sent(statements[q]) if sent else 0.0
    each = sorted(one for one, _ in took)
    by_kind = {
        kind: _quantile(sorted(one for one, q in took if q in set(some)), 0.95)
        for kind, some in _kinds(queries)
    }
    return {
        "queries": len(queries),
        "p50": statistics.median(each),
        "p95": _quantile(each, 0.95),
        "max": each[-1],
        "slowest": list(dict.fromkeys(q for _, q in sorted(took, reverse=True)))[:3],
        "p95_by_kind": by_kind,
        "statements": max(map(len, statements.values())),
        "ratio": sum(each) / alone if alone else None,
    }


def _kinds(queries: Sequence[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    for kind in dict.fromkeys(kind for kind, _ in queries):
        yield kind, [q for one, q in queries if one == kind]


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[int(len(ordered) * share)]


def _timed(ask: Ask, q: str) -> float:
    begun = time.perf_counter()
    ask(q)
    return (time.perf_counter() - begun) * 1000


def _statements(ask: Ask, q: str) -> list[bare.Statement]:
    """Ask once, for what it sends (and so that nothing is measured cold)."""
    found: list[bare.Statement] = []
    with bare.recorded(found):
        ask(q)
    return found


def _sent(statements: Sequence[bare.Statement]) -> float:
    """Milliseconds of the statements alone, by a raw cursor, every row fetched."""
    ready = [(bare.ready(one), list(one.params)) for one in statements]
    cursor = connection.connection.cursor()
    begun = time.perf_counter()
    for sql, params in ready:
        cursor.execute(sql, params)
        cursor.fetchall()
    took = (time.perf_counter() - begun) * 1000
    cursor.close()
    return took
