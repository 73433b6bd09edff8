"""What every page of the desk begins with."""

from http import HTTPStatus
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.core.accounts.types import Actor
from tongban.core.shell import clock, errors_text
from tongban.core.workdays.rules import local_date
from tongban.lists import permissions, ports, selectors
from tongban.lists.errors import ListRefused, ListUnknown
from tongban.lists.models import ListEdition, PublishedList
from tongban.lists.types import Kind


def actor_of(request: HttpRequest) -> Actor:
    """Return who keeps lists; raises PermissionDenied for everybody else."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not permissions.keeps_lists(actor):
        raise PermissionDenied
    return actor


def kept(request: HttpRequest, code: str) -> PublishedList:
    """Return a list that the reader keeps; raises ListUnknown for any other."""
    found = PublishedList.objects.kept_by(actor_of(request)).with_names().filter(code=code).first()
    if found is None:
        raise ListUnknown(list=code)
    return found


class Opened(NamedTuple):
    """A list that the reader keeps, with its open edition and its kind."""

    owner: PublishedList
    edition: ListEdition
    kind: Kind


def open_edition(request: HttpRequest, code: str) -> Opened:
    """Return a list that the reader keeps with what is open of it; raises ListUnknown."""
    owner = kept(request, code)
    edition = selectors.draft(code)
    if edition is None:
        raise ListUnknown("list_no_draft", list=code)
    return Opened(owner, edition, ports.kinds.get(owner.kind))


def today() -> Any:
    """Return the day of the platform's clock."""
    return local_date(clock.now())


def number(text: str) -> int:
    """Return a small number from a form, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def powers(request: HttpRequest, owner: PublishedList) -> dict[str, bool]:
    """Return what the reader may do with the list."""
    actor = actor_of(request)
    return {
        "may_edit": permissions.may_edit(actor, owner),
        "may_publish": permissions.may_publish(actor, owner),
    }


def refused(
    request: HttpRequest, refusal: ListRefused, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Draw a page again with the sentence of a refusal, at its field if it has one."""
    errors = [(f"id_{refusal.field}" if refusal.field else "", errors_text(refusal))]
    status = HTTPStatus(refusal.status)
    return render(request, template, {**context, "errors": errors}, status=status)
