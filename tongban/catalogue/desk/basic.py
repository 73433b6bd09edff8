"""The basic catalogue on the desk: the tree, and one entry with what may be done with it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.catalogue import permissions, states
from tongban.catalogue.desk.handing import givers, may_cancel
from tongban.catalogue.desk.proposals import bodies, may_propose_change
from tongban.catalogue.errors import CatalogueForbidden
from tongban.catalogue.models import Matter
from tongban.catalogue.portal.basic import entry_context, tree_context
from tongban.catalogue.selectors import entries
from tongban.core.accounts.requests import Request
from tongban.core.accounts.selectors import names_of
from tongban.core.ledger import selectors as ledger


@require_safe
def index(request: Request) -> HttpResponse:
    """The tree, with what this installation may do with the catalogue in plain words."""
    if not permissions.works_here(request.actor):
        raise CatalogueForbidden
    context = tree_context(request.GET) | {
        "may_take_in": permissions.may_take_in(request.actor),
        "may_propose": bool(bodies(request.actor)),
    }
    return render(request, "catalogue/desk/basic.html", context)


@require_safe
def entry(request: Request, catalog_code: str) -> HttpResponse:
    """One entry: what everybody sees of it, what happened to it, and what the reader may do."""
    if not permissions.works_here(request.actor):
        raise CatalogueForbidden
    read = entries.entry(catalog_code)
    live = read.matter.state == states.IN_USE
    context: dict[str, Any] = {
        **entry_context(read, request.GET),
        "desk": True,
        "may_propose": may_propose_change(request.actor, read.matter),
        "may_cancel": may_cancel(request.actor, read.matter),
        "may_delegate": live and read.matter.leaf and bool(givers(request.actor)),
        "may_end": {
            one.pk
            for one in read.delegations
            if one.until is None and permissions.may_publish_for(request.actor, one.giver)
        },
        "state_tone": "good" if read.matter.state == states.IN_USE else "bad",
        "timeline": timeline(read.matter),
    }
    return render(request, "catalogue/desk/basic_entry.html", context)


def timeline(matter: Matter) -> list[dict[str, Any]]:
    """Return what happened to an entry, the newest first, with who did it."""
    found = ledger.timeline(f"catalogue-matter:{matter.catalog_code}")
    names = names_of(one.actor for one in found)
    return [
        {"at": one.at, "title": one.text.rstrip("："), "actor": names.get(one.actor, "")}
        for one in reversed(found)
    ]
