"""Workbooks of lists in tests: taken out, changed as people do in Excel, given back."""

import io
from typing import Any

import openpyxl

from tongban.catalogue.models import ImportRun
from tongban.catalogue.rules import exchange
from tongban.catalogue.selectors import outgoing
from tongban.catalogue.services import imports
from tongban.catalogue.tests.factories import NOW
from tongban.catalogue.wording.tables import SHEETS
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.sheets.services import write_together

Book = openpyxl.Workbook
LISTS = "实施清单"


def book(actor: Actor = SYSTEM, **narrowed: str) -> Book:
    """Return the workbook of what `actor` sees."""
    stream = io.BytesIO()
    found = outgoing.listed(outgoing.of_actor(actor, **narrowed))
    write_together(SHEETS, outgoing.table_rows(found), stream, now=NOW)
    return openpyxl.load_workbook(stream)


def lines(actor: Actor = SYSTEM, **narrowed: str) -> list[str]:
    """Return the JSON Lines of what `actor` sees."""
    found = outgoing.listed(outgoing.of_actor(actor, **narrowed))
    return list(exchange.lines(outgoing.entries(found)))


def column(sheet: Any, title: str) -> int:
    heads = [str(cell.value).strip("*") for cell in sheet[1]]
    return heads.index(title) + 1


def cell(made: Book, title: str, row: int = 2, sheet: str = LISTS) -> Any:
    """Return the cell under a header."""
    return made[sheet].cell(row, column(made[sheet], title))


def row_with(made: Book, sheet: str, title: str, value: str, code: str = "") -> int:
    """Return the row whose cell under a header has the value (of a list)."""
    at, of = column(made[sheet], title), column(made[sheet], "实施编码")
    for row in made[sheet].iter_rows(min_row=2):
        if row[at - 1].value == value and code in {"", row[of - 1].value}:
            return int(row[0].row)
    raise AssertionError(value)


def saved(made: Book) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def looked(
    given: Book | bytes | list[str], actor: Actor = SYSTEM, name: str = "", **options: Any
) -> ImportRun:
    """Give a file and have it looked through."""
    if isinstance(given, list):
        given, name = "".join(given).encode(), name or "清单.jsonl"
    data = given if isinstance(given, bytes) else saved(given)
    run = imports.begin(
        actor=actor, now=NOW, kind="lists", name=name or "清单.xlsx", stream=[data],
        options={"mode": "publish"} | options, queued=False,
    )  # fmt: skip
    imports.carry_on(now=NOW, run_id=run.pk)
    return imports.current(run.pk)


def applied(run: ImportRun, actor: Actor = SYSTEM) -> ImportRun:
    """Apply a run."""
    imports.apply(actor=actor, now=NOW, run_id=run.pk, queued=False)
    imports.carry_on(now=NOW, run_id=run.pk)
    return imports.current(run.pk)


def told(run: ImportRun) -> list[tuple[str, str, str]]:
    """Return what is wrong: sheet, cell, rule."""
    return [(one.sheet, f"{one.column}{one.row}", one.rule) for one in run.problems.all()]
