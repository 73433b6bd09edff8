"""Acts on an entry of the basic catalogue: its power handed on and taken back, its cancelling."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.catalogue import permissions, selectors, services, states
from tongban.catalogue.errors import (
    CatalogueError,
    CatalogueForbidden,
    ClaimRefused,
    EntryRefused,
)
from tongban.catalogue.models import Delegation, Matter
from tongban.catalogue.rules import modes
from tongban.catalogue.selectors import ending as endings
from tongban.catalogue.selectors import entries
from tongban.catalogue.types import DELEGATION_SOURCES, POWER_SOURCES
from tongban.core.accounts.requests import Request
from tongban.core.accounts.types import Actor
from tongban.core.divisions import selectors as divisions
from tongban.core.organisations import selectors as organisations
from tongban.core.shell import clock, errors_text
from tongban.core.workdays.rules import local_date

SOURCES = [(code, title) for code, title in POWER_SOURCES.items() if code in DELEGATION_SOURCES]


def may_cancel(actor: Actor, matter: Matter) -> bool:
    """Whether the reader is offered to cancel an entry."""
    ours = modes.may_change(settings.CATALOGUE_MODE, matter.origin)
    return ours and permissions.may_keep(actor) and matter.state == states.IN_USE


def givers(actor: Actor) -> list[Any]:
    """Return the bodies whose powers the reader may hand on: those that they publish for."""
    return [one for one in selectors.bodies_of(actor) if permissions.may_publish_for(actor, one)]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def delegate(request: Request, catalog_code: str) -> HttpResponse:
    """Record that a body handed its power over a matter to another."""
    mine = givers(request.actor)
    if not mine:
        raise CatalogueForbidden
    matter = entries.entry(catalog_code).matter
    given = {
        name: request.POST.get(name, "").strip()[:300]
        for name in ("source", "giver", "taker", "basis", "since")
    }
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _delegated(request, matter, mine, given)
        if not errors:
            messages.success(request, _("已登记，在公开的目录上可以看到。"))
            return redirect("catalogue-desk-basic-entry", catalog_code)
    everybody = organisations.below(paths=(), divisions=[divisions.tree_path(settings.CITY)])
    context = {
        "matter": matter,
        "given": given,
        "errors": errors,
        "sources": SOURCES,
        "givers": _choices(mine),
        "takers": _choices(everybody),
        "today": local_date(clock.now()).isoformat(),
    }
    status = 422 if errors else 200
    return render(request, "catalogue/desk/delegate.html", context, status=status)


def _choices(bodies: list[Any]) -> list[tuple[str, str]]:
    return [(one.code, f"{one.name}（{one.division.name}）") for one in bodies]


def _delegated(
    request: Request, matter: Matter, mine: list[Any], given: dict[str, str]
) -> dict[str, str]:
    """Record it; returns what is wrong by field."""
    errors: dict[str, str] = {}
    giver = next((one for one in mine if one.code == given["giver"]), None)
    if giver is None:
        errors["giver"] = _("请选择原来行使这项职权的机构。")
    since = _day(given["since"])
    if since is None:
        errors["since"] = _("请写明从哪一天起，例如 2026-11-22。")
    if not given["taker"]:
        errors["taker"] = _("请选择承接的机构。")
    if giver is None or since is None or errors:
        return errors
    try:
        services.delegate(
            actor=request.actor,
            now=clock.now(),
            matter=matter.catalog_code,
            giver=giver,
            taker=organisations.get(given["taker"]),
            source=given["source"],
            basis=given["basis"],
            since=since,
        )
    except ClaimRefused as refusal:
        return {refusal.field or "taker": errors_text(refusal)}
    return {}


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, delegation_id: int) -> HttpResponse:
    """Take a power back, once it has been seen which lists were written by it."""
    if not givers(request.actor):
        raise CatalogueForbidden
    found = endings.delegation(delegation_id)
    if not permissions.may_publish_for(request.actor, found.giver):
        raise CatalogueForbidden
    errors: dict[str, str] = {}
    until, note = request.POST.get("until", ""), request.POST.get("note", "").strip()[:300]
    if request.method == "POST":
        errors = _ended(request, found, until, note)
        if not errors:
            messages.success(request, _("已登记收回。"))
            return redirect("catalogue-desk-basic-entry", found.matter.catalog_code)
    context = {
        "delegation": found,
        "matter": found.matter,
        "lists": list(found.implementations.exclude(state=states.CANCELLED)),
        "errors": errors,
        "until": until or local_date(clock.now()).isoformat(),
        "note": note,
    }
    status = 422 if errors else 200
    return render(request, "catalogue/desk/delegation_end.html", context, status=status)


def _ended(request: Request, found: Delegation, until: str, note: str) -> dict[str, str]:
    day = _day(until)
    if day is None:
        return {"until": _("请写明到哪一天为止，例如 2026-11-22。")}
    if not note:
        return {"note": _("请写明为什么收回，会公开显示。")}
    try:
        services.end_delegation(
            actor=request.actor, now=clock.now(), delegation=found, until=day, note=note
        )
    except ClaimRefused as refusal:
        return {refusal.field or "until": errors_text(refusal)}
    return {}


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Request, catalog_code: str) -> HttpResponse:
    """Show what cancelling an entry means for every list and open application; a POST does it, if
    that is still what it means."""
    if not permissions.may_keep(request.actor):
        raise CatalogueForbidden
    matter = entries.entry(catalog_code).matter
    if not modes.may_change(settings.CATALOGUE_MODE, matter.origin):
        raise EntryRefused("entry_above")
    note, error = request.POST.get("note", ""), ""
    status = 200
    if request.method == "POST":
        try:
            services.cancel_entry(
                actor=request.actor,
                now=clock.now(),
                catalog_code=catalog_code,
                note=note,
                seen=request.POST.get("seen", ""),
            )
        except CatalogueForbidden:
            raise
        except CatalogueError as refusal:
            error, status = errors_text(refusal), refusal.status
        else:
            messages.success(request, _("已取消。要处理的清单，各机构会收到通知。"))
            return redirect("catalogue-desk-basic-entry", catalog_code)
    context = {
        "matter": matter,
        "ending": endings.ending(matter, local_date(clock.now())),
        "note": note,
        "error": error,
    }
    return render(request, "catalogue/desk/basic_cancel.html", context, status=status)
