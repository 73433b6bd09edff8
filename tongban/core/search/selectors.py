"""Finding."""

import json
from collections.abc import Collection, Sequence

from tongban.core.search import rules
from tongban.core.search.models import Document, Miss
from tongban.core.search.querysets import Row, engine
from tongban.core.search.rules import Term
from tongban.core.search.types import Hit


def find(
    q: str, *, kinds: Collection[str] | None = None, division: str = "", limit: int = 20
) -> list[Hit]:
    """What matches every word of `q`, best first: title over alias over body, then the reader's
    `division`, then weight. If nothing matches all of it, what matches most. Empty for an empty
    query. At most 200."""
    return _find(q, kinds=kinds, division=division, limit=limit, short=False)


def suggest(q: str, limit: int = 8, *, division: str = "") -> list[Hit]:
    """As `find` for a query that is still being typed: by title and alias alone, each title
    once."""
    return _find(q, kinds=None, division=division, limit=limit, short=True)


def misses(limit: int = 50) -> list[Miss]:
    """What was looked for in vain, the most frequent first."""
    return list(Miss.objects.all()[:limit])


def _find(
    q: str, *, kinds: Collection[str] | None, division: str, limit: int, short: bool
) -> list[Hit]:
    asked = rules.terms(q)
    if not asked or limit <= 0:
        return []
    index = engine()
    exact, loose = index.all_of(asked, phrases=False), index.all_of(asked, phrases=True)
    telling = rules.telling(asked)
    tries = [(exact, True), (loose, True)] if short else [(exact, True), (exact, False)]
    tries += [] if short else [(loose, False)]
    tries += [(index.any_of(telling), short)] if telling else []
    rows: dict[int, Row] = {}
    for number, (expression, narrow) in enumerate(tries):
        # Titles before bodies: once there are enough, what comes after could only come later.
        # The last try, any word at all, is for those who would otherwise have nothing.
        last = number == len(tries) - 1 and bool(telling)
        if len(rows) >= limit or (last and rows) or expression in _tried(tries[:number], narrow):
            continue
        for row in index.rows(expression, kinds=kinds, division=division, short=narrow):
            rows.setdefault(row[0], row)
    return _hits(_ranked(list(rows.values()), asked, division), asked, limit=limit, once=short)


def _tried(tries: Sequence[tuple[str, bool]], narrow: bool) -> set[str]:
    return {expression for expression, before in tries if before == narrow}


def _ranked(rows: Sequence[Row], asked: Sequence[Term], division: str) -> list[Row]:
    def key(row: Row) -> tuple[int, int, int, float, int]:
        aliases = row[4] if isinstance(row[4], list) else json.loads(row[4])
        level = rules.tier(row[3], aliases, asked)
        return (-level, -rules.place_rank(row[6], division), -row[7], row[8], row[0])

    return sorted(rows, key=key)


def _hits(rows: Sequence[Row], asked: Sequence[Term], *, limit: int, once: bool) -> list[Hit]:
    kept: list[Row] = []
    titles: set[tuple[str, str]] = set()
    for row in rows:
        if once and (row[1], row[3]) in titles:
            continue
        titles.add((row[1], row[3]))
        kept.append(row)
        if len(kept) == limit:
            break
    bodies: dict[int, str] = {}
    if not once and kept:
        ids = [row[0] for row in kept]
        bodies = dict(Document.objects.filter(pk__in=ids).values_list("pk", "body"))
    return [
        Hit(
            kind=row[1],
            ref=row[2],
            title=row[3],
            snippet=rules.snippet(bodies.get(row[0], ""), asked),
            url=row[5],
            division=row[6],
        )
        for row in kept
    ]
