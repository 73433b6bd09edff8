"""Editing a draft: the table of its entries, one entry's form, what was taken out."""

import secrets
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.core.accounts.selectors import name_of
from tongban.core.shell import clock, errors_text
from tongban.lists import rules, selectors, services
from tongban.lists.desk import fields, shared
from tongban.lists.errors import EditConflict, EntriesInvalid, ListRefused, WrongListState
from tongban.lists.models import Entry, ListEdition, PublishedList
from tongban.lists.portal import showing
from tongban.lists.states import DRAFT
from tongban.lists.types import Column, Kind, Problem

PAGE = 50
PROBLEMS_SHOWN = 20


@require_safe
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """The entries of a draft, what is still to do before it can be handed in, what was removed."""
    owner, edition, kind = shared.open_edition(request, code)
    if edition.state != DRAFT:
        return redirect("lists-desk-review", code=code)
    return render(request, "lists/desk/draft.html", draft_context(request, owner, edition, kind))


def draft_context(
    request: HttpRequest, owner: PublishedList, edition: ListEdition, kind: Kind
) -> dict[str, Any]:
    """Return what the page of a draft shows."""
    entries = selectors.all_entries(edition)
    problems = rules.problems(kind, [one.item for one in entries])
    by_key: dict[str, list[Problem]] = {}
    for one in problems:
        by_key.setdefault(one.key, []).append(one)
    words = rules.asked(request.GET.get("q", ""))
    only = request.GET.get("show") == "problems"
    places = {entry.key: place for place, entry in enumerate(entries, start=1)}
    found = [
        entry
        for entry in entries
        if all(word in entry.text for word in words) and (not only or entry.key in by_key)
    ]
    after = request.GET.get("after", "")
    start = next((n for n, entry in enumerate(found, start=1) if entry.key == after), 0)
    shown = found[start : start + PAGE]
    columns = showing.said(showing.listed(kind.columns, kind.head), shown)
    names = selectors.names_in(columns, [row.values for row in shown], owner.division_id)
    query = request.GET.copy()
    query["after"] = shown[-1].key if shown and start + PAGE < len(found) else ""
    return {
        "list": owner,
        "kind": kind,
        "edition": edition,
        "editor": name_of(edition.edited_by),
        "columns": columns,
        "head": kind.column(kind.head),
        "rows": [
            {"row": row, "place": places[row.key], "problems": by_key.get(row.key, [])}
            for row in showing.rows(shown, columns, names, _address(owner.code))
        ],
        "total": len(entries),
        "found": len(found),
        "next_url": f"?{query.urlencode()}" if query["after"] else "",
        "first_url": "?" if after else "",
        "q": request.GET.get("q", "")[:60],
        "only": only,
        "problem_count": len(by_key),
        "removed": selectors.removed(edition),
        "last": selectors.last_published(owner),
        **shared.powers(request, owner),
    }


def _address(code: str) -> Any:
    return lambda key: reverse("lists-desk-entry", args=[code, key])


@require_POST
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Open an empty entry: the one that I left empty before, if there is one."""
    owner, edition, _kind = shared.open_edition(request, code)
    actor = shared.actor_of(request)
    empty = edition.entries.filter(values_text="{}", removed=False, edited_by=actor.ref).first()
    if empty is None:
        try:
            empty = services.put_entry(
                actor=actor, now=clock.now(), code=code, values={}, seen=edition.revision
            )
        except ListRefused as refusal:
            messages.error(request, errors_text(refusal))
            return redirect("lists-desk-draft", code=code)
    return redirect("lists-desk-entry", code=owner.code, key=empty.key)


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """One entry's form, built from the columns of its kind; a POST keeps it and goes on."""
    opened = shared.open_edition(request, code)
    owner, edition, kind = opened
    if edition.state != DRAFT:
        return redirect("lists-desk-review", code=code)
    row = selectors.entry(edition, key)
    if request.method == "GET":
        typed = fields.typed_of(kind, row.values, owner)
        context = _form(request, opened, row, typed)
        return render(request, "lists/desk/entry.html", context)
    given = fields.posted(kind, request.POST)
    try:
        _keep(request, owner, kind, key, given, final=True)
    except EntriesInvalid as refusal:
        problems = refusal.detail.get("problems", ())
        context = _form(request, opened, row, given, problems)
        return render(
            request, "lists/desk/entry.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    except EditConflict as refusal:
        context = _form(request, opened, row, given)
        context |= {"conflict": errors_text(refusal), "theirs": _theirs(kind, row, given, owner)}
        return render(request, "lists/desk/entry.html", context, status=HTTPStatus.CONFLICT)
    if request.POST.get("then") == "add":
        return add(request, code)
    messages.success(request, _("已保存。"))
    return redirect(f"{reverse('lists-desk-draft', args=[code])}#{key}")


@require_POST
def save(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Keep what is being typed; answers in a sentence when it cannot be kept."""
    owner, _edition, kind = shared.open_edition(request, code)
    try:
        _keep(request, owner, kind, key, fields.posted(kind, request.POST), final=False)
    except (EntriesInvalid, EditConflict, WrongListState) as refusal:
        text = str(refusal.detail.get("first") or errors_text(refusal))
        return JsonResponse({"detail": text}, status=refusal.status)
    return JsonResponse({"saved": True})


def _keep(
    request: HttpRequest,
    owner: PublishedList,
    kind: Kind,
    key: str,
    given: dict[str, str],
    *,
    final: bool,
) -> Entry:
    values, problems = rules.typed(kind, given, fields.known(kind, [given], owner))
    if problems:
        first = problems[0]
        raise EntriesInvalid(
            field=first.column, problems=problems, count=len(problems), first=first.message
        )
    return services.put_entry(
        actor=shared.actor_of(request),
        now=clock.now(),
        code=owner.code,
        key=key,
        values=values,
        seen=shared.number(request.POST.get("seen", "")),
        session=request.POST.get("session", "")[:32],
        final=final,
    )


def _form(
    request: HttpRequest,
    opened: shared.Opened,
    row: Entry,
    typed: dict[str, str],
    problems: Any = (),
) -> dict[str, Any]:
    """Return the form of an entry with what was typed and what is wrong or missing, at its field.

    What is only missing is no error while a draft grows: it is said once, above the form.
    """
    owner, edition, kind = opened
    wrong: dict[str, str] = {}
    for one in problems:
        wrong.setdefault(one.column, one.message)
    missing = [] if problems else list(rules.lacking(kind, row.values))
    place = edition.entries.filter(removed=False, order__lte=row.order).count()
    return {
        "list": owner,
        "kind": kind,
        "edition": edition,
        "entry": row,
        "place": place,
        "fields": fields.fields(kind, typed, wrong, owner),
        "errors": wrong,
        "missing": missing if row.values else [],
        "session": request.POST.get("session") or secrets.token_hex(8),
        "seen": edition.revision,
    }


def _theirs(
    kind: Kind, row: Entry, given: dict[str, str], owner: PublishedList
) -> list[dict[str, Any]]:
    """Return the columns in which the entry as it stands differs from what was typed."""
    now = fields.typed_of(kind, row.values, owner)
    return [
        {
            "title": column.title,
            "theirs": _said(column, now[column.name]),
            "ours": _said(column, given.get(column.name, "")),
        }
        for column in kind.columns
        if now[column.name].split() != given.get(column.name, "").split()
    ]


def _said(column: Column, typed: str) -> str:
    chosen = column.choice(typed)
    return chosen.title if chosen else typed


@require_POST
def act(request: HttpRequest, code: str, key: str, name: str) -> HttpResponse:
    """Take an entry out, put it back, move it."""
    owner = shared.kept(request, code)
    given: dict[str, Any] = {
        "actor": shared.actor_of(request),
        "now": clock.now(),
        "code": owner.code,
        "key": key,
    }
    try:
        if name == "remove":
            seen = shared.number(request.POST.get("seen", ""))
            row = services.remove_entry(**given, seen=seen)
            messages.success(
                request, _("已移除“{title}”，可以在页面下方恢复。").format(title=row.title)
            )
        elif name == "restore":
            services.restore_entry(**given)
            messages.success(request, _("已恢复。"))
        else:
            services.move_entry(**given, to=shared.number(request.POST.get("to", "")) or 1)
    except ListRefused as refusal:
        messages.error(request, errors_text(refusal))
    anchor = "" if name == "remove" else f"#{key}"
    return redirect(f"{reverse('lists-desk-draft', args=[code])}{anchor}")


@require_POST
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """Hand the draft in for review."""
    owner, edition, kind = shared.open_edition(request, code)
    try:
        services.submit(
            actor=shared.actor_of(request),
            now=clock.now(),
            code=code,
            seen=shared.number(request.POST.get("seen", "")),
            note=request.POST.get("note", ""),
        )
    except ListRefused as refusal:
        context = draft_context(request, owner, edition, kind)
        return shared.refused(request, refusal, "lists/desk/draft.html", context)
    messages.success(request, _("已送审。政务服务机构审核后公布。"))
    return redirect("lists-desk-review", code=code)
