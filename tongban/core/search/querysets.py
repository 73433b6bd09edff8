"""The two full-text engines behind one face: what SQLite's FTS5 and PostgreSQL's tsvector say."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from django.db import connection

from tongban.core.search.rules import (
    AllOf,
    AnyOf,
    Begin,
    Node,
    Phrase,
    Word,
    above,
    place_patterns,
    trunk,
)

FIELDS = ("title", "aliases", "sound", "body")
CANDIDATES = 200
RANKED = 1_000  # of those that match, the nearest to the reader that are told apart by their words

Fields = Mapping[str, Sequence[str]]  # of FIELDS their index words


class Row(NamedTuple):
    """A heading that matches; `place` is its nearest document's `place_rank`."""

    id: int
    kind: str
    title: str
    aliases: str
    said: str
    weight: int
    score: float
    place: int


class Near(NamedTuple):
    """A document of a heading: the `number`-th nearest of `many`; the first has its body."""

    heading: int
    number: int
    many: int
    ref: str
    url: str
    division: str
    body: str


class Engine(Protocol):
    """Keeps the index words of headings, and finds headings by them."""

    def write(self, headings: Sequence[tuple[int, Fields]]) -> None: ...

    def erase(self, headings: Collection[int]) -> None: ...

    def rows(
        self, node: Node, *, kinds: Collection[str] | None, division: str, narrow: bool
    ) -> list[Row]: ...


_BM25 = "bm25(10.0, 6.0, 4.0, 1.0)"
_COLUMNS = "h.id, h.kind, h.title, h.aliases, h.said, h.weight"


class Fts5:
    """SQLite: words separated by spaces under unicode61."""

    def write(self, headings: Sequence[tuple[int, Fields]]) -> None:
        self.erase([pk for pk, _ in headings])
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_words(rowid, title, aliases, sound, body)"
                " VALUES (%s, %s, %s, %s, %s)",
                [(pk, *(" ".join(fields[name]) for name in FIELDS)) for pk, fields in headings],
            )

    def erase(self, headings: Collection[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_words WHERE rowid = %s", [(pk,) for pk in headings]
            )

    def expression(self, node: Node) -> str:
        """The node in FTS5's own words."""
        match node:
            case Word(text):
                return f'"{text}"'
            case Begin(text):
                return f'"{text}"*'
            case Phrase(tokens):
                return f'"{" ".join(tokens)}"'
            case AllOf(nodes):
                return "(" + " AND ".join(map(self.expression, nodes)) + ")"
            case AnyOf(nodes):
                return "(" + " OR ".join(map(self.expression, nodes)) + ")"

    def rows(
        self, node: Node, *, kinds: Collection[str] | None, division: str, narrow: bool
    ) -> list[Row]:
        expression = self.expression(node)
        if narrow:
            expression = f"{{title aliases sound}} : ({expression})"
        where, kind_values = _kinds(kinds)
        place, place_values = _place(division)
        sql = (
            f"SELECT {_COLUMNS}, w.score, {place} AS place"  # noqa: S608 constants
            " FROM (SELECT rowid AS id, rank AS score"
            f" FROM search_words WHERE search_words MATCH %s AND rank MATCH '{_BM25}') w"
            f" JOIN search_heading h ON h.id = w.id WHERE true{where}"
            " ORDER BY w.score - h.weight * 0.1 - place * 1.5 LIMIT %s"
        )
        return _fetched(sql, [*place_values, expression, *kind_values, CANDIDATES])


class TsVector:
    """PostgreSQL: vectors and queries are written out here, so that no dictionary or locale of the
    server has a say. Weights A to D are the fields in order."""

    def write(self, headings: Sequence[tuple[int, Fields]]) -> None:
        rows = [
            (pk, self._vector({**fields, "body": ()}), self._vector(fields))
            for pk, fields in headings
        ]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_words(id, head, vector)"
                " VALUES (%s, %s::tsvector, %s::tsvector)"
                " ON CONFLICT (id) DO UPDATE SET head = EXCLUDED.head, vector = EXCLUDED.vector",
                rows,
            )

    @staticmethod
    def _vector(fields: Fields) -> str:
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

    def erase(self, headings: Collection[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_words WHERE id = ANY(%s)", [list(headings)])

    def expression(self, node: Node) -> str:
        """The node as a tsquery is written."""
        match node:
            case Word(text):
                return f"'{text}'"
            case Begin(text):
                return f"'{text}':*"
            case Phrase(tokens):
                return "(" + " <-> ".join(f"'{token}'" for token in tokens) + ")"
            case AllOf(nodes):
                return "(" + " & ".join(map(self.expression, nodes)) + ")"
            case AnyOf(nodes):
                return "(" + " | ".join(map(self.expression, nodes)) + ")"

    def rows(
        self, node: Node, *, kinds: Collection[str] | None, division: str, narrow: bool
    ) -> list[Row]:
        where, kind_values = _kinds(kinds)
        place, place_values = _place(division)
        column = "head" if narrow else "vector"
        # Matched before the join, for a join would carry every vector along and spill to disk; and
        # ranked after it, the nearest alone: 身份证 stands in the text of half a catalogue.
        sql = (
            "WITH asked AS (SELECT %s::tsquery AS q),"  # noqa: S608 constants
            " found AS MATERIALIZED"
            f" (SELECT w.id FROM asked JOIN search_words w ON w.{column} @@ q),"
            f" near AS MATERIALIZED (SELECT {_COLUMNS}, {place} AS place"
            f" FROM found f JOIN search_heading h ON h.id = f.id WHERE true{where}"
            " ORDER BY place DESC, h.weight DESC, h.id LIMIT %s)"
            " SELECT near.id, kind, title, aliases, said, weight,"
            f" -ts_rank('{{0.1, 0.4, 0.6, 1}}', w.{column}, q) AS score, place"
            " FROM asked, near JOIN search_words w ON w.id = near.id"
            f" ORDER BY -ts_rank('{{0.1, 0.4, 0.6, 1}}', w.{column}, q)"
            " - weight * 0.01 - place * 0.15 LIMIT %s"
        )
        asked = [self.expression(node), *place_values, *kind_values]
        return _fetched(sql, [*asked, RANKED, CANDIDATES])


def nearest(
    headings: Sequence[int], *, division: str, places: int, told: Sequence[str] = ()
) -> list[Near]:
    """Of each heading its documents nearest to the reader's `division`, at most `places`; before
    that, those whose body has more of the words `told`."""
    if not headings:
        return []
    near, values = _order(division)
    tells = "".join("(CASE WHEN body LIKE %s THEN 0 ELSE 1 END) + " for _ in told) + "0"
    marks = ", ".join(["%s"] * len(headings))
    sql = (
        "SELECT heading_id, number, many, ref, url, division,"  # noqa: S608 constants
        " CASE WHEN number = 1 THEN body ELSE '' END FROM"
        " (SELECT heading_id, ref, url, division, body,"
        f" row_number() OVER (PARTITION BY heading_id ORDER BY {tells}, {near}, weight DESC,"
        " division, id) AS number,"
        " count(*) OVER (PARTITION BY heading_id) AS many"
        f" FROM search_document WHERE heading_id IN ({marks})) AS d"
        " WHERE number <= %s ORDER BY heading_id, number"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(f"%{word}%" for word in told), *values, *headings, places])
        return [Near(*row) for row in cursor.fetchall()]


def _fetched(sql: str, values: Iterable[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return [Row(*row) for row in cursor.fetchall()]


def _kinds(kinds: Collection[str] | None) -> tuple[str, list[str]]:
    if kinds is None:
        return "", []
    marks = ", ".join(["%s"] * len(kinds)) or "NULL"
    return f" AND h.kind IN ({marks})", list(kinds)


def _place(division: str) -> tuple[str, list[str]]:
    """The `place_rank` of a heading's nearest document, as SQL."""
    if not division:
        return "2", []
    steps, values = [], []
    for rank, patterns in zip((3, 2, 1), place_patterns(division), strict=True):
        steps.append(f"WHEN {' OR '.join(['h.places LIKE %s'] * len(patterns))} THEN {rank}")
        values += patterns
    return f"CASE {' '.join(steps)} ELSE 0 END", values


def _order(division: str) -> tuple[str, list[str]]:
    """How far a document is from the reader, the nearest 0, as SQL."""
    if not division:
        return "0", []
    wider = [*above(division), ""]
    steps = "".join(f" WHEN division = %s THEN {n}" for n in range(1 + len(wider)))
    last = 1 + len(wider)
    sql = f"CASE{steps} WHEN division LIKE %s THEN {last} ELSE {last + 1} END"
    return sql, [division, *wider, f"{trunk(division)}%"]


def engine() -> Engine:
    """The engine of the database in use."""
    return TsVector() if connection.vendor == "postgresql" else Fts5()
