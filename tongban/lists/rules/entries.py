"""The entries of a list: what one may hold, whether all together can be published. Pure."""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from tongban.lists.rules.values import NOTHING, BadValue, clean, read, shown, written
from tongban.lists.types import Column, ColumnType, Item, Kind, Known, Problem, Values

KEY_LENGTH = 12
_FACETS = (ColumnType.CHOICE, ColumnType.BOOL)


def cleaned(kind: Kind, raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values of an entry's JSON in their one form, and what no column can hold.

    What is missing is no problem here: a draft grows. Columns that the kind has not are problems.
    """
    values: dict[str, Any] = {}
    found = [
        Problem(str(name)[:60], "unknown", f"没有“{str(name)[:60]}”这一栏")
        for name in raw
        if kind.column(name) is None
    ]
    for column in kind.columns:
        try:
            value = clean(column, raw.get(column.name))
        except BadValue as bad:
            found.append(Problem(column.name, bad.rule, f"{column.title}：{bad}"))
            continue
        if value is not None:
            values[column.name] = value
    return values, found


def typed(
    kind: Kind, given: Mapping[str, str], known: Known = NOTHING
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values of what was typed into a form or a row, by column, and what is wrong."""
    values: dict[str, Any] = {}
    found: list[Problem] = []
    for column in kind.columns:
        try:
            value = read(column, given.get(column.name, ""), known)
        except BadValue as bad:
            found.append(Problem(column.name, bad.rule, f"{column.title}：{bad}"))
            continue
        if value is not None:
            values[column.name] = value
    return values, found


def lacking(kind: Kind, values: Values) -> Iterator[Problem]:
    """Find what keeps one entry from being published: what is missing, what the kind forbids."""
    for column in kind.columns:
        if column.required and values.get(column.name) is None:
            yield Problem(column.name, "missing", f"请填写{column.title}")
    for name, sentence in kind.check(values):
        yield Problem(name, "kind", sentence)


def problems(kind: Kind, items: Sequence[Item]) -> list[Problem]:
    """Find everything that keeps these entries from being published, each at its place (from 1)."""
    found: list[Problem] = []
    places: dict[str, int] = {}
    for place, item in enumerate(items, start=1):
        inner = list(lacking(kind, item.values))
        same = identity(kind, item.values)
        if same and places.setdefault(same, place) != place:
            first = places[same]
            words = "、".join(
                column.title for column in kind.columns if column.name in kind.identity
            )
            inner.append(
                Problem(kind.head, "duplicate", f"与第 {first} 条的{words}相同，请合并或改正")
            )
        found += [Problem(one.column, one.rule, one.message, item.key, place) for one in inner]
    return found


def identity(kind: Kind, values: Values) -> str:
    """Return what tells the entry from another of its list, "" while it says nothing."""
    parts = [
        _folded(written(column, values.get(name)))
        for name in kind.identity
        if (column := kind.column(name)) is not None
    ]
    return "\x1f".join(parts) if any(parts) else ""


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def new_key(kind: Kind, values: Values, taken: Set[str] = frozenset()) -> str:
    """Return the key that an entry gets once and keeps: by what it says, so that the same list
    entered twice has the same keys; another where that one is taken."""
    seed = f"{kind.code}\x1f{identity(kind, values)}"
    count = 0
    while True:
        tail = f"\x1f{count}" if count else ""
        key = hashlib.sha256(f"{seed}{tail}".encode()).hexdigest()[:KEY_LENGTH]
        if key not in taken:
            return key
        count += 1


def keyed(
    kind: Kind, rows: Sequence[Values], former: Sequence[Item] = (), keys: Sequence[str] = ()
) -> list[Item]:
    """Return the rows as entries.

    A row keeps the key that it brings (`keys`, "" for none) if an entry of `former` has it, else
    that of the entry of `former` with its identity; no key is given twice.
    """
    by_identity = {identity(kind, item.values): item.key for item in former}
    known = {item.key for item in former}
    brought = [key if key in known else "" for key in keys] or [""] * len(rows)
    used, given = known | set(brought), set[str]()
    claimed = set(brought)
    found = []
    for values, own in zip(rows, brought, strict=True):
        same = by_identity.get(identity(kind, values), "")
        key = own or (same if same not in claimed else "")
        if not key or key in given:
            key = new_key(kind, values, used)
        used.add(key)
        given.add(key)
        found.append(Item(key, values))
    return found


def imported(
    kind: Kind, present: Sequence[Item], rows: Sequence[Item], *, add: bool
) -> tuple[list[Item], list[Problem]]:
    """Return what a draft holds after an import, and what is wrong with its rows (by place).

    `present` are the draft's entries, `rows` the imported ones (key "" for none). With `add`,
    entries that are not among the rows stay, before the new ones; otherwise they go.
    """
    items = keyed(kind, [one.values for one in rows], present, [one.key for one in rows])
    found = problems(kind, items)
    if add:
        new = {item.key: item for item in items}
        items = [new.pop(item.key, item) for item in present] + list(new.values())
    return items, found


# --- what the rows of an entry hold ---------------------------------------------------------------


def title(columns: Sequence[Column], head: str, values: Values) -> str:
    """Return the name under which an entry is listed."""
    column = next((one for one in columns if one.name == head), None)
    text = shown(column, values.get(head)) if column else ""
    return text[:300] or "（未填写）"


def searchable(kind: Kind, values: Values) -> str:
    """Return the words by which an entry is found, folded as `asked` folds what is asked."""
    texts = [
        shown(column, values.get(column.name))
        for column in kind.columns
        if column.type not in {ColumnType.MONEY, ColumnType.PLACES}
    ]
    return fold(" ".join(text for text in texts if text))


def fold(text: str) -> str:
    """Return a text as it is compared: half-width, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def asked(query: str) -> list[str]:
    """Return the words of a query, at most eight."""
    return fold(query[:100]).split()[:8]


def facets(kind: Kind, values: Values) -> list[tuple[str, str]]:
    """Return (column, value) by which the entry can be narrowed down."""
    found = []
    for column in kind.columns:
        value = values.get(column.name)
        if column.type in _FACETS and value is not None:
            found.append((column.name, value if isinstance(value, str) else _yes(value)))
    return found


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def facet_choices(column: Column) -> list[tuple[str, str]]:
    """Return (value, words) of a column by which a list can be narrowed; none for the others."""
    if column.type == ColumnType.CHOICE:
        return [(one.code, one.title) for one in column.choices]
    return [("yes", "是"), ("no", "否")] if column.type == ColumnType.BOOL else []


def matters(columns: Sequence[Column], values: Values) -> list[str]:
    """Return the catalogue codes that the entry names, once each."""
    return _listed(columns, values, ColumnType.MATTERS)


def places(columns: Sequence[Column], values: Values) -> list[str]:
    """Return the codes of the divisions that the entry names, once each."""
    return _listed(columns, values, ColumnType.PLACES)


def _listed(columns: Sequence[Column], values: Values, kind: ColumnType) -> list[str]:
    found = [c for one in columns if one.type == kind for c in values.get(one.name) or ()]
    return list(dict.fromkeys(found))


def sentence(kind: Kind, columns: Sequence[Column], values: Values) -> str:
    """Return the sentence by which a matter's guide shows the entry, "" for none."""
    return kind.says({one.name: shown(one, values.get(one.name)) for one in columns})
