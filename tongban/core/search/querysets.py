"""The two full-text engines behind one face: what SQLite's FTS5 and PostgreSQL's tsvector say."""

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from django.db import connection

from tongban.core.search.rules import Term

FIELDS = ("title", "aliases", "sound", "body")
CANDIDATES = 200

Row = tuple[Any, ...]  # id, kind, ref, title, aliases, url, division, weight, score


class Engine(Protocol):
    """`fields` maps FIELDS to their words; an expression is the engine's own query text."""

    def write(self, document: int, fields: dict[str, list[str]]) -> None: ...

    def erase(self, document: int) -> None: ...

    def all_of(self, asked: Sequence[Term], *, phrases: bool) -> str: ...

    def any_of(self, words: Sequence[str]) -> str: ...

    def rows(
        self, expression: str, *, kinds: Collection[str] | None, division: str, short: bool
    ) -> list[Row]: ...


_BM25 = "bm25(10.0, 6.0, 4.0, 1.0)"
_COLUMNS = "d.id, d.kind, d.ref, d.title, d.aliases, d.url, d.division, d.weight"


class Fts5:
    """SQLite: words separated by spaces under unicode61."""

    def write(self, document: int, fields: dict[str, list[str]]) -> None:
        self.erase(document)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_words(rowid, title, aliases, sound, body)"
                " VALUES (%s, %s, %s, %s, %s)",
                [document, *(" ".join(fields[name]) for name in FIELDS)],
            )

    def erase(self, document: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_words WHERE rowid = %s", [document])

    def all_of(self, asked: Sequence[Term], *, phrases: bool) -> str:
        parts = []
        for term in asked:
            if not term.han:
                parts.append(f'"{term.text}"*')
            elif phrases:
                every = " AND ".join(f'"{" ".join(word)}"' for word in term.words)
                parts.append(f'("{" ".join(term.text)}" OR ({every}))')
            else:
                parts.append(" AND ".join(f'"{word}"' for word in term.words))
        return " AND ".join(parts)

    def any_of(self, words: Sequence[str]) -> str:
        return " OR ".join(f'"{word}"' for word in words)

    def rows(
        self, expression: str, *, kinds: Collection[str] | None, division: str, short: bool
    ) -> list[Row]:
        if short:
            expression = f"{{title aliases sound}} : ({expression})"
        where, values = _kinds(kinds)
        # The whole body matches much: there the engine's own order picks the candidates, before
        # any document is read. Among titles the reader's division has its say at once.
        within = "" if short or where else f" ORDER BY rank LIMIT {CANDIDATES}"
        sql = (
            f"SELECT {_COLUMNS}, score FROM (SELECT rowid AS id, rank AS score"  # noqa: S608 constants
            f" FROM search_words WHERE search_words MATCH %s AND rank MATCH '{_BM25}'{within}) w"
            f" JOIN search_document d ON d.id = w.id WHERE true{where}"
            " ORDER BY score - d.weight * 0.1 - (d.division = %s) * 4 LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [expression, *values, division, CANDIDATES])
            return list(cursor.fetchall())


class TsVector:
    """PostgreSQL: vectors and queries are written out here, so that no dictionary or locale of the
    server has a say. Weights A to D are the fields in order."""

    def write(self, document: int, fields: dict[str, list[str]]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_words(id, head, vector)"
                " VALUES (%s, %s::tsvector, %s::tsvector)"
                " ON CONFLICT (id) DO UPDATE SET head = EXCLUDED.head, vector = EXCLUDED.vector",
                [document, self._vector({**fields, "body": []}), self._vector(fields)],
            )

    @staticmethod
    def _vector(fields: dict[str, list[str]]) -> str:
        places: dict[str, list[str]] = {}
        at = 0
        for name, letter in zip(FIELDS, "ABCD", strict=True):
            for word in fields[name]:
                at += 1
                # A lexeme keeps 256 places, a vector 16,383: more are cut off by the server.
                if at < 16_383:
                    places.setdefault(word, []).append(f"{at}{letter}")
            at += 10  # no phrase runs from one field into the next
        return " ".join(f"'{word}':{','.join(found[:255])}" for word, found in places.items())

    def erase(self, document: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_words WHERE id = %s", [document])

    def all_of(self, asked: Sequence[Term], *, phrases: bool) -> str:
        parts = []
        for term in asked:
            if not term.han:
                parts.append(f"'{term.text}':*")
            elif phrases:
                every = " & ".join(self._phrase(word) for word in term.words)
                parts.append(f"({self._phrase(term.text)} | ({every}))")
            else:
                parts.append(" & ".join(f"'{word}'" for word in term.words))
        return " & ".join(parts)

    @staticmethod
    def _phrase(text: str) -> str:
        return "(" + " <-> ".join(f"'{character}'" for character in text) + ")"

    def any_of(self, words: Sequence[str]) -> str:
        return " | ".join(f"'{word}'" for word in words)

    def rows(
        self, expression: str, *, kinds: Collection[str] | None, division: str, short: bool
    ) -> list[Row]:
        where, values = _kinds(kinds)
        column = "head" if short else "vector"
        sql = (
            f"SELECT {_COLUMNS}, -ts_rank('{{0.1, 0.4, 0.6, 1}}', w.{column}, q) AS score"  # noqa: S608 constants
            " FROM (SELECT %s::tsquery AS q) AS asked"
            f" JOIN search_words w ON w.{column} @@ q JOIN search_document d ON d.id = w.id"
            f" WHERE true{where}"
            f" ORDER BY -ts_rank('{{0.1, 0.4, 0.6, 1}}', w.{column}, q) - d.weight * 0.01"
            " - (d.division = %s)::int * 0.4 LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [expression, *values, division, CANDIDATES])
            return list(cursor.fetchall())


def _kinds(kinds: Collection[str] | None) -> tuple[str, list[str]]:
    if kinds is None:
        return "", []
    marks = ", ".join(["%s"] * len(kinds)) or "NULL"
    return f" AND d.kind IN ({marks})", list(kinds)


def engine() -> Engine:
    """The engine of the database in use."""
    return TsVector() if connection.vendor == "postgresql" else Fts5()
