"""A whole edition as rows of all tables, and back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.rules.tables import forms
from tongban.catalogue.rules.tables.records import record_of, row_of
from tongban.catalogue.types.tables import CODE, QUESTION, Misread, Table

LISTS, CHOICES, PARTS, FIELDS = "lists", "choices", "form_sections", "form_fields"


@dataclass(slots=True)
class Place:
    """A row of a file: the table, its number as Excel counts."""

    table: str
    number: int


@dataclass(slots=True)
class Gathered:
    """The rows of one list, each read, with their places; `head` are the cells of its own row."""

    head: Mapping[str, Any]
    place: Place
    rows: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)

    def add(self, table: str, number: int, value: Any) -> None:
        """Add a row's value (see `read_row`) in the order of the file."""
        self.rows.setdefault(table, []).append((number, value))

    def values(self, table: str) -> list[Any]:
        return [value for _number, value in self.rows.get(table, ())]


def rows_of(
    tables: Mapping[str, Table], code: str, content: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the rows of an edition, each with its table's code; the list's own comes first, without
    what is not in the content (names, dates, reason)."""
    form = content.get("form") or {}
    own = row_of(tables[LISTS], content)
    frame = forms.frame_of(form)
    yield LISTS, {**own, CODE: code, **({"form": frame} if frame else {})}
    for name, table in tables.items():
        if name in {LISTS, CHOICES, PARTS, FIELDS}:
            continue
        for record in content.get(name) or ():
            yield name, {**row_of(table, record), CODE: code}
            if name == "questions":
                for choice in record.get("choices") or ():
                    named = {CODE: code, QUESTION: str(record.get("code", "")) or None}
                    yield CHOICES, {**row_of(tables[CHOICES], choice), **named}
    for row in forms.part_rows(tables[PARTS], form):
        yield PARTS, {**row, CODE: code}
    for row in forms.field_rows(tables[FIELDS], form):
        yield FIELDS, {**row, CODE: code}


def read_row(table: Table, row: Mapping[str, Any], found: list[Misread]) -> Any:
    """Return what one row says, as `Gathered` keeps it: plain JSON.

    A question comes as its cells: its choices are not known yet.
    """
    if table.code == PARTS:
        return forms.part_of(table, row, found)
    if table.code == FIELDS:
        return list(forms.field_of(table, row, found))
    if table.code == CHOICES:
        return [str(row.get(QUESTION) or ""), record_of(table, row, found, {})]
    if table.code == "questions":
        record_of(table, row, found, {"choices": []})
        return {name: cell for name, cell in row.items() if cell not in (None, "", ())}
    return record_of(table, row, found, {})


def content_of(
    tables: Mapping[str, Table], gathered: Gathered, found: list[Misread]
) -> dict[str, Any]:
    """Return the content that the rows of a list make; `found` gets what is wrong in its own row.

    Keys and order are as they were exported.
    """
    elsewhere: dict[str, Any] = {
        name: gathered.values(name)
        for name in tables
        if name not in {LISTS, CHOICES, PARTS, FIELDS, "questions"}
    }
    elsewhere["questions"] = _questions(tables["questions"], gathered)
    frame = str(gathered.head.get("form") or "")
    asked = [(name, prop, bool(must)) for name, prop, must in gathered.values(FIELDS)]
    elsewhere["form"] = forms.form_of(frame, gathered.values(PARTS), asked, found)
    return record_of(tables[LISTS], gathered.head, found, elsewhere)


def _questions(table: Table, gathered: Gathered) -> list[dict[str, Any]]:
    choices: dict[str, list[Any]] = {}
    for question, choice in gathered.values(CHOICES):
        choices.setdefault(question, []).append(choice)
    return [
        record_of(table, row, [], {"choices": choices.get(str(row.get("code") or ""), [])})
        for row in gathered.values("questions")
    ]


def strays(gathered: Gathered) -> Iterator[tuple[str, int, str, str]]:
    """Give what stands in rows that belong nowhere: table, row number, column, sentence."""
    asked = [str(row.get("code") or "") for row in gathered.values("questions")]
    for number, (question, _choice) in gathered.rows.get(CHOICES, ()):
        if question not in asked:
            yield CHOICES, number, QUESTION, f"这份清单没有编号为“{question}”的情形问题。"
    known: Sequence[str] = []
    for number, (name, _prop, _must) in gathered.rows.get(FIELDS, ()):
        if name in known:
            yield FIELDS, number, "element", "这一项在表单里问了两次同一个人。请删去一行。"
        known = [*known, name]


def place_of(tables: Mapping[str, Table], gathered: Gathered, path: str) -> tuple[Place, str]:
    """Return where a problem's path ("materials[2].name", "form[applicant.party.name]") stands:
    the row, and the column by its field ("" where it is the row)."""
    own = gathered.place
    head, _, rest = path.partition(".")
    name, bracket, number = head.partition("[")
    number = number.rstrip("]")
    if name == "form":
        return _in_form(gathered, path)
    if name in tables and name not in {LISTS} and bracket and number.isdecimal():
        rows = gathered.rows.get(name, ())
        if int(number) < len(rows):
            if name == "questions" and rest.startswith("choices["):
                return _in_choices(gathered, rows[int(number)][1], rest)
            column = rest if rest in tables[name].by_name else rest.partition(".")[0]
            column = column if column in tables[name].by_name else ""
            return Place(name, rows[int(number)][0]), column
    if name in tables and not bracket and gathered.rows.get(name):
        return Place(name, gathered.rows[name][0][0]), ""  # of the list as a whole: where it begins
    fields = tables[LISTS].by_name
    for column in (path, f"{path}.limit", name):
        if column in fields and fields[column].kind not in {"rows"}:
            return own, column
    return own, CODE


def _in_form(gathered: Gathered, path: str) -> tuple[Place, str]:
    named = path.removeprefix("form").strip(".").removeprefix("[").rstrip("]")
    for number, (name, _prop, _must) in gathered.rows.get(FIELDS, ()):
        if named == name:
            return Place(FIELDS, number), "when" if "[" in path else "element"
    part = named.removeprefix("x-sections/")
    for number, one in gathered.rows.get(PARTS, ()):
        if one.get("code") == part:
            return Place(PARTS, number), "when"
    return gathered.place, CODE


def _in_choices(gathered: Gathered, row: Mapping[str, Any], rest: str) -> tuple[Place, str]:
    number, _, column = rest.removeprefix("choices[").partition("]")
    code = str(row.get("code") or "")
    mine = [at for at, (asked, _c) in gathered.rows.get(CHOICES, ()) if asked == code]
    if number.isdecimal() and int(number) < len(mine):
        return Place(CHOICES, mine[int(number)]), column.strip(".")
    return gathered.place, CODE
