"""Lists out and in on the desk: the template empty or filled, a file given and looked through,
every problem at its place, then all of it or nothing."""

import tempfile
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue import permissions, selectors, states
from tongban.catalogue.errors import CatalogueError, CatalogueForbidden
from tongban.catalogue.models import ImportRun
from tongban.catalogue.querysets import ImplementationQuerySet
from tongban.catalogue.rules import exchange
from tongban.catalogue.selectors import importing as runs
from tongban.catalogue.selectors import outgoing
from tongban.catalogue.services import imports
from tongban.catalogue.services.imports import looking
from tongban.catalogue.services.imports.lists import LISTS, may_begin
from tongban.catalogue.wording import tables
from tongban.core.accounts.requests import Request
from tongban.core.accounts.selectors import names_of
from tongban.core.files.errors import FileRefused
from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.selectors import read_xlsx
from tongban.core.sheets.services import write_csv, write_together, write_xlsx
from tongban.core.sheets.types import Column, Limits, SheetSpec
from tongban.core.shell import clock, errors_text
from tongban.core.workdays.rules import local_date

FILE_BYTES = 50 * 1024 * 1024
AT_ONCE = 3_000  # lists in a workbook that is made while its reader waits
PAGE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {
    states.FAULTY: "bad",
    states.REFUSED: "bad",
    states.READY: "info",
    states.APPLIED: "good",
    states.DROPPED: "neutral",
}
ACTS = {"new": _("首次编写"), "changed": _("修改")}
DONE = {
    "apply": _("已开始导入。"),
    "drop": _("已放弃，清单没有变化。"),
    "recheck": _("正在重新检查。"),
}
PROBLEMS = SheetSpec(
    "problems",
    _("要改的地方"),
    (
        Column("sheet", _("工作表")),
        Column("row", _("行"), "integer"),
        Column("column", _("列")),
        Column("title", _("项目")),
        Column("ref", _("实施编码"), width=34),
        Column("message", _("哪里不对，怎么改"), width=60),
    ),
)


def _must_work(request: Request) -> None:
    if not permissions.works_here(request.actor):
        raise CatalogueForbidden


def _filters(request: Request) -> dict[str, str]:
    given = request.GET
    return {
        "state": given.get("state", "")[:12],
        "text": given.get("q", "").strip()[:60],
        "division": given.get("division", "")[:12],
        "waiting": given.get("waiting", "")[:12],
        "body": given.get("body", "")[:60],
        "task_code": given.get("code", "").strip()[:40],
    }


def _found(request: Request) -> ImplementationQuerySet:
    return outgoing.of_actor(request.actor, **_filters(request))


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponse:
    """What can be taken, a place to give a file, and what was given; a POST takes the file in."""
    _must_work(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        run = _begun(request, errors)
        if run is not None:
            return redirect("catalogue-desk-import", run.pk)
    page = runs.runs_of(request.actor, LISTS, after=request.GET.get("after", ""))
    names = names_of(one.begun_by for one in page.rows)
    bodies = selectors.bodies_with_lists(request.actor)
    context = {
        "errors": errors,
        "typed": request.POST,
        "mode": request.POST.get("mode", looking.SUBMIT),
        "modes": _modes(request),
        "may_begin": may_begin(request.actor),
        "most": FILE_BYTES,
        "at_once": AT_ONCE,
        "bodies": bodies,
        "states": [one for one in states.IMPLEMENTATION.items() if one[0] != states.CANCELLED],
        "today": local_date(clock.now()),
        "rows": [
            (one, TONES.get(one.state, "info"), names.get(one.begun_by, "")) for one in page.rows
        ],
        "next_url": f"?after={page.after}" if page.after else "",
    }
    return render(request, "catalogue/desk/exchange.html", context, status=422 if errors else 200)


def _modes(request: Request) -> list[tuple[str, str, str]]:
    """What may be done with a sound file, by who gives it."""
    found = [
        (looking.SUBMIT, _("提交审核"), _("存为草稿并提交，由本机构审核人和政务办审核后发布")),
        (looking.DRAFT, _("只存为草稿"), _("逐份看过再提交")),
    ]
    if request.actor.can(permissions.PUBLISH):
        found.append((looking.PUBLISH, _("直接发布"), _("政务办批量发布，写入后马上是新版本")))
    return found


def _begun(request: Request, errors: dict[str, str]) -> ImportRun | None:
    """Take the file in; None where something about it is wrong."""
    file, typed = request.FILES.get("file"), request.POST
    mode, day = typed.get("mode", ""), typed.get("effective_from", "").strip()
    if file is None or not file.size:
        errors["file"] = _("请先选择文件。")
    if mode not in {code for code, *_rest in _modes(request)}:
        errors["mode"] = _("请选择检查没有问题以后怎么办。")
    if day and (_date(day) or date.min) < local_date(clock.now()):
        errors["effective_from"] = _("生效日期写成 2026-11-22 这样，不能早于今天。")
    if errors or file is None:
        return None
    try:
        return imports.begin(
            actor=request.actor,
            now=clock.now(),
            kind=LISTS,
            name=file.name or "",
            stream=file,
            limit=FILE_BYTES,
            options={
                "mode": mode,
                "over": bool(typed.get("over")),
                "reason": typed.get("reason", "").strip()[:300],
                "effective_from": day,
            },
        )
    except FileRefused as refusal:
        errors["file"] = _why(file, refusal)
        return None


def _why(file: Any, refusal: FileRefused) -> str:
    """Say why a file is not taken; of what was meant to be a workbook, what is wrong with it."""
    if refusal.reason == "upload_type" and (file.name or "").lower().endswith((".xlsx", ".xls")):
        try:
            read_xlsx(file, tables.SHEETS, limits=Limits(max_rows=1))
        except SheetRefused as better:
            return errors_text(better)
    return errors_text(refusal)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_safe
def template(request: Request) -> HttpResponseBase:
    """The workbook, filled with the lists asked for, or (`?empty=1`) without rows."""
    _must_work(request)
    found = _found(request)
    empty = bool(request.GET.get("empty"))
    if not empty and found.count() > AT_ONCE:
        messages.error(
            request,
            _("一次最多下载 {n} 份的表格。请按机构或者状态缩小范围，或者下载 JSON Lines。").format(
                n=f"{AT_ONCE:,}"
            ),
        )
        return redirect("catalogue-desk-exchange")
    rows = () if empty else outgoing.table_rows(outgoing.listed(found))
    stream = tempfile.SpooledTemporaryFile(max_size=2_000_000)  # noqa: SIM115  (the answer closes it)
    write_together(
        tables.SHEETS, rows, cast(BinaryIO, stream), now=clock.now(), notes=tables.notes()
    )
    stream.seek(0)
    answer = FileResponse(stream, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{_name(request, empty)}.xlsx"'
    return answer


@require_safe
def as_lines(request: Request) -> HttpResponseBase:
    """The lists asked for as JSON Lines, in a stream."""
    _must_work(request)
    found = outgoing.entries(outgoing.listed(_found(request)))
    answer = StreamingHttpResponse(
        exchange.lines(found), content_type="application/jsonl; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{_name(request, False)}.jsonl"'
    return answer


def _name(request: Request, empty: bool) -> str:
    code = _filters(request)["task_code"]
    which = "template" if empty else code if code.isalnum() and code.isascii() else "lists"
    return f"{which}-{local_date(clock.now()):%Y%m%d}"


@require_safe
def run(request: Request, run_id: int) -> HttpResponse:
    """One file: how far it is, every problem, what it would change or has changed."""
    _must_work(request)
    return _shown(request, runs.run_of(request.actor, run_id, LISTS))


def _shown(
    request: Request, found: ImportRun, *, error: str = "", status: int = 200
) -> HttpResponse:
    after = request.GET.get("after", "")
    problems = runs.problems_of(found, after=after, limit=PAGE)
    items = runs.items_of(found, after=after, limit=PAGE)
    following = problems.after or items.after
    options = found.options
    context = {
        "run": found,
        "tone": TONES.get(found.state, "info"),
        "person": names_of([found.begun_by]).get(found.begun_by, ""),
        "mine": found.begun_by == request.actor.ref,
        "running": found.state in states.RUNNING_IMPORT,
        "counts": found.counts,
        "changes": sum(found.counts.get(name, 0) for name in ("new", "changed")),
        "mode": options.get("mode", looking.SUBMIT),
        "over": options.get("over"),
        "problems": problems.rows,
        "kept": found.problems.count() if problems.rows else 0,
        "items": [(one, ACTS.get(one.act, one.act)) for one in items.rows],
        "next_url": f"?after={following}" if following else "",
        "error": error,
    }
    return render(request, "catalogue/desk/import.html", context, status=status)


@require_safe
def progress(request: Request, run_id: int) -> HttpResponse:
    """How far it is; when it has moved on, the page is loaded anew."""
    _must_work(request)
    found = runs.run_of(request.actor, run_id, LISTS)
    running = found.state in states.RUNNING_IMPORT
    context = {"run": found, "running": running}
    answer = render(request, "catalogue/desk/parts/import_progress.html", context)
    if not running:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def act(request: Request, run_id: int, act: str) -> HttpResponse:
    """Apply it, give it up, or have it looked through again."""
    _must_work(request)
    found = runs.run_of(request.actor, run_id, LISTS)
    if act not in DONE:
        return redirect("catalogue-desk-import", run_id)
    try:
        getattr(imports, act)(actor=request.actor, now=clock.now(), run_id=run_id)
    except CatalogueForbidden:
        raise
    except CatalogueError as refusal:
        return _shown(request, found, error=errors_text(refusal), status=refusal.status)
    messages.success(request, DONE[act])
    return redirect("catalogue-desk-import", run_id)


@require_safe
def problems(request: Request, run_id: int, form: str) -> HttpResponseBase:
    """Every problem that was kept, as xlsx or CSV, for whoever mends the file."""
    _must_work(request)
    found = runs.run_of(request.actor, run_id)
    stream: Any = tempfile.SpooledTemporaryFile(max_size=2_000_000)  # noqa: SIM115
    if form == "csv":
        write_csv(PROBLEMS, _rows(found), stream)
    else:
        write_xlsx([PROBLEMS], {PROBLEMS.code: _rows(found)}, stream, now=clock.now(), guide=False)
    stream.seek(0)
    kind = "text/csv; charset=utf-8" if form == "csv" else XLSX
    answer = FileResponse(stream, content_type=kind)
    ending = "csv" if form == "csv" else "xlsx"
    answer["Content-Disposition"] = f'attachment; filename="problems-{found.pk}.{ending}"'
    return answer


def _rows(found: ImportRun) -> Iterator[dict[str, Any]]:
    for one in runs.every_problem(found):
        yield {
            "sheet": one.sheet,
            "row": one.row or None,
            "column": one.column,
            "title": one.title,
            "ref": one.ref,
            "message": one.message,
        }
