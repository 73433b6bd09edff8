"""Reading lists: all of them, one with its entries, one entry, what changed."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.core.divisions import selectors as divisions
from tongban.core.shell import clock
from tongban.core.workdays.rules import local_date
from tongban.lists import ports, rules, selectors
from tongban.lists.models import ListEdition
from tongban.lists.portal import showing
from tongban.lists.selectors import Filters
from tongban.lists.states import WITHDRAWN
from tongban.lists.types import Column, ColumnType

NEW_DAYS = 30


def _today() -> date:
    return local_date(clock.now())


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every list in force by group and kind, perhaps of one division and the city above it."""
    division = request.GET.get("division", "")[:12]
    places = [divisions.city(), *divisions.counties()]
    if division not in {place.code for place in places}:
        division = ""
    on = _today()
    shown = {division, settings.CITY} if division else set()
    editions = [
        one
        for one in selectors.in_force(on=on)
        if not shown or one.published_list.division_id in shown
    ]
    context = {
        "groups": _groups(editions, on),
        "count": len(editions),
        "entries": sum(one.size for one in editions),
        "division": division,
        "divisions": [(place.code, place.name) for place in places],
    }
    partial = request.headers.get("HX-Target") == "results"
    return render(request, "lists/parts/index.html" if partial else "lists/index.html", context)


def _groups(editions: list[ListEdition], on: date) -> list[dict[str, Any]]:
    """Return groups of kinds of lists, in their order; kinds that nobody has published are not
    among them."""
    by_kind: dict[str, list[ListEdition]] = {}
    for edition in editions:
        by_kind.setdefault(edition.published_list.kind, []).append(edition)
    groups: dict[str, list[dict[str, Any]]] = {}
    for code, found in by_kind.items():
        kind = ports.kinds.find(code)
        groups.setdefault(kind.group if kind else "其他", []).append(
            {
                "code": code,
                "title": kind.title if kind else found[0].published_list.title,
                "about": kind.about if kind else "",
                "unit": kind.unit if kind else "项",
                "editions": [(one, _is_new(one, on)) for one in found],
            }
        )
    return [{"title": title, "kinds": kinds} for title, kinds in groups.items()]


def _is_new(edition: ListEdition, on: date) -> bool:
    since = edition.effective_from
    return edition.number > 1 and since is not None and (on - since).days < NEW_DAYS


@login_not_required
@require_safe
def detail(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """One list: the edition in force (else the next, else the last), or edition `number`."""
    on = _today()
    editions = selectors.public_editions(code)
    held = selectors.current(editions, on)
    edition = selectors.numbered(editions, number) if number is not None else held or editions[0]
    owner, columns = edition.published_list, selectors.columns_of(edition)
    kind = ports.kinds.find(owner.kind)
    filters = _filters(request.GET, columns, owner.division_id)
    whole = "print" in request.GET
    page = selectors.entries(
        edition,
        Filters() if whole else filters,
        after="" if whole else request.GET.get("after", ""),
        limit=edition.size if whole else selectors.PAGE,
    )
    head = showing.head_of(kind, columns)
    shown = [one for one in columns if one.name != head] if whole else showing.listed(columns, head)
    shown = showing.said(shown, page.rows)
    names = selectors.names_in(shown, (row.values for row in page.rows), owner.division_id)
    context = {
        **_about(edition, editions, held, on),
        "kind": kind,
        "number": number,
        "columns": shown,
        "head": next(one for one in columns if one.name == head),
        "rows": showing.rows(page.rows, shown, names, _entry_url(code, number)),
        "page": page,
        "filters": filters,
        "choices": _choices(edition, columns, filters),
        "places": _places(columns, owner.division_id),
        "next_url": _with(request.GET, after=page.after) if page.after else "",
        "first_url": _with(request.GET, after="") if request.GET.get("after") else "",
        "whole": whole,
    }
    return render(request, _template(request, whole=whole), context)


def _template(request: HttpRequest, *, whole: bool) -> str:
    if whole:
        return "lists/print.html"
    partial = request.headers.get("HX-Target") == "results"
    return "lists/parts/results.html" if partial else "lists/detail.html"


def _about(
    edition: ListEdition, editions: list[ListEdition], held: ListEdition | None, on: date
) -> dict[str, Any]:
    """Return what every page of a list says of it: the edition, its place in time, the others."""
    following = [one for one in editions if one.effective_from and one.effective_from > on]
    coming = next((one for one in reversed(following) if one.state != WITHDRAWN), None)
    return {
        "list": edition.published_list,
        "edition": edition,
        "editions": [
            (one, showing.STATES[one.state], one == held, _former(one, editions))
            for one in editions
        ],
        "held": held,
        "is_held": edition == held,
        "coming": coming if coming != edition else None,
        "future": bool(edition.effective_from and edition.effective_from > on),
        "withdrawn": edition.state == WITHDRAWN,
        "code": edition.published_list.code,
    }


def _former(edition: ListEdition, editions: list[ListEdition]) -> ListEdition | None:
    return next((one for one in editions if one.number < edition.number), None)


def _filters(query: QueryDict, columns: tuple[Column, ...], division: str) -> Filters:
    """Read the filters of a query; what makes no sense is no filter."""
    chosen = {}
    for column in columns:
        value = query.get(column.name, "")
        if value in {code for code, _title in rules.facet_choices(column)}:
            chosen[column.name] = value
    place = query.get("place", "")
    known = {code for code, _name in _places(columns, division)} if place else set()
    return Filters(query.get("q", "")[:60].strip(), place if place in known else "", chosen)


def _places(columns: tuple[Column, ...], division: str) -> list[tuple[str, str]]:
    """Return the townships by which a list with places can be narrowed down."""
    if not any(column.type == ColumnType.PLACES for column in columns):
        return []
    return [(one.code, one.name) for one in divisions.children(division)]


def _choices(
    edition: ListEdition, columns: tuple[Column, ...], filters: Filters
) -> list[dict[str, Any]]:
    """Return the selects by which a list is narrowed down: only what its entries have."""
    counts = selectors.facet_counts(edition, columns)
    return [
        {
            "column": column,
            "value": filters.choices.get(column.name, ""),
            "options": [
                (code, f"{title}（{counts[column.name][code]}）")
                for code, title in rules.facet_choices(column)
                if code in counts[column.name]
            ],
        }
        for column in columns
        if len(counts.get(column.name, ())) > 1
    ]


def _with(query: QueryDict, **changes: str) -> str:
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    return f"?{changed.urlencode()}"


def _entry_url(code: str, number: int | None) -> Any:
    if number is None:
        return lambda key: reverse("lists-entry", args=[code, key])
    return lambda key: reverse("lists-edition-entry", args=[code, number, key])


@login_not_required
@require_safe
def entry(request: HttpRequest, code: str, key: str, number: int | None = None) -> HttpResponse:
    """One entry: as it holds (else as it stood last), or as it stood in edition `number`, and how
    it came to say so."""
    on = _today()
    editions = selectors.public_editions(code)
    held = selectors.current(editions, on)
    history = selectors.history(code, key)
    wanted = number if number is not None else held.number if held else editions[0].number
    row = next((one for one in history if one.edition.number == wanted), None)
    if row is None and number is None and history:
        row = history[0]
    if row is None:
        # The same refusal whether the key is wrong or the edition is.
        row = selectors.entry(selectors.numbered(editions, wanted), key)
    edition = selectors.numbered(editions, row.edition.number)
    columns = selectors.columns_of(edition)
    kind = ports.kinds.find(edition.published_list.kind)
    head = showing.head_of(kind, columns)
    names = selectors.names_in(columns, [row.values], edition.published_list.division_id)
    context = {
        **_about(edition, editions, held, on),
        "kind": kind,
        "entry": row,
        "number": number,
        "gone": held is not None and all(one.edition.number != held.number for one in history),
        "cells": [c for c in showing.cells(columns, row.values, names) if c.column.name != head],
        "history": [(one.edition, *_step(one, history)) for one in history],
    }
    return render(request, "lists/entry.html", context)


def _step(row: Any, history: list[Any]) -> tuple[str, list[str]]:
    """Say what an edition did to the entry: added it, changed columns, or left it."""
    before = next((one for one in history if one.edition.number < row.edition.number), None)
    if before is None:
        return "列入", []
    columns = selectors.columns_of(row.edition)
    changed = [
        one.title for one in columns if row.values.get(one.name) != before.values.get(one.name)
    ]
    return ("修改", changed) if changed else ("", [])


@login_not_required
@require_safe
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """What changed between two editions; without a choice, from the last but one to the last."""
    on = _today()
    editions = selectors.public_editions(code)
    held = selectors.current(editions, on)
    numbers = [one.number for one in editions]
    upper = _number(request.GET.get("to", ""), numbers, (held or editions[0]).number)
    lower = [number for number in numbers if number < upper]
    start = _number(request.GET.get("from", ""), numbers, lower[0] if lower else upper)
    after, before = selectors.numbered(editions, upper), selectors.numbered(editions, start)
    columns = selectors.columns_of(after)
    head = showing.head_of(ports.kinds.find(after.published_list.kind), columns)
    found = selectors.compared(before, after)
    context = {
        **_about(after, editions, held, on),
        "before": before,
        "after": after,
        "options": [
            (str(one.number), f"第 {one.number} 版（{one.effective_from:%Y-%m-%d} 起）")
            for one in editions
        ],
        "differences": showing.differences(found, columns, head, after.published_list.division_id),
    }
    partial = request.headers.get("HX-Target") == "results"
    return render(
        request, "lists/parts/differences.html" if partial else "lists/compare.html", context
    )


def _number(text: str, known: list[int], otherwise: int) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
    return number if number in known else otherwise


def home_panel(request: HttpRequest) -> dict[str, Any] | None:
    """What the home page shows of lists: one link a kind; nothing while there are none."""
    totals: dict[str, int] = {}
    for edition in selectors.in_force(on=_today()):
        kind = edition.published_list.kind
        totals[kind] = totals.get(kind, 0) + edition.size
    found = [(kind, totals[kind.code]) for kind in ports.kinds if kind.code in totals]
    return {"kinds": found} if found else None
