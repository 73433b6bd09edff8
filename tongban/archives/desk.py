"""The desk's pages: what waits, what failed and why, what is archived, and the packs."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tongban.archives import permissions, selectors, services, states
from tongban.archives.errors import ArchiveError, ArchiveUnknown
from tongban.archives.models import Item, Pack
from tongban.archives.querysets import MANAGE
from tongban.archives.rules import numbering
from tongban.archives.types import CHECK_TITLES
from tongban.core.accounts.requests import Request, page_key
from tongban.core.accounts.selectors import entries_of
from tongban.core.files import selectors as files
from tongban.core.shell import clock, errors_text

PAGE = 50


@require_safe
def index(request: Request) -> HttpResponse:
    """The items of the actor's bodies, newest first, by state."""
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:80]
    state = state if state in states.ITEM else ""
    rows = selectors.items(
        request.actor, state=state, text=text, before=page_key(request), limit=PAGE + 1
    )
    more = rows[PAGE - 1].pk if len(rows) > PAGE else 0
    counts = selectors.counts(request.actor)
    context = {
        "items": rows[:PAGE],
        "state": state,
        "q": text,
        "counts": [(title, counts[code], f"?state={code}") for code, title in states.ITEM.items()],
        "states": [("", "全部"), *states.ITEM.items()],
        "next_url": f"?before={more}&state={state}&q={text}" if more else "",
    }
    return render(request, "archives/list.html", context)


def _item(request: Request, key: int) -> Item:
    try:
        return selectors.item(request.actor, key)
    except ArchiveUnknown as error:
        raise Http404 from error


@require_safe
def detail(request: Request, key: int) -> HttpResponse:
    """One item: what is known of it, and what each of the four checks found."""
    row = _item(request, key)
    findings = row.findings
    checks = [
        (title, [one for one in findings if one.check is check])
        for check, title in CHECK_TITLES.items()
    ]
    context = {
        "item": row,
        "checks": [
            (title, [one for one in rows if not one.ok], [one for one in rows if one.ok])
            for title, rows in checks
            if rows
        ],
        "retention": numbering.retention_title(row.retention),
        "until": numbering.kept_until(row.closed_on, row.retention),
        "may_check": row.state in states.CHECKABLE and permissions.may_manage(request.actor, row),
        "entries": entries_of(row.ledger_subject),
    }
    return render(request, "archives/detail.html", context)


@require_POST
def check(request: Request, key: int) -> HttpResponse:
    """Check one item now, and archive it if nothing is wrong."""
    row = _item(request, key)
    try:
        row = services.archive(actor=request.actor, now=clock.now(), key=row.pk)
    except ArchiveError as error:
        messages.error(request, errors_text(error))
    else:
        if row.state == states.FAILED:
            messages.warning(request, "检测没有通过，请按下面的提示处理后再检测。")
        else:
            messages.success(request, f"已归档，档号 {row.number}。")
    return redirect("archives-detail", key=key)


@require_safe
def packs(request: Request) -> HttpResponse:
    """The packs, and what may be packed; while one is being made the page asks again."""
    rows = selectors.packs(request.actor)
    context: dict[str, Any] = {
        "packs": rows,
        "packable": [
            one | {"may": request.actor.can(MANAGE, organisation_path=one["path"])}
            for one in selectors.packable(request.actor)
        ],
        "making": any(one.state == states.MAKING for one in rows),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "archives/packs_rows.html" if part else "archives/packs.html", context)


@require_POST
def begin(request: Request) -> HttpResponse:
    """Begin a pack of a body's year."""
    body, year = request.POST.get("body", ""), request.POST.get("year", "")
    known = {(str(one["body"]), str(one["year"])) for one in selectors.packable(request.actor)}
    if (body, year) not in known:
        messages.error(request, "没有可以移交的件，请刷新后再看。")
        return redirect("archives-packs")
    try:
        row = services.begin_pack(
            actor=request.actor, now=clock.now(), body=int(body), year=int(year)
        )
    except ArchiveError as error:
        messages.error(request, errors_text(error))
    else:
        messages.success(request, f"开始制作移交包，共 {row.count} 件，制成后在这里下载。")
    return redirect("archives-packs")


@require_POST
def take(request: Request, token: str) -> HttpResponseBase:
    """Give a pack; who took it is written down."""
    try:
        pack: Pack = selectors.pack(request.actor, token)
    except ArchiveUnknown as error:
        raise Http404 from error
    try:
        file = services.take(actor=request.actor, now=clock.now(), pack=pack)
    except ArchiveError as error:
        return HttpResponse(
            errors_text(error), status=error.status or HTTPStatus.CONFLICT,
            content_type="text/plain; charset=utf-8",
        )  # fmt: skip
    return FileResponse(
        files.open_file(file), as_attachment=True, filename=file.name,
        content_type=file.media_type,
    )  # fmt: skip
