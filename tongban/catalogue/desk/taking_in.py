"""The province's catalogue on the desk: a file given, looked through, confirmed; what has gone."""

import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue import permissions, states
from tongban.catalogue.errors import CatalogueError, CatalogueForbidden
from tongban.catalogue.models import ImportRun
from tongban.catalogue.selectors import above as reading
from tongban.catalogue.selectors import importing as runs
from tongban.catalogue.services import above, imports
from tongban.core.accounts.requests import Request
from tongban.core.accounts.selectors import names_of
from tongban.core.files.errors import FileRefused
from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.services import write_xlsx
from tongban.core.shell import clock, errors_text
from tongban.core.workdays.rules import local_date

FILE_BYTES = 50 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 100
TONES = {
    states.FAULTY: "bad",
    states.REFUSED: "bad",
    states.READY: "info",
    states.APPLIED: "good",
    states.DROPPED: "neutral",
}
ACTS = {"new": _("新增"), "changed": _("变更"), "gone": _("省里已没有")}
DONE = {
    "apply": _("已开始导入。"),
    "drop": _("已放弃，目录没有变化。"),
    "recheck": _("已重新检查。"),
}


def _must_take_in(request: Request) -> None:
    if not permissions.may_take_in(request.actor):
        raise CatalogueForbidden


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponse:
    """Give a file, or go on with one that was given; a POST takes the file in."""
    _must_take_in(request)
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None or not file.size:
            error = _("请先选择文件。")
        else:
            try:
                run = imports.begin(
                    actor=request.actor,
                    now=clock.now(),
                    kind=reading.KIND,
                    name=file.name or "",
                    stream=file,
                    limit=FILE_BYTES,
                )
            except (FileRefused, SheetRefused) as refusal:
                error = errors_text(refusal)
            else:
                return redirect("catalogue-desk-basic-run", run.pk)
    page = runs.runs_of(request.actor, reading.KIND, after=request.GET.get("after", ""))
    names = names_of(one.begun_by for one in page.rows)
    context = {
        "errors": [("id_file", error)] if error else [],
        "error": error,
        "most": FILE_BYTES,
        "rows": [
            (one, TONES.get(one.state, "info"), names.get(one.begun_by, "")) for one in page.rows
        ],
        "next_url": f"?after={page.after}" if page.after else "",
    }
    status = 422 if error else 200
    return render(request, "catalogue/desk/taking_in.html", context, status=status)


@require_safe
def run(request: Request, run_id: int) -> HttpResponse:
    """One file: how far it is, every problem, what it would change or has changed."""
    _must_take_in(request)
    found = runs.run_of(request.actor, run_id, reading.KIND)
    return _shown(request, found)


def _shown(
    request: Request, found: ImportRun, *, error: str = "", status: int = 200
) -> HttpResponse:
    after = request.GET.get("after", "")
    problems = runs.problems_of(found, after=after, limit=PAGE)
    items = runs.items_of(found, after=after, limit=PAGE)
    following = problems.after or items.after
    names = names_of([found.begun_by])
    context = {
        "run": found,
        "tone": TONES.get(found.state, "info"),
        "person": names.get(found.begun_by, ""),
        "mine": found.begun_by == request.actor.ref,
        "running": found.state in states.RUNNING_IMPORT,
        "counts": found.counts,
        "problems": problems.rows,
        "items": [(one, ACTS.get(one.act, one.act)) for one in items.rows],
        "gone": reading.gone_of(found),
        "next_url": f"?after={following}" if following else "",
        "error": error,
        "chosen": request.POST.getlist("code"),
        "note": request.POST.get("note", ""),
    }
    return render(request, "catalogue/desk/taking_in_run.html", context, status=status)


@require_safe
def progress(request: Request, run_id: int) -> HttpResponse:
    """How far it is; when it has moved on, the page is loaded anew."""
    _must_take_in(request)
    found = runs.run_of(request.actor, run_id, reading.KIND)
    answer = render(
        request,
        "catalogue/desk/parts/taking_in_progress.html",
        {"run": found, "running": found.state in states.RUNNING_IMPORT},
    )
    if found.state not in states.RUNNING_IMPORT:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def act(request: Request, run_id: int, act: str) -> HttpResponse:
    """Apply it, give it up, have it looked through again, or cancel what has gone."""
    _must_take_in(request)
    found = runs.run_of(request.actor, run_id, reading.KIND)
    given: dict[str, Any] = {"actor": request.actor, "now": clock.now(), "run_id": run_id}
    try:
        if act == "gone":
            done = above.cancel_gone(
                **given,
                codes=request.POST.getlist("code"),
                note=request.POST.get("note", ""),
            )
            messages.success(request, _("已取消 {n} 项。").format(n=done))
        elif act in DONE:
            getattr(imports, act)(**given)
            messages.success(request, DONE[act])
        else:
            return redirect("catalogue-desk-basic-run", run_id)
    except CatalogueForbidden:
        raise
    except CatalogueError as refusal:
        return _shown(request, found, error=errors_text(refusal), status=refusal.status)
    return redirect("catalogue-desk-basic-run", run_id)


@require_safe
def export(request: Request, form: str) -> HttpResponseBase:
    """What is in use, as the file would say it: xlsx (`?empty=1`: the template) or JSON Lines."""
    if not permissions.works_here(request.actor):
        raise CatalogueForbidden
    day = f"{local_date(clock.now()):%Y%m%d}"
    if form == "jsonl":
        answer: HttpResponseBase = StreamingHttpResponse(
            above.as_lines(reading.exported()), content_type="application/jsonl; charset=utf-8"
        )
    else:
        topics = reading.topic_names()
        rows = () if request.GET.get("empty") else above.as_rows(reading.exported(), topics)
        stream = io.BytesIO()
        table = above.columns(list(topics.values()))
        write_xlsx([table], {table.code: rows}, stream, now=clock.now())
        answer = HttpResponse(stream.getvalue(), content_type=XLSX)
        form = "xlsx"
    answer["Content-Disposition"] = f'attachment; filename="basic-catalogue-{day}.{form}"'
    return answer
