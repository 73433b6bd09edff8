"""A table into a draft: the template, a dry run with every problem at its cell, then all of it."""

import io
from http import HTTPStatus
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.services import write_xlsx
from tongban.core.shell import clock, errors_text
from tongban.lists import rules, selectors, services
from tongban.lists.desk import fields, shared
from tongban.lists.errors import ListRefused
from tongban.lists.models import ListEdition, PublishedList
from tongban.lists.portal import showing
from tongban.lists.portal.downloads import XLSX
from tongban.lists.schemas import sheets
from tongban.lists.states import DRAFT
from tongban.lists.types import Item, Kind, Problem

FILE_BYTES = 10 * 1024 * 1024
SHOWN = 200


@require_safe
def template(request: HttpRequest, code: str) -> HttpResponse:
    """The draft as a workbook to fill, or (`?empty=1`) the same without rows."""
    owner, edition, kind = shared.open_edition(request, code)
    rows: list[Item] = []
    if not request.GET.get("empty"):
        rows = [one.item for one in selectors.all_entries(edition)]
    table = sheets.spec(owner.title, kind.columns)
    places = selectors.places_below(kind.columns, owner.division_id)
    stream = io.BytesIO()
    filled = {table.code: sheets.rows(kind.columns, rows, places)} if rows else {}
    write_xlsx([table], filled, stream, now=clock.now())
    answer = HttpResponse(stream.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{code}-draft.xlsx"'
    return answer


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a table; a POST reads it, shows every problem or what would change."""
    owner, edition, kind = shared.open_edition(request, code)
    if edition.state != DRAFT:
        return redirect("lists-desk-review", code=code)
    context: dict[str, Any] = {
        "list": owner,
        "kind": kind,
        "edition": edition,
        "mode": request.POST.get("mode", "replace"),
        "most": FILE_BYTES,
    }
    if request.method == "POST":
        context |= _tried(request, owner, edition, kind)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context.get("failed") else HTTPStatus.OK
    return render(request, "lists/desk/import.html", context, status=status)


def _tried(
    request: HttpRequest, owner: PublishedList, edition: ListEdition, kind: Kind
) -> dict[str, Any]:
    file = request.FILES.get("file")
    if file is None or not file.size:
        return {"failed": True, "errors": [("id_file", _("请先选择表格文件。"))]}
    add = request.POST.get("mode") == "add"
    try:
        reading = sheets.reading(
            cast(BinaryIO, file), file.name or "", owner.title, kind.columns, FILE_BYTES
        )
        table = sheets.taken(reading, kind, lambda typed: fields.known(kind, typed, owner))
    except SheetRefused as refusal:
        return {"failed": True, "errors": [("id_file", errors_text(refusal))]}
    if table.problem_count:
        return {
            "failed": True,
            "problems": table.problems[:SHOWN],
            "problem_count": table.problem_count,
        }
    try:
        pending = services.propose_import(
            actor=shared.actor_of(request),
            now=clock.now(),
            code=owner.code,
            rows=table.items,
            add=add,
        )
    except ListRefused as refusal:
        listed = refusal.detail.get("problems", ())
        return {
            "failed": True,
            "errors": [("id_file", errors_text(refusal))],
            "problems": [_at_row(one, table) for one in listed[:SHOWN]],
            "problem_count": len(listed),
        }
    before = [one.item for one in selectors.all_entries(edition)]
    after, _none = rules.imported(kind, before, pending.rows, add=add)
    found = rules.differences(before, after, kind.columns)
    return {
        "pending": pending,
        "count": len(table.items),
        "differences": showing.differences(found, kind.columns, kind.head, owner.division_id),
    }


def _at_row(problem: Problem, table: sheets.Taken) -> dict[str, Any]:
    """Return a problem of the draft at the row of the file."""
    row = table.numbers[problem.place - 1] if problem.place else 0
    return {"row": row, "column": "", "title": "", "message": problem.message}


@require_POST
def apply(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Take the rows that were proposed."""
    shared.kept(request, code)
    try:
        services.apply_import(
            actor=shared.actor_of(request), now=clock.now(), code=code, token=token
        )
    except ListRefused as refusal:
        messages.error(request, errors_text(refusal))
        return redirect("lists-desk-import", code=code)
    messages.success(request, _("已导入草稿。"))
    return redirect("lists-desk-draft", code=code)
