"""Stock licences on the desk: the template, a dry run with every problem at its cell, then all."""

import io
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue import states
from tongban.catalogue.errors import CatalogueError, ImportUnknown
from tongban.catalogue.selectors import importing as runs
from tongban.catalogue.services import imports
from tongban.core.accounts.types import Actor
from tongban.core.divisions import selectors as divisions
from tongban.core.files.errors import FileRefused
from tongban.core.files.types import XLSX
from tongban.core.organisations import selectors as organisations
from tongban.core.sheets.services import write_xlsx
from tongban.core.shell import errors_text
from tongban.core.shell.clock import now
from tongban.lib.errors import Refusal
from tongban.licences import selectors, services
from tongban.licences.desk.shared import actor_of
from tongban.licences.errors import NotAllowed, UnknownType
from tongban.licences.permissions import ISSUE
from tongban.licences.rules import stock as tables

KIND = services.stock.KIND
ACTS = {"apply": imports.apply, "recheck": imports.recheck, "drop": imports.drop}


def _allowed(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not services.stock.may_begin(actor):
        raise NotAllowed()
    return actor


def places(actor: Actor) -> list[tuple[str, str]]:
    """The bodies and divisions that the actor issues for, as "organisation/division" and words."""
    found: dict[str, str] = {}
    for grant in actor.grants:
        if ISSUE not in grant.powers:
            continue
        body = organisations.by_id(grant.organisation_id)
        reach = grant.division_path.strip("/")
        division = divisions.get(reach.split("/")[-1] if reach else body.division_id)
        found[f"{body.pk}/{division.code}"] = f"{body.name}（{division.name}）"
    return sorted(found.items(), key=lambda one: one[1])


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Choose type, body and file; the imports so far below."""
    actor = _allowed(request)
    open_to = places(actor)
    said = request.POST
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return redirect("licences-desk-import-run", run_id=_begin(request, actor, open_to))
        except (FileRefused, CatalogueError, Refusal) as refused:
            errors = {refused.field or "file": errors_text(refused)}
    page = runs.runs_of(actor, KIND, after=request.GET.get("after", ""))
    context = {
        "types": _types(),
        "places": open_to,
        "chosen": said.get("type", "") or request.GET.get("type", ""),
        "place": said.get("place", "") or (open_to[0][0] if open_to else ""),
        "runs": page.rows,
        "after": page.after,
        "errors": errors,
        "most": tables.ROWS_MOST,
    }  # fmt: skip
    code = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return render(request, "licences/desk_import.html", context, status=code)


def _types() -> list[tuple[str, str]]:
    return [(one.code, one.title) for one in selectors.types() if one.retired_on is None]


def _begin(request: HttpRequest, actor: Actor, open_to: list[tuple[str, str]]) -> int:
    said = request.POST
    place, code = said.get("place", ""), said.get("type", "")
    if place not in dict(open_to):
        raise NotAllowed("licence_import_place", field="place")
    if not code:
        raise UnknownType("licence_import_place", field="type")
    body, _slash, division = place.partition("/")
    options = {"type": code, "organisation": int(body), "division": division}
    services.stock.place_of(actor, options)
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise FileRefused("upload_empty", field="file")
    return imports.begin(
        actor=actor, now=now(), kind=KIND, name=file.name or "", stream=file, options=options
    ).pk


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty table of a type."""
    _allowed(request)
    try:
        version = selectors.type_version(request.GET.get("type", ""))
    except UnknownType as error:
        raise Http404 from error
    stream = io.BytesIO()
    write_xlsx([tables.spec(version.title, version.fields)], {}, stream, now=now())
    answer = HttpResponse(stream.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="licences-{version.type.code}.xlsx"'
    return answer


def _run(request: HttpRequest, run_id: int) -> Any:
    try:
        return runs.run_of(_allowed(request), run_id, KIND)
    except ImportUnknown as error:
        raise Http404 from error


@require_safe
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One import: how far it is, what is wrong, what it would take in."""
    found = _run(request, run_id)
    after = request.GET.get("after", "")
    if found.problem_count:
        page = runs.problems_of(found, after=after)
    else:
        page = runs.items_of(found, after=after)
    context = {
        "run": found,
        "type": selectors.type_by_code(found.options["type"]),
        "running": found.state in states.RUNNING_IMPORT,
        "rows": page.rows,
        "after": page.after,
        "mine": found.begun_by == actor_of(request).ref,
    }
    part = request.headers.get("HX-Request") == "true"
    name = "licences/desk_import_state.html" if part else "licences/desk_import_run.html"
    return render(request, name, context)


@require_POST
def act(request: HttpRequest, run_id: int, act: str) -> HttpResponse:
    """Take it in, look again, or give it up."""
    found = _run(request, run_id)
    if act not in ACTS:
        raise Http404
    try:
        ACTS[act](actor=actor_of(request), now=now(), run_id=found.pk)
    except CatalogueError as refused:
        messages.error(request, errors_text(refused))
    return redirect("licences-desk-import-run", run_id=run_id)
