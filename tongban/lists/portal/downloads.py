"""Taking a list away: JSON as it was frozen, CSV and xlsx for spreadsheets."""

import io
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.core.sheets.services import write_csv, write_xlsx
from tongban.core.sheets.types import SheetSpec
from tongban.core.shell import clock
from tongban.core.workdays.rules import local_date
from tongban.lists import selectors
from tongban.lists.models import ListEdition
from tongban.lists.schemas import sheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _edition(code: str, number: int | None) -> ListEdition:
    editions = selectors.public_editions(code)
    if number is not None:
        return selectors.numbered(editions, number)
    return selectors.current(editions, local_date(clock.now())) or editions[0]


def _answer(edition: ListEdition, ending: str, body: str | bytes, media: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=media)
    name = f"{edition.published_list.code}-v{edition.number}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["ETag"] = f'"{edition.content_hash}"'
    return answer


@login_not_required
@require_safe
def as_json(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """The very bytes that were frozen: their SHA-256 is the hash that page and ledger show."""
    edition = _edition(code, number)
    body = selectors.content(edition)
    return _answer(edition, "json", body, "application/json; charset=utf-8")


@login_not_required
@require_safe
def as_csv(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """The entries as CSV, UTF-8 with a mark, so that spreadsheets read the Chinese."""
    edition = _edition(code, number)
    table, rows = _table(edition)
    stream = io.BytesIO()
    write_csv(table, rows, stream)
    return _answer(edition, "csv", stream.getvalue(), "text/csv; charset=utf-8")


@login_not_required
@require_safe
def as_xlsx(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """The entries as a workbook, which the desk reads back without loss."""
    edition = _edition(code, number)
    table, rows = _table(edition)
    stream = io.BytesIO()
    made_at = edition.published_at or clock.now()
    write_xlsx([table], {table.code: rows}, stream, now=made_at, guide=False)
    return _answer(edition, "xlsx", stream.getvalue(), XLSX)


def _table(edition: ListEdition) -> tuple[SheetSpec, Iterator[dict[str, Any]]]:
    columns = selectors.columns_of(edition)
    items = [one.item for one in selectors.all_entries(edition)]
    places = selectors.places_below(columns, edition.published_list.division_id)
    return (
        sheets.spec(edition.published_list.title, columns),
        sheets.rows(columns, items, places),
    )
